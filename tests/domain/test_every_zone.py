"""The calendar of every zone there is, over two years: each week falls due once, at the hour that was asked for."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from app.domain.rhythm import due_at, week_due
from app.kit.weeks import Week

FIRST, WEEKS = Week(2025, 52), 106
SECOND = timedelta(seconds=1)
LONGEST_GAP = timedelta(hours=2)  # at Troll, in Antarctica


def dues(zone: str, weekday: int, hour: int) -> list[tuple[Week, datetime]]:
    weeks = [FIRST.plus(number) for number in range(WEEKS)]
    return [(week, due_at(week, weekday=weekday, hour=hour, zone=zone)) for week in weeks]


@pytest.mark.parametrize(("weekday", "hour"), [(1, 8), (7, 2)])
def test_each_week_falls_due_at_its_own_hour_in_every_zone(weekday: int, hour: int):
    for zone in sorted(available_timezones()):
        there, last, shift = ZoneInfo(zone), None, None
        for week, due in dues(zone, weekday, hour):
            local = due.astimezone(there)
            day = (week.monday + timedelta(days=weekday - 1)) == local.date()
            if not day or (local.hour, local.minute) != (hour, 0):
                assert is_skipped(local.replace(tzinfo=None), hour, there, day), (zone, week)
            assert last is None or timedelta(days=5) < due - last < timedelta(days=9), (zone, week)
            if local.utcoffset() != shift:  # the clocks have changed since the week before
                assert week_due(due, weekday=weekday, hour=hour, zone=zone) == week, (zone, week)
                assert week_due(due - SECOND, weekday=weekday, hour=hour, zone=zone) != week, (zone, week)
            last, shift = due, local.utcoffset()


def is_skipped(local: datetime, hour: int, there: ZoneInfo, same_day: bool) -> bool:
    """The wanted hour is one that the clocks of that day leave out, and what was taken is the next that they show."""
    wanted = local.replace(hour=hour, minute=0)
    back = wanted.replace(tzinfo=there).astimezone(UTC).astimezone(there).replace(tzinfo=None)
    return same_day and back != wanted and timedelta() < local - wanted <= LONGEST_GAP


@pytest.mark.parametrize("away", [timedelta(days=1), timedelta(days=4), timedelta(days=13), timedelta(days=30)])
@pytest.mark.parametrize(("weekday", "hour"), [(1, 8), (5, 17)])
def test_after_a_downtime_over_the_hour_only_the_latest_missed_week_is_made(away: timedelta, weekday: int, hour: int):
    zone = "Europe/Oslo"
    down = due_at(Week(2026, 21), weekday=weekday, hour=hour, zone=zone) - timedelta(hours=1)
    made: list[Week] = []
    now = down + away
    for _look in range(4 * 24 * 14):
        week = week_due(now, weekday=weekday, hour=hour, zone=zone)
        if week is not None and week not in made:
            made.append(week)
        now += timedelta(minutes=15)
    missed = max(0, (down + away - due_at(made[0], weekday=weekday, hour=hour, zone=zone)).days)
    assert missed < 7
    assert len(made) == len({*made}) <= 3
    assert made == sorted(made)


@pytest.mark.parametrize("jump", [timedelta(hours=-2), timedelta(days=8), timedelta(days=-8)])
def test_a_clock_that_jumps_makes_no_week_twice(jump: timedelta):
    """The week is the key: looked at before and after the jump, each is made at most once."""
    now = due_at(Week(2026, 53), weekday=1, hour=8, zone="Asia/Kathmandu")
    seen = [week_due(now, weekday=1, hour=8, zone="Asia/Kathmandu")]
    seen += [
        week_due(now + jump + timedelta(minutes=15 * n), weekday=1, hour=8, zone="Asia/Kathmandu") for n in range(96)
    ]
    assert Week(2026, 53) in seen
    assert {str(week) for week in seen if week} <= {"2026-W51", "2026-W52", "2026-W53", "2027-W01"}
