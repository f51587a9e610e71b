"""A case as the product wants it, and the product's answer as low, middle and high of the relative effect."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np

from app.measurement import Change, Control, Point, Series, estimate_series_effect
from benchmarks.measurement.cells import Case
from benchmarks.measurement.noise import Array

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)


class Answer(NamedTuple):
    """Relative effects; `measured` = the grade that lets a sentence say "fell". `ends` None: refused, and why."""

    ends: tuple[float, float, float] | None
    reason: str = ""
    measured: bool = False


def unsung(case: Case) -> Answer:
    """An answer in the unit alone is read in units of the level that the series would have had."""
    found = estimate_series_effect(*question(case))
    effect, level = (found.effect_rel, 1.0) if found.effect_rel else (found.effect_abs, case.level)
    if effect is None or effect.low is None or effect.likely is None or effect.high is None:
        return Answer(None, found.reason_code or "")
    ends = effect.low / level, effect.likely / level, effect.high / level
    return Answer(ends, measured=found.grade == "measured")


def question(case: Case) -> tuple[Series, Change, tuple[Control, ...]]:
    first = MONDAY + timedelta(days=case.weekday)
    t0 = first + timedelta(days=case.older + case.before)
    series = Series(
        metric="benchmark metric",
        unit="ms",
        step="1h" if case.per_day == 24 else "1d",
        kind="count" if case.kind == "count" else "positive",
        direction="higher_is_better" if case.rises else "lower_is_better",
        points=_points(case.values, first, case.per_day),
    )
    change = Change(
        t0=t0,
        t1=t0 + timedelta(days=case.roll_out) if case.roll_out else None,
        recorded_at=t0,
        trigger=case.trigger,
        other_changes=(),
        common_cause=case.common_cause,
    )
    controls = tuple(
        Control(name=f"control {number}", points=_points(values, first, 1), unaffected_by="the benchmark")
        for number, values in enumerate(case.controls)
    )
    return series, change, controls


def _points(values: Array, first: datetime, per_day: int) -> tuple[Point, ...]:
    step = timedelta(days=1) / per_day
    return tuple(Point(first + i * step, None if np.isnan(v) else float(v)) for i, v in enumerate(values))
