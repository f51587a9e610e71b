"""Points become whole days: a table of raw values, one row a day, in the zone of the series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from math import isfinite
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from app.measurement.values import BadInput, Point, Step

Array = NDArray[np.float64]

MIDNIGHT = time()
HOURS = {"1d": 1, "1h": 24}
ENOUGH_HOURS = 12  # valid hours that a day needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`raw` (days, points a day): NaN = missing. `first` is the ordinal of the first row's day; `starts` when a day
    begins.
    """

    first: int
    raw: Array
    starts: time

    @property
    def last(self) -> int:
        return self.first + len(self.raw) - 1


def zone_of(tz: str) -> ZoneInfo:
    """Raises BadInput for a name that is no zone."""
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise BadInput(None, f"unknown time zone: {tz}") from unknown


def table_of(points: Iterable[Point], step: Step, zone: ZoneInfo, near: datetime) -> Table:
    """Days from the first to the last point; an incomplete first or last day of hours is left out.

    `near`: where stamps of days wander with summer time, the one closest to it says when a day begins.
    Raises BadInput for a naive stamp, two points with one stamp, two daily points on one day, and no points.
    """
    ordered = sorted(_checked(points))
    if not ordered:
        raise BadInput(None, "the series holds no points")
    local = [ts.astimezone(zone) for ts, _ in ordered]
    values = np.array([value for _, value in ordered])
    day = np.array([stamp.toordinal() for stamp in local])
    if step == "1d":
        return _daily(day, values, min(local, key=lambda stamp: abs(stamp - near)).time())
    return _hourly(day, np.array([stamp.hour for stamp in local]), values)


def _checked(points: Iterable[Point]) -> list[tuple[datetime, float]]:
    rows = []
    for ts, value in points:
        if ts.tzinfo is None:
            raise BadInput(None, f"a timestamp without an offset: {ts.isoformat()}")
        rows.append((ts, float(value) if value is not None and isfinite(value) else float("nan")))
    twice = [ts for ts, count in Counter(ts.astimezone(UTC) for ts, _ in rows).items() if count > 1]
    if twice:
        raise BadInput(None, f"two points at {min(twice).isoformat()}")
    return rows


def _daily(day: NDArray[np.int64], values: Array, starts: time) -> Table:
    if np.unique(day).size < day.size:
        raise BadInput(None, "two points on one day in a series of days")
    raw = np.full((int(day[-1] - day[0]) + 1, 1), np.nan)
    raw[day - day[0], 0] = values
    return Table(first=int(day[0]), raw=raw, starts=starts)


def _hourly(day: NDArray[np.int64], hour: NDArray[np.int64], values: Array) -> Table:
    """Several points in one hour (summer time ends) are averaged."""
    days = int(day[-1] - day[0]) + 1
    at, valid = (day - day[0]) * 24 + hour, np.isfinite(values)
    count = np.bincount(at[valid], minlength=days * 24)
    total = np.bincount(at[valid], weights=values[valid], minlength=days * 24)
    raw = np.where(count > 0, total / np.maximum(count, 1), np.nan).reshape(days, 24)
    drop = int(hour[0] > 0)
    keep = days - int(hour[-1] < 23)
    if keep <= drop:
        raise BadInput(None, "the series holds no whole day")
    return Table(first=int(day[0]) + drop, raw=raw[drop:keep], starts=MIDNIGHT)


def daily_levels(table: Table, before: NDArray[np.bool_], *, logs: bool) -> Array:
    """One level a day: itself, or the median of its hours without the hours' profile of the before-window."""
    values = np.log(table.raw) if logs else table.raw
    if values.shape[1] == 1:
        return values[:, 0].copy()
    enough = np.isfinite(values).sum(1) >= ENOUGH_HOURS
    profile = medians((values[before & enough] - medians(values[before & enough], 1)[:, None]), 0)
    levels = np.full(len(values), np.nan)
    levels[enough] = medians(values[enough] - np.where(np.isfinite(profile), profile, 0.0), 1)
    return levels


def medians(values: Array, axis: int) -> Array:
    """Medians that leave missing values out; an empty row gives NaN, without a warning."""
    ordered = np.sort(values, axis=axis)
    count = np.isfinite(values).sum(axis, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis)
    high = np.take_along_axis(ordered, count // 2, axis)
    middle = np.where(count > 0, (low + high) / 2, np.nan)
    return middle.squeeze(axis)
