"""The only place that reads the clock. Everybody else is handed `now`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present, aware and in UTC."""
    return datetime.now(UTC)


def shifted_clock(start: datetime) -> Clock:
    """A clock that began at `start` when it was made and runs on from there: the demo company's own time."""
    offset: timedelta = start.astimezone(UTC) - system_clock()
    return lambda: system_clock() + offset


def fixed_clock(moment: datetime) -> Clock:
    """A clock that stands still, for one run of due work at a named moment."""
    still = moment.astimezone(UTC)
    return lambda: still
