"""What could make the answer a lie: a restless baseline, a restless past, controls that moved, a change at another
date.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.measurement.frames import clipped, frame_of, middle_of
from app.measurement.mixture import Grid, Mixture, fit
from app.measurement.question import Question
from app.measurement.values import ControlMove, Placebo
from app.measurement.windows import LEAST_AFTER, LEAST_VALID_BEFORE, Refusal

Array = NDArray[np.float64]

WIDTH = 1.14  # of the interval, calibrated on development seeds
NORMAL_90 = 1.6448536269514722  # half the width of a 90 % interval in standard errors
WORSE, BETTER, LEAST_CALM = 1.0, -2.0, 5  # z between which the days of the donut look like the rest; days to tell
SPLIT = 0.6  # of the baseline: where the placebo inside it pretends a change
RESTLESS, HOPELESS = 1.3, 2.5  # |z| of that placebo: from here it widens, from here it refuses
OLDER_PLACEBOS, FEWEST_PLACEBOS = 6, 5
LOWERS, REFUSES = 0.2, 0.5  # share of older placebos outside their interval
CONTROL_MOVED = 2.5  # |z|
SHORTEST_SIDE = 7  # days of a split


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretended:
    """z of the placebo inside the baseline, and what older history said where there is enough of it."""

    baseline_z: float
    older: Placebo | None

    @property
    def widening(self) -> float:
        restless = max(1.0, abs(self.baseline_z) / RESTLESS)
        return restless * (1.0 if self.older is None else max(1.0, self.older.z_rms))


def z_of(mixture: Mixture) -> float:
    """The middle of the answer in standard errors, as the calibrated interval has them."""
    low, middle, high = mixture.spread().quantiles(0.05, 0.5, 0.95)
    return float(middle * 2 * NORMAL_90 / (WIDTH * (high - low)))


def without_donut(asked: Question) -> tuple[Question, float | None]:
    """A planned change keeps the two weeks before it, unless they stand out; and how much worse they were, in standard
    errors.

    Whoever fixes what is at its worst picks those days, so for any other trigger they are left out unseen. "Planned" is
    somebody's word: where the days were worse than the rest they go, and where they were much better something came
    early.
    """
    if asked.change.trigger != "planned" or asked.cut.donut == 0:
        return asked, None
    row = np.arange(asked.rows)
    edge = asked.cut.end - asked.cut.donut
    frame = frame_of(asked.levels, asked.cut.before(asked.rows), (row >= edge) & (row < asked.cut.end))
    if frame.change is None or frame.change.sum() < LEAST_CALM:
        return asked, None
    worse = z_of(fit(frame)) * (1 if asked.series.direction == "lower_is_better" else -1)
    keeps = BETTER <= worse <= WORSE
    return (replace(asked, cut=asked.cut.with_donut(0)) if keeps else asked), worse


def older_evidence(asked: Question) -> Array | None:
    """How likely each covariance makes the older history: the best witness of how this metric wanders by itself."""
    older = asked.older
    if older is None:
        return None
    levels = asked.without_controls().levels
    if (levels.valid & older).sum() < older.sum() / 2:
        return None
    return fit(frame_of(levels, older, np.zeros_like(older))).log_likelihood


def pretend(asked: Question, evidence: Array | None, grid: Grid) -> Pretended:
    """Both placebos. Raises Refusal(baseline_unstable)."""
    z = _inside_baseline(asked, evidence)
    older = _in_older_history(asked, grid)
    if abs(z) > HOPELESS or (older is not None and older.outside > REFUSES * older.n):
        raise Refusal("baseline_unstable", metric=asked.series.metric)
    return Pretended(baseline_z=z, older=older)


def _inside_baseline(asked: Question, evidence: Array | None) -> float:
    before = asked.cut.before(asked.rows)
    row = np.arange(asked.rows)
    at = asked.cut.begin + round(SPLIT * (asked.cut.baseline - asked.cut.donut))
    return z_of(fit(frame_of(asked.levels, before & (row < at), before & (row >= at)), evidence=evidence))


def _in_older_history(asked: Question, grid: Grid) -> Placebo | None:
    """The same windows at evenly spaced dates of the past, each over before the bad run could begin."""
    where, levels = asked.cut, asked.without_controls().levels
    if asked.older is None:
        return None
    length = where.stop - where.start
    first, last = where.begin - int(asked.older.sum()) + where.baseline, where.end - where.donut - length
    row, scores = np.arange(asked.rows), []
    for at in np.round(np.linspace(first, max(last, first), OLDER_PLACEBOS)).astype(int):
        before = (row >= at - where.baseline) & (row < at - where.donut)
        after = (row >= at) & (row < at + length)
        if (levels.valid & before).sum() >= LEAST_VALID_BEFORE and (levels.valid & after).sum() >= LEAST_AFTER:
            scores.append(z_of(fit(frame_of(levels, before, after), grid, reuse=True)))
    if len(scores) < FEWEST_PLACEBOS:
        return None
    z = np.array(scores)
    return Placebo(n=z.size, outside=int((np.abs(z) > NORMAL_90).sum()), z_rms=float(np.sqrt(np.mean(z * z))))


def moved_controls(asked: Question) -> tuple[ControlMove, ...]:
    """How far each control moved at the change. Raises Refusal(control_affected) unless a common cause is declared."""
    before, after = asked.cut.before(asked.rows), asked.cut.after(asked.rows)
    moves = [ControlMove(name=name, z=0.0) for name in asked.flat_controls]
    for index, name in enumerate(asked.control_names):
        z = z_of(fit(frame_of(asked.of_control(index).levels, before, after)))
        if abs(z) > CONTROL_MOVED and not asked.change.common_cause:
            raise Refusal("control_affected", control=name)
        moves.append(ControlMove(name=name, z=z))
    return tuple(sorted(moves, key=lambda move: move.name))


def best_split(asked: Question) -> int:
    """Days from the change to the best single split of the weekday-adjusted series, donut included (least squares)."""
    row = np.arange(asked.rows)
    whole = (row >= asked.cut.begin) & (row < asked.cut.stop)
    use = np.flatnonzero(whole & asked.levels.valid)
    y = clipped(asked.levels, whole)[0][use]
    for weekday in range(7):
        same = asked.levels.weekday[use] == weekday
        if same.any():
            y[same] -= middle_of(y[same])
    n = np.arange(1, y.size)
    head = np.cumsum(y)[:-1]
    gain = (head / n - (y.sum() - head) / (y.size - n)) ** 2 * n * (y.size - n)
    gain[: SHORTEST_SIDE - 1] = gain[y.size - SHORTEST_SIDE :] = -1
    return int(use[int(np.argmax(gain)) + 1]) - asked.cut.start
