"""Let the people who did the work know that it was put on record. They hear it at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.actions.deliver import queue_letters
from app.domain import Viewer


def tell_contributors(
    db: Session,
    contribution_id: str,
    people: Sequence[str],
    *,
    kind: str,
    by: Viewer,
    subject_id: str,
    words: str,
    visibility: str = "private",
    now: datetime,
) -> None:
    """Says who wrote which words, and who can see them. Never to the writer."""
    queue_letters(
        db,
        kind=kind,
        occasion=f"{kind}:{subject_id}",
        recipients=[person_id for person_id in people if person_id != by.person_id],
        contribution_id=contribution_id,
        subject_id=subject_id,
        facts={"by": by.person_id, "by_name": by.name, "words": words, "visibility": visibility},
        now=now,
    )
