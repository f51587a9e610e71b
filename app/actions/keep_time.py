"""Due work as rows: put on the list once, claimed by one worker at a time, finished only by whoever holds the claim."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.domain import Job
from app.kit.ids import new_id

LEASE = timedelta(seconds=60)
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
MOST_ATTEMPTS = 8


@dataclass(frozen=True)
class Claim:
    """A job in hand. `fence` is the number of this very claim: a later one makes it worthless."""

    id: str
    kind: str
    fence: int
    attempts: int
    payload: Mapping[str, Any] = field(default_factory=dict)


def enqueue(
    db: Session, *, kind: str, dedupe_key: str, payload: Mapping[str, Any], run_at: datetime, now: datetime
) -> bool:
    """False where a job of this key was put on the list before, by whomever."""
    if db.execute(select(col(Job.id)).where(col(Job.dedupe_key) == dedupe_key)).first() is not None:
        return False
    try:
        with db.begin_nested():
            db.add(Job(id=new_id(now), kind=kind, dedupe_key=dedupe_key, payload=dict(payload), run_at=run_at))
    except IntegrityError:  # another process was quicker
        return False
    return True


def claim(db: Session, *, owner: str, now: datetime) -> Claim | None:
    """The job that has been due longest and that nobody holds.

    SQLAlchemy leaves SKIP LOCKED out on SQLite; the number of rows that the update hits decides on both.
    """
    free = or_(col(Job.lease_until).is_(None), col(Job.lease_until) <= now)
    question = (
        select(col(Job.id), col(Job.kind), col(Job.fence), col(Job.attempts), col(Job.payload))
        .where(col(Job.done_at).is_(None), col(Job.run_at) <= now, free)
        .order_by(col(Job.run_at), col(Job.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = db.execute(question).one_or_none()
    if found is None:
        return None
    mine = Claim(found.id, found.kind, found.fence + 1, found.attempts + 1, found.payload)
    taken = (
        update(Job)
        .where(col(Job.id) == found.id, col(Job.fence) == found.fence)
        .values(lease_owner=owner, lease_until=now + LEASE, fence=mine.fence, attempts=mine.attempts)
    )
    return mine if _hit(db, taken) else None


def renew_lease(db: Session, *, job: Claim, now: datetime) -> bool:
    """False where another worker has taken over since."""
    return _hit(db, _held(job).values(lease_until=now + LEASE))


def finish(db: Session, *, job: Claim, now: datetime) -> bool:
    return _hit(db, _held(job).values(done_at=now, lease_owner=None, lease_until=None, error=""))


def fail(db: Session, *, job: Claim, error: str, now: datetime) -> bool:
    """Tries again later, at growing distances; gives up after the last attempt, keeping what was said."""
    values: dict[str, Any] = {"lease_owner": None, "lease_until": None, "error": error[:300]}
    if job.attempts >= MOST_ATTEMPTS:
        values["done_at"] = now
    else:
        values["run_at"] = now + WAITS[min(job.attempts, len(WAITS)) - 1]
    return _hit(db, _held(job).values(**values))


def _held(job: Claim) -> Update:
    return update(Job).where(col(Job.id) == job.id, col(Job.fence) == job.fence, col(Job.done_at).is_(None))


def _hit(db: Session, change: Update) -> bool:
    result = db.execute(change)
    return isinstance(result, CursorResult) and result.rowcount == 1
