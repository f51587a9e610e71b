"""Take away what has had its time: sessions, first answers, held texts, counters, finished jobs."""

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Delete, delete, or_
from sqlmodel import Session, col

from app.actions.write_audit import write_audit
from app.domain import Attempt, HeldText, IdempotencyKey, Job, UsedLink
from app.domain import Session as SignedIn
from app.domain.account import SESSION_IDLE, SESSION_LIFE

ANSWERS_KEPT = timedelta(hours=24)
TEXTS_KEPT = timedelta(hours=24)
COUNTERS_KEPT = timedelta(days=1)
JOBS_KEPT = timedelta(days=7)
LINKS_KEPT = timedelta(days=21)  # a link lives for 14 days, so a used one stays used until it has ended


def sweep(db: Session, *, now: datetime) -> dict[str, int]:
    """How many rows went, by what they were. The log keeps the counts, and only where there were any."""
    gone = {
        "sessions": delete(SignedIn).where(
            or_(
                col(SignedIn.seen_at) <= now - SESSION_IDLE,
                col(SignedIn.created_at) <= now - SESSION_LIFE,
                col(SignedIn.ended_at) <= now - COUNTERS_KEPT,
            )
        ),
        "first_answers": delete(IdempotencyKey).where(col(IdempotencyKey.created_at) <= now - ANSWERS_KEPT),
        "held_texts": delete(HeldText).where(col(HeldText.created_at) <= now - TEXTS_KEPT),
        "counters": delete(Attempt).where(col(Attempt.window_start) <= now - COUNTERS_KEPT),
        "used_links": delete(UsedLink).where(col(UsedLink.used_at) <= now - LINKS_KEPT),
        "jobs": delete(Job).where(col(Job.done_at) <= now - JOBS_KEPT),
    }
    counts = {what: found for what, rows in gone.items() if (found := _count(db, rows))}
    if counts:
        write_audit(db, by=None, action="swept", object_type="installation", object_id="", changes=counts, now=now)
    return counts


def _count(db: Session, rows: Delete) -> int:
    result = db.execute(rows)
    return result.rowcount if isinstance(result, CursorResult) else 0
