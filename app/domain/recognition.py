"""A person's specific words for one contribution, naming contributors."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from pydantic import Field
from sqlalchemy import Index

from app.domain.draft import Day, Draft, MaybeWords, Words
from app.domain.noun import Noun
from app.kit.columns import key, link, long_text, maybe_moment, moment, word
from app.kit.text import fold

UNDO_TIME = timedelta(minutes=10)
BULK_COUNT = 3


class Form(StrEnum):
    THANKS = "thanks"
    PUBLIC_PRAISE = "public_praise"
    BONUS = "bonus"
    AWARD = "award"
    TIME_OFF = "time_off"
    REVIEW_NOTE = "review_note"
    IN_PERSON = "said_in_person"


# Seen by giver, receiver, the receiver's chain and HR only, whatever the contribution's own circle is.
REWARDS = (Form.BONUS, Form.AWARD, Form.TIME_OFF, Form.REVIEW_NOTE)


class Level(StrEnum):
    PEER = "peer"
    MANAGER = "manager"
    SKIP_LEVEL = "skip_level"
    EXECUTIVE = "executive"


class Recognition(Noun, table=True):
    """`delivered_at` is when the time to undo ends: until then nobody but the giver has seen it."""

    __tablename__ = "recognition"
    __table_args__ = (Index("ix_recognition_giver", "giver_id", "words_hash", "given_at"),)

    id: str = key()
    contribution_id: str = link("contribution", index=True)
    giver_id: str = link("person")
    form: str = word(16, Form.THANKS.value)
    words: str = long_text()
    words_hash: str = word(64)
    said_on: date
    level: str = word(16)
    channel: str = word(16, "app")
    bulk: bool = False
    given_at: datetime = moment()
    delivered_at: datetime = moment()
    undone_at: datetime | None = maybe_moment()
    sample: bool = False
    version: int = 1


class RecognitionDraft(Draft):
    """Words for one contribution. `contributors` are the ids of people; `said_on` is for what was said elsewhere."""

    words: Words
    contributors: list[str] = Field(max_length=50)
    form: Form = Form.THANKS
    said_on: Day | None = None


class ElsewhereDraft(RecognitionDraft):
    """What was said or given outside this product: the form speaks, a line is welcome."""

    words: MaybeWords = ""


class Recipient(Noun, table=True):
    """Whom a recognition names. `ends_silence`: the giver stood in the chain above, and it was not bulk."""

    __tablename__ = "recipient"

    recognition_id: str = link("recognition", primary=True)
    person_id: str = link("person", primary=True, index=True)
    level: str = word(16)
    ends_silence: bool = False


def level_of(distance: int | None, *, giver_is_top: bool) -> Level:
    """From the reporting tree: `distance` is how far the giver stands above the receiver, None beside the chain."""
    if not distance:
        return Level.PEER
    if distance == 1:
        return Level.MANAGER
    if giver_is_top or distance > 2:
        return Level.EXECUTIVE
    return Level.SKIP_LEVEL


def highest(levels: list[Level]) -> Level:
    order = list(Level)
    return max(levels, key=order.index, default=Level.PEER)


def hash_of(words: str) -> str:
    """Equal for the same text whatever its case, accents and spacing: a copy is a copy."""
    return hashlib.sha256(" ".join(fold(words).split()).encode()).hexdigest()


def can_undo(given_at: datetime, now: datetime) -> bool:
    return now < given_at + UNDO_TIME


def spoken_at(said_on: date, given_at: datetime) -> datetime:
    """When the silence ended: what is recorded later ended it at noon of the day it was said."""
    if said_on >= given_at.date():
        return given_at
    return datetime.combine(said_on, time(12), UTC)
