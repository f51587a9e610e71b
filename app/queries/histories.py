"""What happened to a contribution and who did it, from the audit log: nothing is ever taken out of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from app.domain import AuditEvent, Person, Recognition, Standing, Viewer
from app.domain.recognition import REWARDS
from app.kit.paging import Cursor, Page, cut
from app.queries import standings
from app.queries.contribution_parts import Someone

# The question of publicity belongs to the contributors; a report to whoever wrote it, and to HR.
OF_CONTRIBUTORS = ("visibility_set",)
OF_REPORTS = ("report_written", "decision_written")


_COLUMNS = tuple(col(getattr(AuditEvent, name)) for name in ("seq", "action", "actor_kind", "at", "changes"))


@dataclass(frozen=True)
class Happening:
    """One line. `by` is None where the system acted, or somebody whose name was erased. Days, never hours."""

    seq: int
    action: str
    by: Someone | None
    by_token: bool
    on: date
    changes: dict[str, Any]


def of_contribution(
    db: Session, contribution_id: str, *, viewer: Viewer, cursor: Cursor | None, limit: int, now: datetime
) -> Page[Happening]:
    """Newest first. Raises NotFound outside the reader's scope."""
    standing = standings.sighted(db, viewer, contribution_id)
    event = AuditEvent
    question = (
        select(*_COLUMNS, col(Person.id), col(Person.name))
        .outerjoin(Person, col(Person.pseudonym) == col(event.actor))
        .where(_is_shown(viewer, standing, now), col(event.result) == "done")
    )
    if cursor is not None:
        seq = int(cursor.values[0])
        question = question.where(col(event.seq) > seq if cursor.backward else col(event.seq) < seq)
    backward = cursor is not None and cursor.backward
    order = col(event.seq).asc() if backward else col(event.seq).desc()
    rows = [_happening(row) for row in db.execute(question.order_by(order).limit(limit + 1))]
    return cut(rows, limit=limit, cursor=cursor, place=lambda one: (str(one.seq),))


def _is_shown(viewer: Viewer, standing: Standing, now: datetime) -> Any:
    event, said = AuditEvent, Recognition
    mine = and_(col(event.object_type) == "contribution", col(event.object_id) == standing.contribution_id)
    hidden = [] if standing.is_contributor else list(OF_CONTRIBUTORS)
    if not viewer.is_hr:
        mine = and_(mine, or_(col(event.action).not_in(OF_REPORTS), col(event.actor) == viewer.pseudonym))
    thanks = select(col(said.id)).where(
        col(said.contribution_id) == standing.contribution_id,
        col(said.undone_at).is_(None),
        col(said.delivered_at) <= now,
        col(said.form).not_in([form.value for form in REWARDS]),
    )
    said_here = and_(col(event.object_type) == "recognition", col(event.object_id).in_(thanks))
    return and_(or_(mine, said_here), col(event.action).not_in(hidden))


def _happening(row: Any) -> Happening:
    by = Someone(row.id, row.name) if row.id else None
    return Happening(row.seq, row.action, by, row.actor_kind == "token", row.at.date(), row.changes)
