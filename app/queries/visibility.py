"""Which contributions a reader may see, as a condition in SQL: `policy.can_see` in the words of the database.

For questions that look at few rows. Lists by date use contribution_scope.py, which says the same in ordered branches.
"""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, or_

from app.domain import State, Viewer, Visibility, metadata

C = metadata.tables["contribution"]
K = metadata.tables["contributor"]
# Inside EXISTS, under a name of its own: the question around it may join contributors too.
ON = K.alias("on_it")
N = metadata.tables["nomination"]
P = metadata.tables["person"]
LINE = metadata.tables["reporting_line"]

ME: BindParameter[str] = bindparam("me")
MANAGER: BindParameter[str | None] = bindparam("manager")
IS_WITHDRAWN = C.c.state == State.WITHDRAWN.value
IS_HIDDEN = C.c.hidden_by_id.is_not(None)


def values_of(viewer: Viewer) -> dict[str, Any]:
    """What the conditions of this file are bound to."""
    return {"me": viewer.person_id, "manager": viewer.manager_id}


def visible(*, is_hr: bool) -> ColumnElement[bool]:
    """Over `contribution`, which must be in the FROM of the question."""
    stands_by_it = or_(_is_contributor(), is_nominator())
    open_to_me = or_(C.c.visibility == Visibility.COMPANY.value, stands_by_it, is_above(), is_teammates())
    reported = IS_HIDDEN if is_hr else IS_HIDDEN & (C.c.hidden_by_id == ME)
    plain = ~IS_HIDDEN & ~IS_WITHDRAWN
    return or_(reported, ~IS_HIDDEN & IS_WITHDRAWN & stands_by_it, plain if is_hr else plain & open_to_me)


def is_nominator() -> ColumnElement[bool]:
    return or_(C.c.recorded_by_id == ME, exists().where(N.c.contribution_id == C.c.id, N.c.author_id == ME))


def is_above() -> ColumnElement[bool]:
    """In the chain above somebody on it."""
    return exists().where(
        ON.c.contribution_id == C.c.id, LINE.c.below_id == ON.c.person_id, LINE.c.above_id == ME, LINE.c.distance > 0
    )


def is_teammates() -> ColumnElement[bool]:
    """Shown to the team, by somebody with my own manager who agreed."""
    agreed = or_(ON.c.agreed_team, ON.c.agreed_company)
    mate = exists().where(ON.c.contribution_id == C.c.id, agreed, P.c.id == ON.c.person_id, P.c.manager_id == MANAGER)
    return (C.c.visibility == Visibility.TEAM.value) & mate


def _is_contributor() -> ColumnElement[bool]:
    return exists().where(ON.c.contribution_id == C.c.id, ON.c.person_id == ME)
