"""How good a list of answers is: coverage, false claims, error, width, interval score, power, time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from benchmarks.measurement.asking import Answer
from benchmarks.measurement.cells import Case
from benchmarks.measurement.recipes import BAD_RUN

ALPHA, WORST_SCORE, LARGE, LONG = 0.10, 10.0, 0.25, 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    case: Case
    answer: Answer
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Shares and medians; NaN where no series could tell. `power`: a change of a quarter or more for the better."""

    series: int
    refused: float
    cover: float
    false_claims: float
    inventions: float
    bias: float
    error: float
    width: float
    winkler: float
    power: float
    measured: float
    claims_measured: float
    ms: float
    ms_95: float


def score(rows: Iterable[Row]) -> Score:
    rows = list(rows)
    answered = [row for row in rows if row.answer.ends is not None]
    ends = np.array([row.answer.ends for row in answered]).reshape(-1, 3)
    truth = np.array([row.case.truth for row in answered])
    zero = np.array([row.case.zero for row in answered], bool)
    good = np.array([1.0 if row.case.rises else -1.0 for row in answered])
    sure = np.array([row.answer.measured for row in answered], bool)
    miss = np.maximum(ends[:, 0] - truth, 0) + np.maximum(truth - ends[:, 2], 0)
    width = ends[:, 2] - ends[:, 0]
    better = np.where(good > 0, ends[:, 0] > 0, ends[:, 2] < 0)
    claims = (ends[:, 0] > 0) | (ends[:, 2] < 0)
    large = ~zero & (np.abs(truth) >= LARGE)
    long = np.array([row.case.before >= LONG for row in answered], bool)
    bad_run = np.array([row.case.cell in BAD_RUN for row in answered], bool)
    spent = np.array([row.milliseconds for row in rows])
    return Score(
        series=len(rows),
        refused=1 - len(answered) / max(len(rows), 1),
        cover=_mean(miss[~zero] == 0),
        false_claims=_mean(claims[zero]),
        inventions=_mean(better[zero]),
        bias=abs(_mean(ends[zero & bad_run, 1])),
        error=_median(np.abs(ends[~zero, 1] / truth[~zero] - 1)),
        width=_median(width[~zero]),
        winkler=_mean(np.minimum(width + 2 / ALPHA * miss, WORST_SCORE)),
        power=_mean(better[large]),
        measured=_mean(sure[large & long]),
        claims_measured=_mean((claims & sure)[zero]),
        ms=_median(spent),
        ms_95=float(np.quantile(spent, 0.95)),
    )


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")


def _median(values: np.ndarray) -> float:
    return float(np.median(values)) if values.size else float("nan")
