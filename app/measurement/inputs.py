"""Readings as they come -> the points of a series: hours or days, up to a last day.

What is finer than an hour is averaged to hours, what lies between two hours and a day to days. Text is read elsewhere
(app/domain/metric_file.py), so that the door that takes a file and the one that measures it refuse alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from math import isfinite

from app.measurement.days import zone_of
from app.measurement.results import digest
from app.measurement.series import refused
from app.measurement.values import BadInput, Change, Point, SeriesEffect, Step
from app.measurement.windows import Refusal

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MOST_LABELS = 10
COARSE = timedelta(hours=2)  # from here a day no longer has the twelve valid hours that an hourly series needs
NEARLY_A_DAY = timedelta(hours=22)  # summer time begins


def points_of(readings: Iterable[tuple[datetime, float | None]]) -> tuple[Point, ...]:
    """NaN and infinities are missing. Raises BadInput for a stamp without a zone."""
    found = []
    for ts, value in readings:
        if ts.tzinfo is None:
            raise BadInput(None, f"a timestamp without an offset: {ts.isoformat()}")
        found.append(Point(ts, value if value is not None and isfinite(value) else None))
    return tuple(found)


def until(points: Sequence[Point], last: date | None, tz: str) -> tuple[Point, ...]:
    """Points to the end of the day `last` in `tz`; all where there is none."""
    if last is None:
        return tuple(points)
    end = datetime.combine(last + DAY, time(), zone_of(tz))
    return tuple(point for point in points if point.ts < end)


def stepped(points: Sequence[Point], tz: str, step: Step | None = None) -> tuple[tuple[Point, ...], Step]:
    """Points of one step from points of any, in the order of time; without a `step` their typical gap decides."""
    ordered, zone = sorted(points, key=lambda point: point.ts), zone_of(tz)
    gaps = sorted(later.ts - earlier.ts for earlier, later in pairwise(ordered))
    typical = gaps[len(gaps) // 2] if gaps else DAY
    if step == "1d" or (step is None and typical > COARSE):
        if typical >= NEARLY_A_DAY:
            return tuple(ordered), "1d"
        return _averaged(ordered, zone, whole_days=True, least=round(DAY / max(typical, MINUTE) / 2)), "1d"
    if typical == HOUR and all(_is_whole(point.ts, zone) for point in ordered):
        return tuple(ordered), "1h"
    return _averaged(ordered, zone, whole_days=False, least=1), "1h"


def require_zones(tz: str, change: Change) -> None:
    """Raises BadInput for an unknown zone and for a time without an offset."""
    zone_of(tz)
    times = [change.t0, change.recorded_at, change.t1, *(one.ts for one in change.other_changes or ())]
    for moment in times:
        if moment is not None and moment.tzinfo is None:
            raise BadInput(None, f"a time without an offset: {moment.isoformat()}")
    if change.t1 is not None and change.t1 < change.t0:
        raise BadInput(None, "the roll-out ends before it begins")


def several_series(labels: Sequence[str]) -> SeriesEffect:
    """The refusal for an answer with more than one series, which names the first of them."""
    listed = ", ".join(labels[:MOST_LABELS])
    listed += f" and {len(labels) - MOST_LABELS} more" if len(labels) > MOST_LABELS else ""
    return refused(Refusal("multi_series", count=len(labels), labels=listed), digest(tuple(labels)))


def _is_whole(ts: datetime, zone: tzinfo) -> bool:
    local = ts.astimezone(zone)
    return (local.minute, local.second, local.microsecond) == (0, 0, 0)


def _averaged(points: Iterable[Point], zone: tzinfo, *, whole_days: bool, least: int) -> tuple[Point, ...]:
    """The mean of what is there; missing where fewer than `least` values are."""
    held: dict[datetime, list[float]] = {}
    for ts, value in points:
        local = ts.astimezone(zone).replace(minute=0, second=0, microsecond=0)
        values = held.setdefault(local.replace(hour=0, fold=0) if whole_days else local, [])
        if value is not None:
            values.append(value)
    return tuple(
        Point(start, sum(values) / len(values) if len(values) >= max(least, 1) else None)
        for start, values in held.items()
    )
