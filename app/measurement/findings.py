"""What was fitted, turned into what is said: effects with their ends, checks, flags, variants, means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.measurement import scale
from app.measurement.checks import BETTER, CONTROL_MOVED, HOPELESS, LOWERS, WIDTH, WORSE, Pretended, best_split
from app.measurement.frames import clipped, frame_of
from app.measurement.mixture import Array, Grid, Mixture, Spread, fit
from app.measurement.question import Question
from app.measurement.slow import PHIS, SLOW
from app.measurement.values import Check, ControlMove, Range, SeriesEffect, SeriesModel, Variant, Weight
from app.measurement.windows import DONUT, windows_of

VERSION = "series-1"
DONUTS = (0, 7, 14, 28)
EFFECT_SCALE = 1.0  # log units, of a Cauchy about zero: before the data, half of all effects lie from -63 % to +172 %
LEAST_SETTLED = 7  # valid days after the roll-out for an effect of their own
SPLIT_EARLY, SPLIT_LATE = -3, 14  # days around the change in which the best split should lie


def fit_windows(asked: Question, grid: Grid, *, clip: bool = True) -> Mixture:
    """The main question asked again with the weights of `grid`."""
    before, after = asked.cut.before(asked.rows), asked.cut.after(asked.rows)
    return fit(frame_of(asked.levels, before, after, ramp=asked.ramp(), clip=clip), grid, reuse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """`again`: the heaviest grid points of `main`. `calm_z`: how far the days of the donut stand out, if that was
    asked.
    """

    asked: Question
    main: Mixture
    again: Grid
    moves: tuple[ControlMove, ...]
    pretended: Pretended
    calm_z: float | None

    @property
    def widening(self) -> float:
        return WIDTH * self.pretended.widening

    def effect(self, sha256: str) -> SeriesEffect:
        """Everything but grade and sentence."""
        asked = self.asked
        before = scale.period(asked, asked.cut.before(asked.rows))
        after = scale.period(asked, asked.cut.after(asked.rows))
        ends = self._read(self.main)
        amount = scale.amounts(asked, ends, after)
        robustness = self._robustness(float(ends[1]))
        split = best_split(asked)
        return SeriesEffect(
            status="inconclusive" if ends[0] <= 0 <= ends[2] else "ok",
            reason_code=None,
            reason_text=None,
            grade="asserted",
            grade_reasons=(),
            flags=self._flags(ends, robustness, split),
            checks=self._checks(split),
            model=self._model(),
            data_sha256=sha256,
            sentence="",
            ask_again_on=None,
            effect_rel=scale.span_of(ends, scale.RELATIVE) if asked.levels.logs else None,
            effect_abs=amount,
            after_rollout=self._after_rollout(),
            before=before,
            after=after,
            cumulative=scale.cumulative(amount, asked, after),
            p_direction=self._p_direction(),
            robustness=robustness,
            placebo=self.pretended.older,
            windows=windows_of(asked.table, asked.cut, asked.series.tz),
            controls=self.moves,
        )

    def _spread(self, mixture: Mixture) -> Spread:
        return mixture.spread(widening=self.widening, prior=EFFECT_SCALE * self.asked.levels.unit)

    def _read(self, mixture: Mixture, *, ramp: bool = True) -> Array:
        """Low, likely and high as people read them. The prior narrows the ends alone: the estimate is not shrunk."""
        low, high = self._spread(mixture).quantiles(0.05, 0.95)
        ends = np.array([low, min(max(mixture.middle, low), high), high])
        return scale.relative(self.asked, ends, ramp=ramp) if self.asked.levels.logs else ends

    def _p_direction(self) -> float:
        fell = self._spread(self.main).share_below(0.0)
        return fell if self.asked.series.direction == "lower_is_better" else 1 - fell

    def _after_rollout(self) -> Range | None:
        """The relative effect once the roll-out was over, where enough days have passed."""
        asked, settled = self.asked, self.asked.cut.settled
        if settled is None or not asked.levels.logs:
            return None
        late = asked.cut.after(asked.rows) & (np.arange(asked.rows) >= settled)
        if (late & asked.levels.valid).sum() < LEAST_SETTLED:
            return None
        mixture = fit(frame_of(asked.levels, asked.cut.before(asked.rows), late), self.again, reuse=True)
        return scale.span_of(self._read(mixture, ramp=False), scale.RELATIVE)

    def _robustness(self, likely: float) -> tuple[Variant, ...]:
        """The question with other donuts, without controls, without clipping; one length of donut is asked once."""
        asked, known = self.asked, {}
        variants = {}
        for days in DONUTS:
            cut = asked.cut.with_donut(days)
            if cut.donut not in known:
                known[cut.donut] = self._read(fit_windows(replace(asked, cut=cut), self.again))
            variants[f"donut {days}"] = known[cut.donut]
        if asked.levels.controls:
            variants["without controls"] = self._read(fit_windows(asked.without_controls(), self.again))
        variants["without clipping"] = self._read(fit_windows(asked, self.again, clip=False))
        return tuple(_variant(name, ends, likely) for name, ends in variants.items())

    def _flags(self, ends: Array, robustness: Sequence[Variant], split: int) -> tuple[str, ...]:
        asked = self.asked
        windows = asked.cut.before(asked.rows), asked.cut.after(asked.rows)
        clips = clipped(asked.levels, *windows)[1]
        unclipped = next(one.likely for one in robustness if one.name == "without clipping")
        holds = {
            "short_baseline": asked.cut.donut < min(DONUT, asked.cut.wanted),
            f"clipped {clips}": clips > 0,
            "clip_matters": abs(unclipped - ends[1]) > (ends[2] - ends[0]) / 2,
            "change_elsewhere": not SPLIT_EARLY <= split <= self._split_late(),
            "zero_baseline": asked.series.kind != "signed" and not asked.levels.logs,
            "restless_baseline": self.pretended.widening > 1,
        }
        return tuple(flag for flag, raised in holds.items() if raised)

    def _split_late(self) -> int:
        cut = self.asked.cut
        return SPLIT_LATE + (0 if cut.settled is None else cut.settled - cut.start)

    def _checks(self, split: int) -> tuple[Check, ...]:
        older, late = self.pretended.older, self._split_late()
        made = [_within("baseline_placebo", self.pretended.baseline_z, HOPELESS)]
        if older is not None:
            share = older.outside / older.n
            made.append(Check(name="older_placebos", passed=share <= LOWERS, value=share, limit=LOWERS))
        if self.calm_z is not None:
            calm = BETTER <= self.calm_z <= WORSE
            made.append(Check(name="days_before", passed=calm, value=self.calm_z, limit=WORSE))
        made.append(
            Check(name="change_point", passed=SPLIT_EARLY <= split <= late, value=float(split), limit=float(late))
        )
        made += [_within(f"control {move.name}", move.z, CONTROL_MOVED) for move in self.moves]
        return tuple(made)

    def _model(self) -> SeriesModel:
        grid, held = self.main.grid, dict[tuple[float, str], float]()
        for phi, slow, part in zip(PHIS[grid.phi], grid.slow, self.main.weight, strict=True):
            key = float(phi), SLOW[slow].name
            held[key] = held.get(key, 0.0) + float(part)
        top = sorted(held.items(), key=lambda item: (-item[1], item[0]))[:3]
        return SeriesModel(
            version=VERSION,
            width_factor=self.widening,
            weights_top3=tuple(Weight(phi=phi, slow=slow, weight=part) for (phi, slow), part in top),
        )


def _variant(name: str, ends: Array, likely: float) -> Variant:
    low, middle, high = map(float, ends)
    return Variant(name=name, low=low, likely=middle, high=high, same_sign=(middle < 0) == (likely < 0))


def _within(name: str, z: float, limit: float) -> Check:
    return Check(name=name, passed=abs(z) <= limit, value=abs(z), limit=limit)
