"""One due piece of work. At least once: whoever runs it must be able to run it twice."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from app.domain.noun import Noun
from app.kit.columns import document, key, maybe_moment, maybe_word, moment, word

# How often each kind of work falls due by itself; every other kind runs when somebody asks for it.
EVERY: Mapping[str, timedelta] = {
    "compose_digests": timedelta(minutes=15),
    "deliver_notices": timedelta(minutes=1),
    "look_again": timedelta(hours=1),
    "scout": timedelta(minutes=1),
    "sweep": timedelta(hours=1),
}
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


class Job(Noun, table=True):
    """`dedupe_key` makes a repeated request one job; `fence` keeps a late worker from finishing another's job."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("dedupe_key"), Index("ix_job_due", "done_at", "run_at"))

    id: str = key()
    kind: str = word()
    dedupe_key: str = word(120)
    payload: dict[str, Any] = document()
    run_at: datetime = moment()
    attempts: int = 0
    fence: int = 0
    lease_owner: str | None = maybe_word(64)
    lease_until: datetime | None = maybe_moment()
    done_at: datetime | None = maybe_moment()
    error: str = word(300, "")


def slot_of(every: timedelta, now: datetime) -> datetime:
    """The last moment at which what runs so often fell due: whole slots of UTC."""
    return now - (now - _ZERO) % every
