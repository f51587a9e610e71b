"""The outbox: one row per letter that is due, written in the transaction of the deed that calls for it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from app.domain.noun import Noun
from app.kit.columns import document, key, link, maybe_link, maybe_moment, moment, word


class DeliveryState(StrEnum):
    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    RETRY_AT = "retry_at"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"


class Delivery(Noun, table=True):
    """`occasion` names the deed ("nominated:<id>"): one letter per occasion, recipient and channel, ever."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("occasion", "recipient_id", "channel"),
        Index("ix_delivery_due", "state", "due_at"),
        Index("ix_delivery_recipient", "recipient_id", "due_at"),
    )

    id: str = key()
    occasion: str = word(80)
    kind: str = word(32)
    recipient_id: str = link("person")
    channel: str = word(16, "app")
    contribution_id: str | None = maybe_link("contribution")
    subject_id: str = word(36, "")
    facts: dict[str, Any] = document()
    state: str = word(16, DeliveryState.DUE.value)
    due_at: datetime = moment()
    made_at: datetime = moment()
    sent_at: datetime | None = maybe_moment()
    lease_until: datetime | None = maybe_moment()
    fence: int = 0
    attempts: int = 0
    reason: str = word(200, "")
