"""The effect of a change on a metric: two windows of days, a mixture of models, an honest interval or a refusal.

Nothing here is random and nothing depends on the order of the points: the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from math import isfinite

from app.measurement.checks import moved_controls, older_evidence, pretend, without_donut
from app.measurement.findings import VERSION, Findings
from app.measurement.frames import frame_of
from app.measurement.grades import grade_series
from app.measurement.mixture import fit
from app.measurement.question import prepared
from app.measurement.refusals import refusal
from app.measurement.results import digest
from app.measurement.values import Change, Control, Point, Series, SeriesEffect, SeriesModel
from app.measurement.windows import Refusal
from app.measurement.wording import series_sentence

KEPT = 0.95  # of the weight: the grid points with which the question is asked again


def estimate_series_effect(series: Series, change: Change, controls: Sequence[Control] = ()) -> SeriesEffect:
    """What `change` did to `series`: effects as fractions (or in the unit), 90 % intervals, negative = fell.

    Pure and deterministic. Refuses (status "refused") with a code where the data cannot say; raises BadInput for what
    cannot be read: no points, naive or doubled stamps, an unknown zone.
    """
    sha256 = _fingerprint(series, change, controls)
    try:
        found = _found(series, change, controls)
    except Refusal as no:
        return refused(no, sha256)
    draft = found.effect(sha256)
    grade, reasons = grade_series(series, change, draft)
    graded = replace(draft, grade=grade, grade_reasons=reasons)
    return replace(graded, sentence=series_sentence(series, change, graded))


def _found(series: Series, change: Change, controls: Sequence[Control]) -> Findings:
    """Raises Refusal."""
    asked, calm_z = without_donut(prepared(series, change, controls))
    evidence = older_evidence(asked)
    before, after = asked.cut.before(asked.rows), asked.cut.after(asked.rows)
    main = fit(frame_of(asked.levels, before, after, ramp=asked.ramp()), evidence=evidence)
    again = main.kept(KEPT)
    moves = moved_controls(asked)
    pretended = pretend(asked, evidence, again)
    return Findings(asked=asked, main=main, again=again, moves=moves, pretended=pretended, calm_z=calm_z)


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
