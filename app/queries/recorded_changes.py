"""Changes as they are kept, back as the values that discovery works on. Hands come as keys, never as addresses."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Effort, Incident, IncidentService, KnownHand, RecordedChange
from app.domain.sighting import Change, ChangeKind, ChangeType, Hand, TouchedFile

AT_ONCE = 1_000


def of_connection(db: Session, connection_id: str, *, repository: str) -> Iterator[Change]:
    """Every change, oldest first, read as a stream."""
    hands = _hands(db, connection_id)
    table = RecordedChange.__table__  # type: ignore[attr-defined]
    question = (
        select(table).where(table.c.connection_id == connection_id).order_by(table.c.position, table.c.external_id)
    )
    for row in db.execute(question, execution_options={"yield_per": AT_ONCE}):
        yield _change(row, hands, repository)


def names_of(db: Session, connection_id: str) -> list[str]:
    """The external id of every change."""
    c = RecordedChange
    return list(db.execute(select(col(c.external_id)).where(col(c.connection_id) == connection_id)).scalars())


def settled(db: Session, connection_id: str) -> dict[str, str]:
    """External id -> key of the effort that it stands in."""
    c = RecordedChange
    question = (
        select(col(c.external_id), col(Effort.key))
        .join(Effort, col(Effort.id) == col(c.effort_id))
        .where(col(c.connection_id) == connection_id)
    )
    return {row.external_id: row.key for row in db.execute(question)}


def troubles(db: Session) -> list[tuple[Any, frozenset[str]]] | None:
    """(when it began, its services) of every incident that was no exercise; None where none is recorded at all."""
    services: dict[str, set[str]] = {}
    for incident_id, service_id in db.execute(
        select(col(IncidentService.incident_id), col(IncidentService.service_id))
    ):
        services.setdefault(incident_id, set()).add(service_id)
    rows = db.execute(select(col(Incident.id), col(Incident.started_at)).order_by(col(Incident.started_at))).all()
    return [(row.started_at.date(), frozenset(services.get(row.id, ()))) for row in rows] or None


def _hands(db: Session, connection_id: str) -> dict[str, Hand]:
    """Two names of one person are one hand."""
    h = KnownHand
    question = select(col(h.id), col(h.key), col(h.name), col(h.person_id)).where(col(h.connection_id) == connection_id)
    first: dict[str, Hand] = {}
    found: dict[str, Hand] = {}
    for row in db.execute(question.order_by(col(h.key))):
        own = Hand(row.key, row.name)
        found[row.id] = first.setdefault(row.person_id, own) if row.person_id else own
    return found


def _change(row: Any, hands: Mapping[str, Hand], repository: str) -> Change:
    return Change(
        external_id=row.external_id,
        repository=repository,
        kind=ChangeKind(row.kind),
        author=hands.get(row.hand_id or ""),
        co_authors=tuple(hands[one] for one in row.co_hands if one in hands),
        reviewers=tuple(hands[one] for one in row.reviewers if one in hands),
        date=row.day,
        position=row.position,
        title=row.title,
        text=row.text,
        declared_type=ChangeType(row.declared_type) if row.declared_type else None,
        declared_scope=row.declared_scope,
        labels=tuple(row.labels),
        references=tuple(row.refs),
        files=tuple(TouchedFile(*file) for file in row.files),
        n_files=row.n_files,
        added=row.added,
        deleted=row.deleted,
        branch=row.branch,
        merged_at=row.merged_on,
    )
