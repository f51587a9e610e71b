"""Real series on which nobody changed anything: taxi passengers of New York and the temperature of an office, by day.

From the Numenta Anomaly Benchmark (data/realKnownCause), copied with its licence; days of under twelve hours are gone.
"""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.measurement import Change, Point, Series, estimate_series_effect

HERE = Path(__file__).with_name("nab")
BEFORE, AFTER, MOVED = timedelta(days=42), timedelta(days=28), timedelta(days=5)
MOST = 8  # false claims in 82 windows; Newey-West makes 28 and BSTS 66


def read(name: str) -> list[Point]:
    with (HERE / f"{name}_daily.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Point(datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC), float(row["value"])) for row in rows]


def claims(points: list[Point], trigger: str) -> list[bool]:
    """One entry a window that was answered: whether an effect was claimed."""
    found, t0 = [], points[0].ts + BEFORE
    while t0 + AFTER <= points[-1].ts + timedelta(days=1):
        window = tuple(point for point in points if t0 - BEFORE <= point.ts < t0 + AFTER)
        series = Series(metric="placebo", unit="x", step="1d", points=window)
        change = Change(t0=t0, recorded_at=t0, trigger=trigger, other_changes=())
        answer = estimate_series_effect(series, change)
        if answer.status != "refused":
            found.append(answer.status == "ok")
        t0 += MOVED
    return found


@pytest.mark.parametrize("trigger", ["unknown", "planned"])
def test_real_series_without_a_change_are_seldom_said_to_have_changed(trigger: str):
    answered = [claim for name in ("nyc_taxi", "ambient_temperature") for claim in claims(read(name), trigger)]
    assert len(answered) >= 66
    assert sum(answered) <= MOST
