"""Queue a letter: a row in the outbox, never a message on the wire."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.domain import Delivery, DeliveryState, DigestSetting
from app.domain.delivery import DIGEST, LETTER_KINDS, digest_occasion
from app.domain.settings_draft import Channel
from app.kit.ids import new_id

APP, MAIL = Channel.APP.value, Channel.MAIL.value
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
    worded from `facts` later, by publishing. What is no news for a letter stays in the app alone.
    """
    wanted = list(dict.fromkeys(recipients))
    known = select(col(Delivery.recipient_id)).where(
        col(Delivery.occasion) == occasion, col(Delivery.channel) == APP, col(Delivery.recipient_id).in_(wanted)
    )
    there = set(db.execute(known).scalars())
    letter = {
        "kind": kind,
        "occasion": occasion,
        "contribution_id": contribution_id,
        "subject_id": subject_id,
        "facts": dict(facts or {}),
        "state": DeliveryState.DUE.value,
        "due_at": due_at or now,
        "made_at": now,
        **UNTRIED,
    }
    channels = (APP, MAIL) if kind in LETTER_KINDS else (APP,)
    new = [{"recipient_id": one, "channel": channel} for one in wanted if one not in there for channel in channels]
    if new:
        db.execute(insert(Delivery), [{**letter, **row, "id": new_id(now)} for row in new])


def queue_digests(
    db: Session, *, monday: date, editions: Sequence[tuple[str, str]], connected: Collection[str], now: datetime
) -> None:
    """One delivery for each (edition, its manager), by the channel that the manager chose, where it is connected.

    The constraint on (occasion, recipient, channel) is the guard; whoever has a delivery of this week gets no other.
    """
    occasion = digest_occasion(monday)
    people = [manager_id for _id, manager_id in editions]
    chosen = DigestSetting
    settings = select(col(chosen.person_id), col(chosen.channel)).where(col(chosen.person_id).in_(people))
    channels = {row.person_id: row.channel for row in db.execute(settings)}
    known = select(col(Delivery.recipient_id)).where(
        col(Delivery.occasion) == occasion, col(Delivery.recipient_id).in_(people)
    )
    there = set(db.execute(known).scalars())
    rows = [
        digest_row(digest_id, person_id, channels.get(person_id, MAIL), monday=monday, now=now)
        for digest_id, person_id in editions
        if person_id not in there and channels.get(person_id, MAIL) in connected
    ]
    if rows:
        db.execute(insert(Delivery), rows)


def digest_row(digest_id: str, person_id: str, channel: str, *, monday: date, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(now),
        "occasion": digest_occasion(monday),
        "kind": DIGEST,
        "recipient_id": person_id,
        "channel": channel,
        "subject_id": digest_id,
        "facts": {},
        "state": DeliveryState.DUE.value,
        "due_at": now,
        "made_at": now,
        **UNTRIED,
    }


def take_back_letters(db: Session, *, occasion: str) -> None:
    """An undone deed leaves no trace with the receiver: what has not left is skipped."""
    db.execute(
        update(Delivery)
        .where(col(Delivery.occasion) == occasion, col(Delivery.state) == DeliveryState.DUE.value)
        .values(state=DeliveryState.SKIPPED.value, reason="undone")
    )
