"""What was asked, made ready: tables of days, windows, scale, controls on the same rows. Refusals that need no model
come first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.measurement.days import Table, daily_levels, table_of, zone_of
from app.measurement.frames import Levels, unit_of
from app.measurement.values import Change, Control, Series
from app.measurement.windows import Cut, Mask, Refusal, cut, refuse_early

Array = NDArray[np.float64]

OLDER = 112  # days older than the before-window from which they are looked at
OLDEST = 224  # and how many of them at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`control_names` beside `levels.controls`; `flat_controls` never vary and are left out of every fit."""

    series: Series
    change: Change
    table: Table
    cut: Cut
    levels: Levels
    control_names: tuple[str, ...]
    flat_controls: tuple[str, ...]

    @property
    def rows(self) -> int:
        return len(self.table.raw)

    @property
    def older(self) -> Mask | None:
        """Days older than the before-window, where there are enough of them."""
        begin = self.cut.begin
        if begin < OLDER:
            return None
        row = np.arange(self.rows)
        mask: Mask = (row >= begin - OLDEST) & (row < begin)
        return mask

    def without_controls(self) -> Question:
        return replace(self, levels=replace(self.levels, controls=()), control_names=())

    def of_control(self, index: int) -> Question:
        """The same question asked of a control, which the change should not have moved."""
        y = self.levels.controls[index]
        before = self.cut.before(self.rows) & np.isfinite(y)
        levels = replace(self.levels, y=y, controls=(), unit=unit_of(y[before], logs=False, signed=True))
        return replace(self, levels=levels, control_names=())

    def ramp(self) -> Array | None:
        """How far the roll-out had come each day, 0 to 1; None where none was declared."""
        if self.cut.settled is None:
            return None
        length = max(self.cut.settled - self.cut.start, 1)
        return np.clip((np.arange(self.rows) - self.cut.start + 1) / length, 0.0, 1.0)


def prepared(series: Series, change: Change, controls: Sequence[Control]) -> Question:
    """Raises BadInput for what cannot be read and Refusal for what cannot be said."""
    zone = zone_of(series.tz)
    table = table_of(series.points, series.step, zone, change.t0)
    where = cut(table, change, zone)
    valid = np.isfinite(table.raw).sum(1) >= (1 if series.step == "1d" else 12)
    refuse_early(series, change, table, where, valid)
    before, after = where.before(len(valid)), where.after(len(valid))
    logs = series.kind != "signed" and bool(np.nanmin(table.raw[max(where.begin - OLDEST, 0) : where.stop]) > 0)
    y = daily_levels(table, before, logs=logs)
    if _flat(y[before]) and _flat(y[after]):
        raise Refusal("constant_series", metric=series.metric)
    named = {control.name: _control_levels(series, control, table, where, change, zone) for control in controls}
    moving = {name: values for name, values in named.items() if not _flat(values[before | after])}
    levels = Levels(
        y=y,
        controls=tuple(moving.values()),
        weekday=(np.arange(len(valid)) + date.fromordinal(table.first).weekday()) % 7,
        unit=unit_of(y[before & np.isfinite(y)], logs=logs, signed=series.kind == "signed"),
        logs=logs,
    )
    _refuse_gaps(levels.valid, before, after)
    flat = tuple(name for name in named if name not in moving)
    return Question(
        series=series,
        change=change,
        table=table,
        cut=where,
        levels=levels,
        control_names=tuple(moving),
        flat_controls=flat,
    )


def _flat(values: Array) -> bool:
    seen = values[np.isfinite(values)]
    return seen.size == 0 or bool(np.ptp(seen) <= 1e-12 * np.abs(seen).max())


def _control_levels(
    series: Series, control: Control, table: Table, where: Cut, change: Change, zone: ZoneInfo
) -> Array:
    """A control's levels on the rows of the series, in log units or, where it is not positive, in units of its own
    level.
    """
    own = table_of(control.points, series.step, zone, change.t0)
    if series.step == "1h" and np.isfinite(own.raw).sum(1).max() < 12 <= np.isfinite(table.raw).sum(1).max():
        raise Refusal("mixed_units", first=series.metric, second=control.name)
    raw = np.full(table.raw.shape, np.nan)
    first, last = max(table.first, own.first), min(table.last, own.last)
    if first <= last:
        raw[first - table.first : last - table.first + 1] = own.raw[first - own.first : last - own.first + 1]
    within = raw[where.begin : where.stop]
    logs = bool(np.isfinite(within).any()) and bool(np.nanmin(within) > 0)
    before = where.before(len(raw))
    raw = np.where(raw > 0, raw, np.nan) if logs else raw
    values = daily_levels(replace(table, raw=raw), before, logs=logs)
    seen = values[before & np.isfinite(values)]
    return values if logs or not seen.size else values / unit_of(seen, logs=False, signed=False)


def _refuse_gaps(valid: Mask, before: Mask, after: Mask) -> None:
    """The series alone has enough days; with its controls it may not."""
    for side, name in ((before, "before"), (after, "after")):
        if valid[side].mean() < 0.5:
            raise Refusal("too_many_missing", percent=f"{100 * (1 - valid[side].mean()):.0f}", window=name)
