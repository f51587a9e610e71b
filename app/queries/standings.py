"""How a viewer stands to one contribution: everything that policy decides on, in one round trip."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlmodel import Session

from app.domain import Standing, Viewer
from app.domain.policy import require_sight
from app.kit.ids import is_id
from app.kit.prepared import prepared
from app.queries.visibility import MANAGER, ME, C, K, P, is_above, is_nominator, values_of


def standing_of(db: Session, viewer: Viewer, contribution_id: str) -> Standing | None:
    """None where there is no such contribution; whether the viewer may see it is for policy to say."""
    if not is_id(contribution_id):
        return None
    row = db.execute(_ONE, {"one": contribution_id, **values_of(viewer)}).one_or_none()
    return None if row is None else Standing(**row._mapping)


def standings_of(db: Session, viewer: Viewer, contribution_ids: Sequence[str]) -> dict[str, Standing]:
    """The same for a handful of contributions, in one round trip."""
    rows = db.execute(_SOME, {"some": list(contribution_ids), **values_of(viewer)}).all()
    return {row.contribution_id: Standing(**row._mapping) for row in rows}


def from_row(row: Any) -> Standing:
    """Out of a row that holds `columns()` among others."""
    return Standing(**{name: getattr(row, name) for name in _NAMES})


def titles_of(db: Session, contribution_ids: Sequence[str]) -> dict[str, str]:
    """Of what has been sighted already."""
    return {row.id: row.title for row in db.execute(_TITLES, {"some": list(contribution_ids)}).all()}


def sighted(db: Session, viewer: Viewer, contribution_id: str) -> Standing:
    """The standing to something the viewer may see; NotFound otherwise."""
    return require_sight(viewer, standing_of(db, viewer, contribution_id))


def columns() -> tuple[ColumnElement[Any], ...]:
    """What a Standing is made of, over `contribution` in the FROM: for questions that need both in one round trip."""
    on_it = K.c.contribution_id == C.c.id
    agreed = or_(K.c.agreed_team, K.c.agreed_company)
    return (
        C.c.id.label("contribution_id"),
        C.c.state,
        C.c.visibility,
        C.c.version,
        C.c.recorded_by_id,
        C.c.hidden_by_id,
        exists().where(on_it, K.c.person_id == ME).label("is_contributor"),
        is_nominator().label("is_nominator"),
        is_above().label("is_above"),
        exists()
        .where(on_it, agreed, P.c.id == K.c.person_id, P.c.manager_id == MANAGER)
        .label("is_teammate_of_agreed"),
    )


_NAMES = tuple(field.name for field in fields(Standing))
# Built once: putting such a question together costs more than asking it.
_ONE = prepared(select(*columns()).where(C.c.id == bindparam("one")))
_SOME = prepared(select(*columns()).where(C.c.id.in_(bindparam("some", expanding=True))))
_TITLES = prepared(select(C.c.id, C.c.title).where(C.c.id.in_(bindparam("some", expanding=True))))
