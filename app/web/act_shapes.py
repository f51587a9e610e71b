"""What the API tells of an act and of thanks."""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain import Act
from app.domain.recognition import UNDO_TIME


@dataclass(frozen=True)
class ActShape:
    id: str
    contribution_id: str
    act: str
    acted_at: datetime
    undo_until: datetime
    undone_at: datetime | None
    settled_at: datetime | None
    recognition_id: str | None
    to_person_id: str | None
    sentence: str
    occasion: str | None
    date: date | None
    reason: str | None


def act_shape(done: Act) -> ActShape:
    return ActShape(
        id=done.id,
        contribution_id=done.contribution_id,
        act=done.kind,
        acted_at=done.acted_at,
        undo_until=done.acted_at + UNDO_TIME,
        undone_at=done.undone_at,
        settled_at=done.settled_at,
        recognition_id=done.recognition_id,
        to_person_id=done.to_person_id,
        sentence=done.sentence,
        occasion=done.occasion,
        date=done.on_date,
        reason=done.reason,
    )
