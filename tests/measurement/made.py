"""Series with a known truth, made from a seed: the metric that the tests of words and grades ask about."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from app.measurement import Change, OtherChange, Point, Series

T0 = datetime(2026, 3, 3, tzinfo=UTC)
Shape = Callable[[np.random.Generator, np.ndarray], np.ndarray]


def series(
    factor: float = 1.0, *, before: int = 112, after: int = 42, sd: float = 0.15, level: float = 1840, seed: int = 1,
    missing: float = 0.0, ramp: int = 0, shape: Shape | None = None, **facts: object,
) -> Series:  # fmt: skip
    """Daily; the level is multiplied by `factor` from T0 on. `shape(rng, rows after T0)` makes other values instead."""
    rng = np.random.default_rng(seed)
    row = np.arange(before + after)
    part = (row >= before) * (np.clip((row - before + 1) / ramp, 0, 1) if ramp else 1.0)
    values = level * np.exp(sd * rng.standard_normal(row.size)) * (1 + (factor - 1) * part)
    if shape is not None:
        values = shape(rng, row >= before)
    gone = rng.random(row.size) < missing
    points = tuple(
        Point(T0 + timedelta(days=int(day) - before), None if lost else float(value))
        for day, value, lost in zip(row, values, gone, strict=True)
    )
    given = {"metric": "p95 checkout latency", "unit": "ms", "step": "1d", **facts}
    return Series(points=points, **given)


def change(**facts: object) -> Change:
    return Change(**{"t0": T0, "recorded_at": T0, "trigger": "unknown", "other_changes": (), **facts})


def other(days: float) -> OtherChange:
    return OtherChange(ts=T0 + timedelta(days=days), text="new disks")
