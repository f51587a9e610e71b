"""One edition a week at the manager's own hour, whatever the clocks and the calendar do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from app.domain.rhythm import due_at, week_due
from app.kit.weeks import Week

ZONES = (
    "UTC", "Europe/Oslo", "Europe/Berlin", "America/New_York", "America/Lima", "Asia/Kathmandu", "Asia/Kolkata",
    "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Tokyo", "America/Sao_Paulo",
)  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("weekday", "hour"), [(1, 8), (7, 2), (1, 0)])
def test_six_years_hold_exactly_one_edition_a_week(zone: str, weekday: int, hour: int):
    """Looked at every six hours, as after a night of downtime."""
    now, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
    made: list[Week] = []
    while now < end:
        week = week_due(now, weekday=weekday, hour=hour, zone=zone)
        if week and week not in made[-2:]:
            made.append(week)
        now += timedelta(hours=6)
    assert len(made) == len(set(made))
    assert [later.monday - earlier.monday for earlier, later in pairwise(made)] == [timedelta(weeks=1)] * (
        len(made) - 1
    )


def test_2026_has_a_week_53():
    at = due_at(Week(2026, 53), weekday=1, hour=8, zone="Europe/Oslo")
    assert at == datetime(2026, 12, 28, 7, tzinfo=UTC)
    assert week_due(datetime(2027, 1, 3, 12, tzinfo=UTC), weekday=1, hour=8, zone="Europe/Oslo") == Week(2026, 53)


def test_an_hour_that_is_skipped_becomes_the_next_and_one_that_comes_twice_is_the_first():
    skipped = due_at(Week.of(date(2027, 3, 28)), weekday=7, hour=2, zone="Europe/Berlin")
    twice = due_at(Week.of(date(2027, 10, 31)), weekday=7, hour=2, zone="Europe/Berlin")
    assert skipped == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert twice == datetime(2027, 10, 31, 0, tzinfo=UTC)


def test_before_the_first_hour_of_a_week_nothing_is_due():
    assert week_due(datetime(2026, 5, 18, 5, 59, tzinfo=UTC), weekday=1, hour=8, zone="Europe/Oslo") is None
    assert week_due(datetime(2026, 5, 18, 6, 0, tzinfo=UTC), weekday=1, hour=8, zone="Europe/Oslo") == Week(2026, 21)
