"""Series with a planted effect for the tests of this folder; log noise is AR(1), the level 100 ms, weekdays differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from app.measurement import Change, Control, Point, Series

T0 = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
WEEK = np.array([0.3, 0.5, 0.4, 0.3, 0.1, -0.7, -0.9])
DAY = timedelta(days=1)


def ar1(draws: np.random.Generator, n: int, phi: float) -> np.ndarray:
    e = draws.standard_normal(n + 100)
    x = e.copy()
    for i in range(1, x.size):
        x[i] = phi * x[i - 1] + np.sqrt(1 - phi * phi) * e[i]
    return x[100:]


def values(
    seed: int, before: int = 84, after: int = 42, *, effect: float = 0.0, phi: float = 0.4, sd: float = 0.15
) -> np.ndarray:  # fmt: skip
    """Daily values, the change after `before` of them."""
    n = before + after
    day = np.arange(n)
    noise = sd * ar1(np.random.default_rng([77, seed]), n, phi)
    weekday = (T0.weekday() - before + day) % 7
    return 100 * np.exp(noise + 0.12 * WEEK[weekday]) * np.where(day >= before, 1 + effect, 1.0)


def points(found: Iterable[float | None], before: int, step: timedelta = DAY) -> tuple[Point, ...]:
    return tuple(Point(T0 + (i - before) * step, None if v is None else float(v)) for i, v in enumerate(found))


def series(found: Iterable[float | None], before: int = 84, **facts: object) -> Series:
    given: dict[str, object] = {"metric": "p95 checkout latency", "unit": "ms", "step": "1d", **facts}
    step = DAY if given["step"] == "1d" else DAY / 24
    return Series(points=points(found, before, step), **given)


def change(**facts: object) -> Change:
    return Change(**{"t0": T0, "recorded_at": T0, "trigger": "planned", "other_changes": (), **facts})


def control(found: Sequence[float], before: int = 84, name: str = "checkout volume") -> Control:
    return Control(name=name, points=points(found, before), unaffected_by="A. Ng")


def bad_run(seed: int) -> tuple[np.ndarray, int, int]:
    """Nothing changes, but somebody acts a few days after the worst run of a year and a half: values, before, after."""
    draws = np.random.default_rng([78, seed])
    before, after = int(draws.choice([56, 84, 112])), int(draws.choice([28, 42, 56]))
    noise = draws.uniform(0.1, 0.3) * ar1(draws, 600, 0.7)
    run = np.convolve(noise, np.full(10, 0.1), "valid")
    ends = np.flatnonzero(run >= np.quantile(run, 0.92)) + 10
    ends = ends[(ends >= before) & (ends <= 590 - after)]
    at = int(draws.choice(ends)) + int(draws.integers(1, 8)) if ends.size else before
    cut = slice(at - before, at + after)
    return 100 * np.exp(noise[cut]), before, after
