"""What discovery found and no person has confirmed: lists in one order, which orders work and never people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, tuple_
from sqlmodel import Session

from app.domain import CandidateState, HandState, Viewer, metadata
from app.domain.candidate_draft import CandidatesQuery
from app.domain.policy import require_member
from app.kit.paging import Cursor, Page, cut
from app.queries.candidate_scope import ME, ON, K, P, is_named, is_resting, reached, values_of

_HAND = metadata.tables["hand"]
_EFFORT = metadata.tables["effort"]
_CONNECTION = metadata.tables["connection"]
_INCIDENT = metadata.tables["incident"]
_CORRECTION = metadata.tables["correction"]
MOST_WAITING = 50
MOST_OF_AMNESTY = 50
AMNESTY = timedelta(days=730)
MOST_CORRECTIONS = 20


@dataclass(frozen=True)
class PersonOnIt:
    """`id` is None for a hand that nobody knows: then the name is the tool's."""

    id: str | None
    name: str
    role: str


@dataclass(frozen=True)
class CandidateRow:
    """One of a list. `source` is the repository, or the incident's number. No figure stands beside a person."""

    id: str
    rule: str
    title: str
    confidence: str
    category: str
    tags: tuple[str, ...]
    first_on: date
    last_on: date
    active_days: int
    size: int
    joined_by: str
    source: str
    people: tuple[PersonOnIt, ...]
    is_mine: bool


@dataclass(frozen=True)
class Waits:
    id: str
    title: str
    is_mine: bool


@dataclass(frozen=True)
class Doubt:
    """A name in a tool that may be the reader's."""

    id: str
    name: str
    source: str


@dataclass(frozen=True)
class OwnCorrection:
    id: str
    kind: str
    title: str
    on: date


def listed(
    db: Session, *, viewer: Viewer, query: CandidatesQuery, cursor: Cursor | None, now: datetime
) -> Page[CandidateRow]:
    """Open ones that the reader may see and has not put off."""
    require_member(viewer)
    backward = cursor is not None and cursor.backward
    place = tuple_(K.c.place, K.c.id)
    question = _OPEN.where(~is_resting())
    if cursor is not None and len(cursor.values) == 2:
        question = question.where(place < cursor.values if backward else place > cursor.values)
    order = (K.c.place.desc(), K.c.id.desc()) if backward else (K.c.place, K.c.id)
    rows = list(db.execute(question.order_by(*order).limit(query.limit + 1), values_of(viewer, now)).all())
    page = cut(rows, limit=query.limit, cursor=cursor, place=lambda row: (row.place, row.id))
    return Page(_shapes(db, page.rows), page.next, page.previous)


def amnesty(db: Session, *, viewer: Viewer, now: datetime) -> list[CandidateRow]:
    """The top of the last 24 months that is on nobody's record. What was put off stands here too."""
    require_member(viewer)
    since = now.date() - AMNESTY
    question = _OPEN.where(K.c.last_on >= since).order_by(K.c.place, K.c.id).limit(MOST_OF_AMNESTY)
    return _shapes(db, list(db.execute(question, values_of(viewer, now)).all()))


def of_connection(db: Session, connection_id: str, *, now: datetime) -> list[CandidateRow]:
    """For the operator at the terminal, who holds the clone: everything open of the last 24 months, *maybe* too."""
    values = {"me": "", "connection": connection_id}
    question = _EVERY.where(K.c.last_on >= now.date() - AMNESTY).order_by(K.c.place, K.c.id)
    return _shapes(db, list(db.execute(question, values).all()))


def waiting(db: Session, *, viewer: Viewer, now: datetime) -> list[Waits]:
    """For the first page: one more than MOST_WAITING at most."""
    rows = db.execute(_WAITING, values_of(viewer, now)).all()
    return [Waits(row.id, row.title, bool(row.is_mine)) for row in rows]


def people_on(db: Session, candidate_ids: Sequence[str]) -> dict[str, tuple[PersonOnIt, ...]]:
    """By role, then by name."""
    found: dict[str, list[PersonOnIt]] = defaultdict(list)
    for row in db.execute(_PEOPLE, {"ids": list(candidate_ids)}).all():
        found[row.candidate_id].append(PersonOnIt(row.person_id, row.name or row.hand_name or "", row.role))
    return {id_: tuple(sorted(people, key=_by_role)) for id_, people in found.items()}


def doubts(db: Session, *, viewer: Viewer) -> list[Doubt]:
    """Names in tools that may be the reader's: a doubtful join waits for them."""
    rows = db.execute(_DOUBTS, {"me": viewer.person_id}).all()
    return [Doubt(*row) for row in rows]


def is_opted_out(db: Session, *, viewer: Viewer) -> bool:
    return db.execute(_OPTED_OUT, {"me": viewer.person_id}).first() is not None


def own_corrections(db: Session, *, viewer: Viewer) -> list[OwnCorrection]:
    """What the reader has put right, newest first: each can be taken back."""
    rows = db.execute(_CORRECTIONS, {"me": viewer.person_id}).all()
    return [OwnCorrection(row.id, row.kind, row.title, row.made_at.date()) for row in rows]


def _shapes(db: Session, rows: Sequence[Any]) -> list[CandidateRow]:
    people = people_on(db, [row.id for row in rows]) if rows else {}
    return [shape_of(row, people.get(row.id, ())) for row in rows]


def shape_of(row: Any, people: tuple[PersonOnIt, ...]) -> CandidateRow:
    """Out of a row that holds `columns()` among others."""
    return CandidateRow(
        id=row.id,
        rule=row.rule,
        title=row.title,
        confidence=row.confidence_word,
        category=row.category,
        tags=tuple(row.tags or ()),
        first_on=row.first_on,
        last_on=row.last_on,
        active_days=row.active_days,
        size=row.size,
        joined_by=row.why,
        source=row.connection_name or row.incident_ref or "",
        people=people,
        is_mine=bool(row.is_mine),
    )


def columns() -> tuple[Any, ...]:
    return (
        K.c.id, K.c.rule, K.c.title, K.c.confidence_word, K.c.category, K.c.first_on, K.c.last_on, K.c.active_days,
        K.c.size, K.c.why, K.c.place, _EFFORT.c.tags, _CONNECTION.c.name.label("connection_name"),
        _INCIDENT.c.ref.label("incident_ref"), is_named().label("is_mine"),
    )  # fmt: skip


def with_sources(question: Any) -> Any:
    return (
        question.outerjoin(_EFFORT, _EFFORT.c.id == K.c.effort_id)
        .outerjoin(_CONNECTION, _CONNECTION.c.id == K.c.connection_id)
        .outerjoin(_INCIDENT, _INCIDENT.c.id == K.c.incident_id)
    )


def _by_role(one: PersonOnIt) -> tuple[int, str, str]:
    order = ("led", "helped", "reviewed")
    return (order.index(one.role) if one.role in order else len(order), one.name.casefold(), one.id or "")


_IS_OPEN = K.c.state == CandidateState.OPEN.value
_OPEN = with_sources(select(*columns()).select_from(K)).where(_IS_OPEN, K.c.id.in_(reached()))
_EVERY = with_sources(select(*columns()).select_from(K)).where(_IS_OPEN, K.c.connection_id == bindparam("connection"))
_WAITING = (
    select(K.c.id, K.c.title, is_named().label("is_mine"))
    .where(_IS_OPEN, K.c.id.in_(reached()), ~is_resting())
    .order_by(K.c.place, K.c.id)
    .limit(MOST_WAITING + 1)
)
_PEOPLE = (
    select(ON.c.candidate_id, ON.c.person_id, ON.c.role, P.c.name, _HAND.c.name.label("hand_name"))
    .outerjoin(P, P.c.id == ON.c.person_id)
    .outerjoin(_HAND, _HAND.c.id == ON.c.hand_id)
    .where(ON.c.candidate_id.in_(bindparam("ids", expanding=True)), ON.c.left_as.is_(None))
)
_DOUBTS = (
    select(_HAND.c.id, _HAND.c.name, _CONNECTION.c.name.label("source"))
    .join(_CONNECTION, _CONNECTION.c.id == _HAND.c.connection_id)
    .where(_HAND.c.suggested_id == ME, _HAND.c.state == HandState.DOUBTFUL.value)
    .order_by(_CONNECTION.c.name, _HAND.c.id)
    .limit(MOST_CORRECTIONS)
)
_OUT = metadata.tables["opt_out"]
_OPTED_OUT = select(_OUT.c.person_id).where(_OUT.c.person_id == ME)
_CORRECTIONS = (
    select(_CORRECTION.c.id, _CORRECTION.c.kind, _CORRECTION.c.made_at, K.c.title)
    .join(K, K.c.id == _CORRECTION.c.candidate_id)
    .where(_CORRECTION.c.by_id == ME, _CORRECTION.c.undone_at.is_(None))
    .order_by(_CORRECTION.c.made_at.desc(), _CORRECTION.c.id.desc())
    .limit(MOST_CORRECTIONS)
)
