"""Which days are compared: before, donut and after, in whole days; and the refusals that need no model.

The 14 days before the change are left out (the donut): who fixes a thing at its worst would else be told that it got
better.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.measurement.days import Table
from app.measurement.figures import day, plural
from app.measurement.values import Change, Days, Series, Windows

Mask = NDArray[np.bool_]

BEFORE, AFTER, DONUT = 112, 56, 14  # days at most
LEAST_BEFORE, LEAST_VALID_BEFORE, LEAST_AFTER = 28, 21, 14
MOST_MISSING = 0.30


class Refusal(Exception):
    """The data cannot say. `facts` fill the words of the code's sentence; `ask_again_on` where waiting helps."""

    def __init__(self, code: str, *, ask_again_on: date | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.ask_again_on = ask_again_on
        self.facts = facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Rows of a table: before is [begin, end - donut), the donut ends at `end`, after is [start, stop).

    `end` < `start` when the change came within a day. `wanted` donut: before a short history shortened it. `settled`:
    the first row after the roll-out, None without one.
    """

    begin: int
    end: int
    donut: int
    wanted: int
    start: int
    stop: int
    settled: int | None

    @property
    def baseline(self) -> int:
        """Days from the start of the before-window to the change, the donut included."""
        return self.end - self.begin

    def before(self, rows: int) -> Mask:
        return _rows(rows, self.begin, self.end - self.donut)

    def after(self, rows: int) -> Mask:
        return _rows(rows, self.start, self.stop)

    def with_donut(self, donut: int) -> Cut:
        return replace(self, donut=_donut(self.baseline, donut), wanted=donut)


def _rows(rows: int, first: int, end: int) -> Mask:
    row = np.arange(rows)
    mask: Mask = (row >= first) & (row < end)
    return mask


def _donut(baseline: int, wanted: int) -> int:
    return min(wanted, max(baseline - LEAST_BEFORE, 0))


def cut(table: Table, change: Change, zone: ZoneInfo) -> Cut:
    """A day belongs to a side when the whole of it does."""
    start, end = _sides(table, change.t0.astimezone(zone))
    settled = None
    if change.t1 is not None and change.t1 > change.t0:
        settled = _sides(table, change.t1.astimezone(zone))[0]
    begin = max(end - BEFORE, 0)
    stop = min(start + AFTER, len(table.raw))
    donut = _donut(end - begin, DONUT)
    return Cut(begin=begin, end=end, donut=donut, wanted=DONUT, start=start, stop=stop, settled=settled)


def _sides(table: Table, moment: datetime) -> tuple[int, int]:
    """(first row that begins at or after the moment, row after the last that ended by then)."""
    row, clock = moment.toordinal() - table.first, moment.time()
    return row + (clock > table.starts), row - (clock < table.starts)


def refuse_early(series: Series, change: Change, table: Table, where: Cut, valid: Mask) -> None:
    """What can be refused before any model is fitted; raises Refusal. `valid`: rows with a value."""
    if change.moved_after_result and not change.confirmed_by:
        raise Refusal("t0_after_result")
    before, after = where.before(len(valid)), where.after(len(valid))
    _refuse_short(table, where, int(valid[before].sum()), int(valid[after].sum()))
    for side, name in ((before, "before"), (after, "after")):
        missing = 1 - valid[side].mean()
        if missing > MOST_MISSING:
            raise Refusal("too_many_missing", percent=f"{100 * missing:.0f}", window=name)
    first, last = table.first + where.begin, table.first + where.stop - 1
    redefined = [one for one in sorted(series.redefined_on) if first < one.toordinal() <= last]
    if redefined:
        raise Refusal("metric_redefined", metric=series.metric, day=day(redefined[0]))


def _refuse_short(table: Table, where: Cut, valid_before: int, valid_after: int) -> None:
    if where.baseline < LEAST_BEFORE:
        raise Refusal("too_short_before", found=plural(max(where.baseline, 0), "day"), needed=LEAST_BEFORE)
    if valid_before < LEAST_VALID_BEFORE:
        raise Refusal("too_short_before", found=plural(valid_before, "day"), needed=LEAST_VALID_BEFORE)
    if valid_after < LEAST_AFTER:
        first = date.fromordinal(table.first + where.start)
        last = date.fromordinal(table.first + max(where.stop, where.start) - 1)
        again = max(first + timedelta(days=LEAST_AFTER), last + timedelta(days=LEAST_AFTER - valid_after))
        full = where.stop - where.start >= AFTER  # more days would not be looked at
        raise Refusal(
            "too_short_after",
            ask_again_on=None if full else again,
            found=plural(valid_after, "day"),
            needed=LEAST_AFTER,
        )


def windows_of(table: Table, where: Cut, tz: str) -> Windows:
    def days(first: int, end: int) -> Days:
        return Days(first=date.fromordinal(table.first + first), last=date.fromordinal(table.first + end - 1))

    edge = where.end - where.donut
    donut = days(edge, where.start) if where.start > edge else None
    return Windows(before=days(where.begin, edge), donut=donut, after=days(where.start, where.stop), tz=tz)
