"""The effect of a change on a metric: two windows of days, a mixture of models, an honest interval or a refusal.

Nothing here is random and nothing depends on the order of the points: the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from app.measurement import scale
from app.measurement.checks import (
    CONTROL_MOVED,
    HOPELESS,
    LOWERS,
    WIDTH,
    Pretended,
    best_split,
    moved_controls,
    older_evidence,
    pretend,
)
from app.measurement.frames import clipped, frame_of
from app.measurement.grades import grade_series
from app.measurement.mixture import Grid, Mixture, fit
from app.measurement.question import Question, prepared
from app.measurement.refusals import refusal
from app.measurement.results import digest
from app.measurement.slow import PHIS, SLOW
from app.measurement.values import (
    Change,
    Check,
    Control,
    ControlMove,
    Point,
    Range,
    Series,
    SeriesEffect,
    SeriesModel,
    Variant,
    Weight,
)
from app.measurement.windows import DONUT, Refusal, windows_of
from app.measurement.wording import series_sentence

Array = NDArray[np.float64]

VERSION = "series-1"
DONUTS = (0, 7, 14, 28)
KEPT = 0.95  # of the weight: the grid points with which the question is asked again
LEAST_SETTLED = 7  # valid days after the roll-out for an effect of their own
SPLIT_EARLY, SPLIT_LATE = -3, 14  # days around the change in which the best split should lie


def estimate_series_effect(series: Series, change: Change, controls: Sequence[Control] = ()) -> SeriesEffect:
    """What `change` did to `series`: effects as fractions (or in the unit), 90 % intervals, negative = fell.

    Pure and deterministic. Refuses (status "refused") with a code where the data cannot say; raises BadInput for what
    cannot be read: no points, naive or doubled stamps, an unknown zone.
    """
    sha256 = _fingerprint(series, change, controls)
    try:
        asked = prepared(series, change, controls)
        evidence = older_evidence(asked)
        main = _fit(asked, evidence=evidence)
        again = main.kept(KEPT)
        moves = moved_controls(asked)
        pretended = pretend(asked, evidence, again)
    except Refusal as no:
        return refused(no, sha256)
    found = _Found(asked=asked, main=main, again=again, moves=moves, pretended=pretended)
    draft = found.effect(sha256)
    grade, reasons = grade_series(series, change, draft)
    graded = replace(draft, grade=grade, grade_reasons=reasons)
    return replace(graded, sentence=series_sentence(series, change, graded))


def _fit(asked: Question, *, evidence: Array | None = None, grid: Grid | None = None, clip: bool = True) -> Mixture:
    frame = frame_of(
        asked.levels, asked.cut.before(asked.rows), asked.cut.after(asked.rows), ramp=asked.ramp(), clip=clip
    )
    return fit(frame, evidence=evidence) if grid is None else fit(frame, grid, reuse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Everything fitted, before it is put into words. `again`: the heaviest grid points of `main`."""

    asked: Question
    main: Mixture
    again: Grid
    moves: tuple[ControlMove, ...]
    pretended: Pretended

    @property
    def widening(self) -> float:
        return WIDTH * self.pretended.widening

    def ends(self, mixture: Mixture) -> Array:
        """Low, likely and high on the scale of the fit, widened about the middle."""
        ends = mixture.quantiles(scale.LOW, scale.MIDDLE, scale.HIGH)
        widened: Array = ends[1] + self.widening * (ends - ends[1])
        return widened

    def read(self, mixture: Mixture, *, ramp: bool = True) -> Array:
        ends = self.ends(mixture)
        return scale.relative(self.asked, ends, ramp=ramp) if self.asked.levels.logs else ends

    def effect(self, sha256: str) -> SeriesEffect:
        asked = self.asked
        after_rows = asked.cut.after(asked.rows)
        before, after = scale.period(asked, asked.cut.before(asked.rows)), scale.period(asked, after_rows)
        ends = self.read(self.main)
        amount = scale.amounts(asked, ends, after)
        robustness = self.robustness(float(ends[1]))
        split = best_split(asked)
        return SeriesEffect(
            status="inconclusive" if ends[0] <= 0 <= ends[2] else "ok",
            reason_code=None,
            reason_text=None,
            grade="asserted",
            grade_reasons=(),
            flags=self.flags(ends, robustness, split),
            checks=self.checks(split),
            model=self.model(),
            data_sha256=sha256,
            sentence="",
            ask_again_on=None,
            effect_rel=scale.span_of(ends, scale.RELATIVE) if asked.levels.logs else None,
            effect_abs=amount,
            after_rollout=self.after_rollout(),
            before=before,
            after=after,
            cumulative=scale.cumulative(amount, asked, after),
            p_direction=self.p_direction(),
            robustness=robustness,
            placebo=self.pretended.older,
            windows=windows_of(asked.table, asked.cut, asked.series.tz),
            controls=self.moves,
        )

    def p_direction(self) -> float:
        middle = float(self.main.quantiles(scale.MIDDLE)[0])
        fell = self.main.cdf(middle - middle / self.widening)
        return fell if self.asked.series.direction == "lower_is_better" else 1 - fell

    def after_rollout(self) -> Range | None:
        """The relative effect once the roll-out was over, where enough days have passed."""
        asked, settled = self.asked, self.asked.cut.settled
        if settled is None or not asked.levels.logs:
            return None
        late = asked.cut.after(asked.rows) & (np.arange(asked.rows) >= settled)
        if (late & asked.levels.valid).sum() < LEAST_SETTLED:
            return None
        mixture = fit(frame_of(asked.levels, asked.cut.before(asked.rows), late), self.again, reuse=True)
        return scale.span_of(self.read(mixture, ramp=False), scale.RELATIVE)

    def robustness(self, likely: float) -> tuple[Variant, ...]:
        asked = self.asked
        variants = {
            f"donut {days}": _fit(replace(asked, cut=asked.cut.with_donut(days)), grid=self.again) for days in DONUTS
        }
        if asked.levels.controls:
            variants["without controls"] = _fit(asked.without_controls(), grid=self.again)
        variants["without clipping"] = _fit(asked, grid=self.again, clip=False)
        return tuple(self._variant(name, mixture, likely) for name, mixture in variants.items())

    def _variant(self, name: str, mixture: Mixture, likely: float) -> Variant:
        low, middle, high = map(float, self.read(mixture))
        return Variant(name=name, low=low, likely=middle, high=high, same_sign=(middle < 0) == (likely < 0))

    def flags(self, ends: Array, robustness: Sequence[Variant], split: int) -> tuple[str, ...]:
        asked = self.asked
        raw = asked.table.raw[asked.cut.begin : asked.cut.end]
        nothing = asked.series.kind != "signed" and not asked.levels.logs
        (unclipped,) = (one for one in robustness if one.name == "without clipping")
        clips = clipped(asked.levels, asked.cut.before(asked.rows), asked.cut.after(asked.rows))[1]
        holds = {
            "short_baseline": asked.cut.donut < DONUT,
            f"clipped {clips}": clips > 0,
            "clip_matters": abs(unclipped.likely - ends[1]) > (ends[2] - ends[0]) / 2,
            "change_elsewhere": not SPLIT_EARLY <= split <= self._split_late(),
            "zero_baseline": nothing and bool(np.nanmin(raw) <= 0),
            "restless_baseline": self.pretended.widening > 1,
        }
        return tuple(flag for flag, raised in holds.items() if raised)

    def _split_late(self) -> int:
        cut = self.asked.cut
        return SPLIT_LATE + (0 if cut.settled is None else cut.settled - cut.start)

    def checks(self, split: int) -> tuple[Check, ...]:
        z, older = abs(self.pretended.baseline_z), self.pretended.older
        made = [Check(name="baseline_placebo", passed=z <= HOPELESS, value=z, limit=HOPELESS)]
        if older is not None:
            share = older.outside / older.n
            made.append(Check(name="older_placebos", passed=share <= LOWERS, value=share, limit=LOWERS))
        late = self._split_late()
        made.append(
            Check(name="change_point", passed=SPLIT_EARLY <= split <= late, value=float(split), limit=float(late))
        )
        for move in self.moves:
            z = abs(move.z)
            made.append(Check(name=f"control {move.name}", passed=z <= CONTROL_MOVED, value=z, limit=CONTROL_MOVED))
        return tuple(made)

    def model(self) -> SeriesModel:
        grid, weight = self.main.grid, self.main.weight
        held: dict[tuple[float, str], float] = {}
        for phi, slow, part in zip(PHIS[grid.phi], grid.slow, weight, strict=True):
            key = float(phi), SLOW[slow].name
            held[key] = held.get(key, 0.0) + float(part)
        top = sorted(held.items(), key=lambda item: (-item[1], item[0]))[:3]
        return SeriesModel(
            version=VERSION,
            width_factor=self.widening,
            weights_top3=tuple(Weight(phi=phi, slow=slow, weight=part) for (phi, slow), part in top),
        )


def refused(no: Refusal, sha256: str) -> SeriesEffect:
    """A refusal as an answer: every number is None."""
    text = refusal(no.code, no.ask_again_on, **no.facts)
    return SeriesEffect(
        status="refused",
        reason_code=no.code,
        reason_text=text,
        grade="asserted",
        grade_reasons=(text,),
        flags=(),
        checks=(),
        model=SeriesModel(version=VERSION, width_factor=None, weights_top3=()),
        data_sha256=sha256,
        sentence=text,
        ask_again_on=no.ask_again_on,
        effect_rel=None,
        effect_abs=None,
        after_rollout=None,
        before=None,
        after=None,
        cumulative=None,
        p_direction=None,
        robustness=(),
        placebo=None,
        windows=None,
        controls=(),
    )


def _fingerprint(series: Series, change: Change, controls: Sequence[Control]) -> str:
    """SHA-256 of everything asked, the points in the order of time."""
    frames = digest(replace(series, points=()), change, [replace(control, points=()) for control in controls])
    hashed = hashlib.sha256(frames.encode())
    for points in (series.points, *(control.points for control in controls)):
        lines = sorted(_line(point) for point in points)
        hashed.update("\n".join(lines).encode() + b"\n\n")
    return hashed.hexdigest()


def _line(point: Point) -> str:
    value = None if point.value is None or not isfinite(point.value) else float(point.value)
    return f"{point.ts.astimezone(UTC).isoformat()} {value!r}"
