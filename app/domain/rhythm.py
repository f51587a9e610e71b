"""When a manager's weekly digest falls due: a wall-clock time in their own zone, an instant anew for each week."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.kit.weeks import Week

# After downtime the latest missed week is made up for, unless the next is so near that two would come at once.
CATCH_UP = timedelta(days=5)


def due_at(week: Week, *, weekday: int, hour: int, zone: str) -> datetime:
    """In UTC. An hour that the clocks skip becomes the one after it; of an hour that comes twice, the first counts."""
    day = week.monday + timedelta(days=weekday - 1)
    local = datetime.combine(day, time(hour), ZoneInfo(zone))
    return local.astimezone(UTC)


def week_due(now: datetime, *, weekday: int, hour: int, zone: str) -> Week | None:
    """The week whose edition should exist by `now`; None where this week's hour is still to come."""
    this = Week.of(now.astimezone(ZoneInfo(zone)).date())
    if due_at(this, weekday=weekday, hour=hour, zone=zone) <= now:
        return this
    last = this.plus(-1)
    return last if now - due_at(last, weekday=weekday, hour=hour, zone=zone) < CATCH_UP else None
