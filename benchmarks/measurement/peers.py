"""What else one could run on the same series: plain means, a step with Newey-West errors, statsmodels' UCM."""

from __future__ import annotations

import warnings

import numpy as np
import statsmodels.api as sm
from scipy import stats

from benchmarks.measurement.asking import Answer
from benchmarks.measurement.cells import Case
from benchmarks.measurement.noise import Array

DRAWS, CONFIDENCE = 300, 0.90


def naive(case: Case) -> Answer:
    """Mean before and after, Welch's interval of the difference."""
    before, after = (side[np.isfinite(side)] for side in np.split(_days(case), [case.before]))
    error = np.hypot(before.std(ddof=1) / np.sqrt(before.size), after.std(ddof=1) / np.sqrt(after.size))
    half = stats.t.ppf(0.95, min(before.size, after.size) - 1) * error
    difference = after.mean() - before.mean()
    low, middle, high = (float(value) / before.mean() for value in (difference - half, difference, difference + half))
    return Answer((low, middle, high))


def level_and_newey_west(case: Case) -> Answer:
    """Logs (or plain values) on weekday, controls and a step, with Newey-West errors of seven lags."""
    y, logs = _scaled(_days(case))
    design = np.column_stack([np.ones(y.size), _step(case), _weekdays(case), *_controls(case)])
    use = np.isfinite(y)
    found = sm.OLS(y[use], design[use]).fit(cov_type="HAC", cov_kwds={"maxlags": 7})
    low, high = found.conf_int(1 - CONFIDENCE)[1]
    return _read(case, (float(low), float(found.params[1]), float(high)), logs)


def unobserved_components(case: Case) -> Answer:
    """Local level, weekly season and controls on the days before; the rest is simulated (CausalImpact's way, by ML)."""
    y, logs = _scaled(_days(case))
    beside = np.column_stack(_controls(case)) if case.controls else None
    before, after = slice(0, case.before), slice(case.before, None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells at length of optimisers that stopped early
        model = sm.tsa.UnobservedComponents(
            y[before],
            level="llevel",
            seasonal=7,
            stochastic_seasonal=False,
            exog=None if beside is None else beside[before],
        )
        found = model.fit(disp=False, maxiter=200)
        drawn = found.simulate(
            case.after,
            anchor="end",
            repetitions=DRAWS,
            rng=np.random.default_rng(7),
            exog=None if beside is None else beside[after],
        )
    paths = np.asarray(drawn).reshape(case.after, -1)
    seen = np.isfinite(y[after])
    effects = y[after][seen].mean() - paths[seen].mean(0)
    low, middle, high = map(float, np.quantile(effects, [0.05, 0.5, 0.95]))
    return _read(case, (low, middle, high), logs)


def _days(case: Case) -> Array:
    """Daily means of the days around the change; a day without a value is missing."""
    rows = case.values.reshape(-1, case.per_day)[case.older :]
    valid = np.isfinite(rows).sum(1)
    return np.where(valid > 0, np.nansum(rows, 1) / np.maximum(valid, 1), np.nan)


def _scaled(days: Array) -> tuple[Array, bool]:
    logs = bool(np.nanmin(days) > 0)
    return (np.log(days) if logs else days), logs


def _step(case: Case) -> Array:
    return (np.arange(case.before + case.after) >= case.before).astype(float)


def _weekdays(case: Case) -> Array:
    weekday = (case.weekday + case.older + np.arange(case.before + case.after)) % 7
    return np.vstack([np.eye(6), -np.ones(6)])[weekday]


def _controls(case: Case) -> list[Array]:
    return [np.log(control) - np.log(control).mean() for control in case.controls]


def _read(case: Case, ends: tuple[float, float, float], logs: bool) -> Answer:
    low, middle, high = (float(np.expm1(end)) if logs else end / case.level for end in ends)
    return Answer((low, middle, high))


PEERS = {
    "plain means, Welch": naive,
    "level + Newey-West": level_and_newey_west,
    "statsmodels UCM": unobserved_components,
}
