"""One candidate with everything that stands behind it: its changes in time, what joins them, what can be done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select
from sqlmodel import Session

from app.domain import CandidateState, Viewer, metadata
from app.domain.candidate_rights import CandidateStanding
from app.domain.change import commit_url
from app.queries.candidate_scope import ME, K, P, is_named, is_resting, reached, sighted, values_of
from app.queries.candidates import CandidateRow, Waits, columns, people_on, shape_of, with_sources
from app.queries.corrections import LEFT

_CHANGE = metadata.tables["change"]
_EFFORT = metadata.tables["effort"]
_CONNECTION = metadata.tables["connection"]
_INCIDENT = metadata.tables["incident"]
_CORRECTION = metadata.tables["correction"]
MOST_BESIDE = 20


@dataclass(frozen=True)
class ReasonShape:
    """`weight` is what the words add to the score, or take from it."""

    words: str
    weight: float


@dataclass(frozen=True)
class ChangeShape:
    """One change. Nobody is named beside it."""

    id: str
    external_id: str
    on: date | None
    title: str
    type: str
    tags: tuple[str, ...]
    reasons: tuple[ReasonShape, ...]
    url: str


@dataclass(frozen=True)
class JoinShape:
    words: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class CorrectionShape:
    id: str
    kind: str
    value: str
    by: str
    on: date
    is_mine: bool


@dataclass(frozen=True)
class CandidateShape:
    """`probability` is shown to the people named alone; `cohesion` says how closely its changes hold together."""

    id: str
    state: str
    reason: str | None
    decided_by: str | None
    decided_on: date | None
    contribution_id: str | None
    incident_id: str | None
    row: CandidateRow
    probability: float | None
    cohesion: float | None
    preventive: float | None
    is_shown: bool
    shown_from: date
    is_put_off: bool
    knows_incidents: bool
    changes: tuple[ChangeShape, ...]
    joins: tuple[JoinShape, ...]
    set_aside: tuple[tuple[str, int], ...]
    corrections: tuple[CorrectionShape, ...]
    beside: tuple[Waits, ...]
    can_decide: bool
    can_leave: bool
    is_alone: bool
    version: int


def page_for(db: Session, candidate_id: str, *, viewer: Viewer, now: datetime) -> CandidateShape:
    """Raises NotFound for what the viewer may not see: also another person's *maybe*."""
    standing = sighted(db, viewer, candidate_id, now=now)
    values = values_of(viewer, now) | {"one": candidate_id}
    row = db.execute(_ONE, values).one()
    changes = _changes(db, row)
    return CandidateShape(
        id=row.id,
        state=row.state,
        reason=row.reason,
        decided_by=row.decided_by,
        decided_on=row.decided_at.date() if row.decided_at else None,
        contribution_id=row.contribution_id,
        incident_id=row.incident_id,
        row=shape_of(row, people_on(db, [row.id]).get(row.id, ())),
        probability=row.confidence if standing.is_named else None,
        cohesion=row.cohesion,
        preventive=row.share,
        is_shown=standing.is_shown,
        shown_from=row.shown_from.date(),
        is_put_off=bool(row.is_put_off),
        knows_incidents=bool(row.knows_incidents),
        changes=changes,
        joins=_joins(row, changes),
        set_aside=_set_aside(row),
        corrections=_corrections(db, values),
        beside=_beside(db, row, values),
        version=row.version,
        **_rights(viewer, standing),
    )


def meant(db: Session, text: str) -> str | None:
    """The id of a candidate, where `text` is one. Whether somebody may see it is another question."""
    found: str | None = db.execute(select(K.c.id).where(K.c.id == text)).scalar()
    return found


def _rights(viewer: Viewer, standing: CandidateStanding) -> dict[str, bool]:
    can = viewer.is_member and standing.is_open
    return {"can_decide": can, "can_leave": can and standing.is_named, "is_alone": standing.is_alone}


def _changes(db: Session, row: Any) -> tuple[ChangeShape, ...]:
    if row.effort_id is None:
        return ()
    return tuple(
        ChangeShape(
            id=one.id,
            external_id=one.external_id,
            on=one.day,
            title=one.title,
            type=one.change_type,
            tags=tuple(one.tags),
            reasons=tuple(ReasonShape(str(words), float(weight)) for words, weight in one.reasons),
            url=commit_url(row.browse_url or "", one.external_id),
        )
        for one in db.execute(_CHANGES, {"effort": row.effort_id})
    )


def _joins(row: Any, changes: tuple[ChangeShape, ...]) -> tuple[JoinShape, ...]:
    """What speaks of changes that are no longer in it is left out."""
    inside = {one.external_id: one.id for one in changes}
    found = ((str(words), tuple(inside[one] for one in ids if one in inside)) for words, ids in row.joins or ())
    return tuple(JoinShape(words, ids) for words, ids in found if ids)


def _set_aside(row: Any) -> tuple[tuple[str, int], ...]:
    counted = (row.figures or {}).get("set_aside", {})
    return tuple((str(reason), int(number)) for reason, number in sorted(counted.items()) if number)


def _corrections(db: Session, values: dict[str, Any]) -> tuple[CorrectionShape, ...]:
    return tuple(
        CorrectionShape(one.id, one.kind, one.value, one.name, one.made_at.date(), one.by_id == values["me"])
        for one in db.execute(_CORRECTIONS, values)
    )


def _beside(db: Session, row: Any, values: dict[str, Any]) -> tuple[Waits, ...]:
    """Open candidates of the same repository that the viewer sees: what this one may be joined with."""
    if row.connection_id is None:
        return ()
    found = db.execute(_BESIDE, values | {"connection": row.connection_id})
    return tuple(Waits(one.id, one.title, bool(one.is_mine)) for one in found)


_ONE = with_sources(
    select(
        *columns(), K.c.state, K.c.reason, K.c.decided_at, P.c.name.label("decided_by"), K.c.contribution_id,
        K.c.incident_id, K.c.confidence, K.c.shown_from, K.c.version, K.c.effort_id, K.c.connection_id,
        _EFFORT.c.cohesion, _EFFORT.c.share, _EFFORT.c.joins, _CONNECTION.c.browse_url, _CONNECTION.c.figures,
        is_resting().label("is_put_off"), exists(select(_INCIDENT.c.id)).label("knows_incidents"),
    )
    .select_from(K)
    .outerjoin(P, P.c.id == K.c.decided_by_id)
).where(K.c.id == bindparam("one"))  # fmt: skip
_CHANGES = (
    select(
        _CHANGE.c.id, _CHANGE.c.external_id, _CHANGE.c.day, _CHANGE.c.title, _CHANGE.c.change_type, _CHANGE.c.tags,
        _CHANGE.c.reasons,
    )
    .where(_CHANGE.c.effort_id == bindparam("effort"))
    .order_by(_CHANGE.c.day, _CHANGE.c.position, _CHANGE.c.external_id)
)  # fmt: skip
_CORRECTIONS = (
    select(_CORRECTION.c.id, _CORRECTION.c.kind, _CORRECTION.c.value, _CORRECTION.c.made_at, _CORRECTION.c.by_id,
           P.c.name)
    .join(P, P.c.id == _CORRECTION.c.by_id)
    .where(
        _CORRECTION.c.candidate_id == bindparam("one"),
        _CORRECTION.c.undone_at.is_(None),
        or_(_CORRECTION.c.kind.not_in(LEFT), _CORRECTION.c.by_id == ME),  # who left is for them alone to know
    )
    .order_by(_CORRECTION.c.made_at, _CORRECTION.c.id)
)  # fmt: skip
_BESIDE = (
    select(K.c.id, K.c.title, is_named().label("is_mine"))
    .where(
        K.c.state == CandidateState.OPEN.value,
        K.c.connection_id == bindparam("connection"),
        K.c.id != bindparam("one"),
        K.c.id.in_(reached()),
    )
    .order_by(K.c.place, K.c.id)
    .limit(MOST_BESIDE)
)
