"""The outbox: one row per letter that is due, written in the transaction of the deed that calls for it.

Exactly once does not exist over the wire. A letter is never sent twice by us; where nobody can know whether it
arrived it is `uncertain`, shown to a person, and sent again only by that person.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from app.domain.noun import Noun
from app.kit.columns import document, hashed_key, key, link, maybe_link, maybe_moment, moment, word
from app.kit.weeks import Week

LETTER_LEASE = timedelta(seconds=60)
MOST_REFUSALS = 3
# After a refusal that may pass: these, then every six hours until 72 hours are over.
_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
_THEN, _MOST_ATTEMPTS = timedelta(hours=6), 16
DIGEST, TEST = "digest", "test"
# What leaves the application beside the weekly digest: words for somebody, and what needs their answer.
LETTER_KINDS = frozenset({"recognised", "nominated", "passed_up", "handed_to_you", "company_asked", TEST})


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


class Mailbox(Noun, table=True):
    """What we know of somebody's mail; absent means that letters go and nothing was ever refused."""

    __tablename__ = "mailbox"

    person_id: str = link("person", primary=True)
    refusals: int = 0
    paused_at: datetime | None = maybe_moment()
    notices_stopped_at: datetime | None = maybe_moment()


class UsedLink(Noun, table=True):
    """A link from a letter that has done its one act."""

    __tablename__ = "used_link"

    id: str = hashed_key()
    person_id: str = link("person")
    used_at: datetime = moment()


@dataclass(frozen=True)
class Letter:
    """Ready for a carrier: whole bytes, and the two addresses of the envelope."""

    id: str
    sender: str
    recipient: str
    data: bytes


@dataclass(frozen=True)
class Verdict:
    """What came of handing over a letter. `bounced`: the address itself was refused. `whole_channel`: every other
    letter would have met the same."""

    state: DeliveryState
    reason: str = ""
    bounced: bool = False
    whole_channel: bool = False


def digest_occasion(monday: date) -> str:
    """The week is the key, never a batch or a run: whoever composes twice adds no second letter."""
    return f"{DIGEST}:{Week.of(monday)}"


def wait_after(attempts: int, delivery_id: str) -> timedelta | None:
    """How long after the attempt of this number to try again; None when 72 hours are over.

    Up to a tenth is added, by the letter's own id, so that a thousand refused letters do not return at once.
    """
    if attempts >= _MOST_ATTEMPTS:
        return None
    wait = _WAITS[attempts - 1] if attempts <= len(_WAITS) else _THEN
    return wait * (1 + int(delivery_id[-4:], 16) / 0xFFFF / 10)
