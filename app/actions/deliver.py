"""Queue a letter: a row in the outbox, never a message on the wire."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.domain import Delivery, DeliveryState
from app.kit.ids import new_id

APP = "app"
UNTRIED = {"fence": 0, "attempts": 0, "reason": ""}


def queue_letters(
    db: Session,
    *,
    kind: str,
    occasion: str,
    recipients: Iterable[str],
    contribution_id: str | None = None,
    subject_id: str = "",
    facts: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    now: datetime,
) -> None:
    """One letter per recipient, occasion and channel, ever: a repeated deed adds none.

    `kind` is what it is about (nominated, recognised, passed_up, asked ...); the in-app notice and the letter are
    worded from `facts` later, by publishing.
    """
    wanted = list(dict.fromkeys(recipients))
    known = select(col(Delivery.recipient_id)).where(
        col(Delivery.occasion) == occasion, col(Delivery.channel) == APP, col(Delivery.recipient_id).in_(wanted)
    )
    there = set(db.execute(known).scalars())
    letter = {
        "kind": kind,
        "occasion": occasion,
        "channel": APP,
        "contribution_id": contribution_id,
        "subject_id": subject_id,
        "facts": dict(facts or {}),
        "state": DeliveryState.DUE.value,
        "due_at": due_at or now,
        "made_at": now,
        **UNTRIED,
    }
    rows = [{**letter, "id": new_id(now), "recipient_id": person_id} for person_id in wanted if person_id not in there]
    if rows:
        db.execute(insert(Delivery), rows)


def take_back_letters(db: Session, *, occasion: str) -> None:
    """An undone deed leaves no trace with the receiver: what has not left is skipped."""
    db.execute(
        update(Delivery)
        .where(col(Delivery.occasion) == occasion, col(Delivery.state) == DeliveryState.DUE.value)
        .values(state=DeliveryState.SKIPPED.value, reason="undone")
    )
