"""What was written about somebody: letters whose time to undo is over, newest first, each with its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Contribution, Delivery, DeliveryState, Person, Recognition, Viewer
from app.domain.policy import can_see
from app.queries import standings

RECOGNISED = "recognised"
MOST_SHOWN = 5


@dataclass(frozen=True)
class Notice:
    """`by` and `words` are empty where nobody wrote anything. `visibility`: who can see the work now."""

    id: str
    kind: str
    contribution_id: str
    title: str
    visibility: str
    on: date
    by: str
    words: str
    facts: Mapping[str, Any]


def about(db: Session, *, viewer: Viewer, now: datetime) -> list[Notice]:
    """At most five. What the reader may no longer see is left out."""
    letter = Delivery
    question = (
        select(
            col(letter.id), col(letter.kind), col(letter.contribution_id), col(letter.subject_id), col(letter.facts),
            col(letter.due_at), col(Contribution.title), col(Contribution.visibility),
        )
        .join(Contribution, col(Contribution.id) == col(letter.contribution_id))
        .where(
            col(letter.recipient_id) == viewer.person_id,
            col(letter.due_at) <= now,
            col(letter.state) != DeliveryState.SKIPPED.value,
            col(letter.channel) == "app",
        )
        .order_by(col(letter.due_at).desc(), col(letter.id).desc())
        .limit(MOST_SHOWN)
    )  # fmt: skip
    rows = db.execute(question).all()
    if not rows:
        return []
    seen = standings.standings_of(db, viewer, [row.contribution_id for row in rows])
    said = _said(db, [row.subject_id for row in rows if row.kind == RECOGNISED])
    return [
        _notice(row, said.get(row.subject_id, ("", "")))
        for row in rows
        if row.contribution_id in seen and can_see(viewer, seen[row.contribution_id])
    ]


def _notice(row: Any, said: tuple[str, str]) -> Notice:
    by = said[0] or str(row.facts.get("by_name", ""))
    words = said[1] or str(row.facts.get("words", ""))
    return Notice(
        row.id, row.kind, row.contribution_id, row.title, row.visibility, row.due_at.date(), by, words, row.facts
    )


def _said(db: Session, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    if not ids:
        return {}
    question = (
        select(col(Recognition.id), col(Person.name), col(Recognition.words))
        .join(Person, col(Person.id) == col(Recognition.giver_id))
        .where(col(Recognition.id).in_(ids), col(Recognition.undone_at).is_(None))
    )
    return {row.id: (row.name, row.words) for row in db.execute(question)}
