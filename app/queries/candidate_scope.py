"""Which candidates a viewer may see, as a condition in SQL: `candidate_rights.can_see` in the words of the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select, union
from sqlmodel import Session

from app.domain import CandidateState, Viewer, metadata
from app.domain.candidate import FOR_THE_CHAIN
from app.domain.candidate_rights import CandidateStanding, require_sight
from app.kit.columns import UtcDateTime
from app.kit.ids import is_id

K = metadata.tables["candidate"]
ON = metadata.tables["candidate_person"]
REST = metadata.tables["candidate_rest"]
P = metadata.tables["person"]
LINE = metadata.tables["reporting_line"]
ME: Any = bindparam("me")
TEAM: Any = bindparam("team")
NOW: Any = bindparam("now", type_=UtcDateTime())


def values_of(viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {"me": viewer.person_id, "team": viewer.team_id, "now": now}


def visible() -> ColumnElement[bool]:
    """Over `candidate` in the FROM."""
    told = (K.c.confidence_word.in_(FOR_THE_CHAIN)) & (K.c.shown_from <= NOW)
    return or_(is_named(), told & or_(is_above(), is_team()))


def is_named() -> ColumnElement[bool]:
    return exists().where(ON.c.candidate_id == K.c.id, ON.c.person_id == ME, ON.c.left_as.is_(None))


def is_above() -> ColumnElement[bool]:
    """In the chain above somebody named."""
    return exists().where(
        ON.c.candidate_id == K.c.id,
        ON.c.left_as.is_(None),
        LINE.c.below_id == ON.c.person_id,
        LINE.c.above_id == ME,
        LINE.c.distance > 0,
    )


def is_team() -> ColumnElement[bool]:
    """Put to a team because nobody on it is known: its people, and those above them."""
    known = exists().where(ON.c.candidate_id == K.c.id, ON.c.person_id.is_not(None), ON.c.left_as.is_(None))
    leads = exists().where(P.c.team_id == K.c.team_id, LINE.c.below_id == P.c.id, LINE.c.above_id == ME)
    return K.c.team_id.is_not(None) & ~known & or_(K.c.team_id == TEAM, leads)


def reached() -> Any:
    """The ids of what somebody may see, from the people's side: few look-ups for a reader who sees little."""
    named = select(ON.c.candidate_id).where(ON.c.person_id == ME, ON.c.left_as.is_(None))
    told = (K.c.confidence_word.in_(FOR_THE_CHAIN)) & (K.c.shown_from <= NOW)
    below = (
        select(ON.c.candidate_id)
        .join(LINE, LINE.c.below_id == ON.c.person_id)
        .join(K, K.c.id == ON.c.candidate_id)
        .where(LINE.c.above_id == ME, LINE.c.distance > 0, ON.c.left_as.is_(None), told)
    )
    put_to = select(K.c.id).where(K.c.state == CandidateState.OPEN.value, told, is_team())
    return union(named, below, put_to)


def is_resting() -> ColumnElement[bool]:
    return exists().where(REST.c.candidate_id == K.c.id, REST.c.person_id == ME, REST.c.until > NOW)


def standing_of(db: Session, viewer: Viewer, candidate_id: str, *, now: datetime) -> CandidateStanding | None:
    """None where there is no such candidate; whether the viewer may see it is for the rights to say."""
    if not is_id(candidate_id):
        return None
    row = db.execute(_ONE, {"one": candidate_id, **values_of(viewer, now)}).one_or_none()
    if row is None:
        return None
    return CandidateStanding(
        candidate_id=row.id,
        state=row.state,
        word=row.confidence_word,
        version=row.version,
        is_named=bool(row.is_named),
        is_above=bool(row.is_above),
        is_team=bool(row.is_team),
        is_shown=row.shown_from <= now,
        is_alone=row.people <= 1,
    )


def sighted(db: Session, viewer: Viewer, candidate_id: str, *, now: datetime) -> CandidateStanding:
    """The standing to something the viewer may see; NotFound otherwise."""
    return require_sight(standing_of(db, viewer, candidate_id, now=now))


_PEOPLE = (
    select(func.count(ON.c.id))
    .where(ON.c.candidate_id == K.c.id, ON.c.left_as.is_(None))
    .correlate(K)
    .scalar_subquery()
    .label("people")
)
_ONE = select(
    K.c.id, K.c.state, K.c.confidence_word, K.c.version, K.c.shown_from, is_named().label("is_named"),
    is_above().label("is_above"), is_team().label("is_team"), _PEOPLE,
).where(K.c.id == bindparam("one"))  # fmt: skip
