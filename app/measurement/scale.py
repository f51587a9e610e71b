"""From the scale of the fit back to what people read: a relative effect, an amount in the unit, plain means of both
sides.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.measurement.question import Question
from app.measurement.values import Cumulative, Period, Range
from app.measurement.windows import Mask

Array = NDArray[np.float64]

RELATIVE = "fraction"


def relative(asked: Question, logs: Array, *, ramp: bool = True) -> Array:
    """Mean log effects -> relative effects, averaged over the after-window.

    With a declared roll-out the effect e grows as e * s(day): e solves mean(log(1 + e s)) = the mean log effect, and
    the answer is e * mean(s). Without one it is exp() - 1.
    """
    course = asked.ramp() if ramp else None
    if course is None:
        return np.expm1(logs)
    share = course[asked.cut.after(asked.rows) & asked.levels.valid]
    low, high = np.full(logs.shape, -1.0 + 1e-12), np.expm1(np.maximum(logs, 0) / max(share.mean(), 1e-3)) + 1e-6
    for _ in range(60):
        middle = (low + high) / 2
        under = np.log1p(middle[:, None] * share).mean(1) < logs
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    ends: Array = (low + high) / 2 * share.mean()
    return ends


def span_of(ends: Array, unit: str) -> Range:
    """Low, likely, high."""
    low, likely, high = map(float, ends)
    return Range(low=low, likely=likely, high=high, unit=unit)


def amounts(asked: Question, effect: Array, after: Period) -> Range:
    """Low, likely, high in the unit, mean per point. A relative effect is taken of what the mean would have been
    without it.
    """
    if not asked.levels.logs:
        return span_of(effect, asked.series.unit)
    without = after.mean / (1 + effect[1])
    return span_of(effect * without, asked.series.unit)


def cumulative(amount: Range, asked: Question, after: Period) -> Cumulative:
    """The amount on every point of the after-window, added up."""
    times = after.days * asked.table.raw.shape[1]
    low, likely, high = (float(value or 0.0) * times for value in (amount.low, amount.likely, amount.high))
    return Cumulative(low=low, likely=likely, high=high, unit=asked.series.unit, days=after.days)


def period(asked: Question, side: Mask) -> Period:
    """The plain mean of the points of one window, nothing clipped or adjusted."""
    rows = np.flatnonzero(side)
    first, last = (date.fromordinal(asked.table.first + int(row)) for row in (rows[0], rows[-1]))
    return Period(
        mean=float(np.nanmean(asked.table.raw[rows])),
        days=rows.size,
        valid=int((side & asked.levels.valid).sum()),
        first=first,
        last=last,
    )
