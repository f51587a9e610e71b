"""Slow down whoever nominates by the dozen: a counter in a window of an hour."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Attempt
from app.kit.errors import TooOften

MOST_AN_HOUR = 20
WINDOW = timedelta(hours=1)


def count_nomination(db: Session, *, person_id: str, now: datetime) -> None:
    """Rolled back with the deed, so that only what was saved counts. Raises TooOften."""
    key = f"nominate:{person_id}"
    kept: Attempt | None = db.execute(
        select(Attempt).where(col(Attempt.key) == key).with_for_update()
    ).scalar_one_or_none()
    if kept is None or now - kept.window_start >= WINDOW:
        kept = kept or Attempt(key=key, window_start=now)
        kept.window_start, kept.count = now, 0
    if kept.count >= MOST_AN_HOUR:
        seconds = int((kept.window_start + WINDOW - now).total_seconds())
        minutes = max(1, -(-seconds // 60))
        unit = "minute" if minutes == 1 else "minutes"
        raise TooOften(seconds, f"That is many at once. Try again in {minutes} {unit}. Your text was kept.")
    kept.count += 1
    db.add(kept)
