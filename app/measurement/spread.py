"""A range that people gave as P5/P50/P95, as draws: a split lognormal, two halves that meet at the P50."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log

import numpy as np
from scipy.special import ndtri

from app.measurement.draws import Floats, normals
from app.measurement.values import BadInput, Range

DRAWS = 20_000
LEAST, MOST = 1e-9, 1e12
_Z95 = float(ndtri(0.95))  # 1.6449


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles:
    """What somebody gave, and who: `source` reads like "A. Ng on 4 May"."""

    p5: float
    p50: float
    p95: float
    source: str


def require(name: str, given: Quantiles, *, most: float = MOST) -> None:
    """Raises BadInput for what is no range of positive figures. P5 = P50 = P95 is a constant."""
    ends = (given.p5, given.p50, given.p95)
    if not all(map(isfinite, ends)):
        raise BadInput(None, f"{name}: a figure is missing or is no number")
    if given.p5 <= 0:
        raise BadInput(None, f"{name}: the P5 is {given.p5:g}; give a small value above zero")
    if not given.p5 <= given.p50 <= given.p95:
        raise BadInput(None, f"{name}: the P5, P50 and P95 have to rise")
    if given.p95 > most:
        hint = "; a share lies between 0 and 1, so write 0.3 for 30 %" if most == 1 else ""
        raise BadInput(None, f"{name}: {given.p95:g} is too large{hint}")
    if given.p5 < LEAST:
        raise BadInput(None, f"{name}: {given.p5:g} is too small to be meant")


def spread(given: Quantiles, seed: str, *, most: float | None = None) -> Floats:
    """20,000 draws whose P5, P50 and P95 are the given ones; `most` cuts a share at 1."""
    if given.p5 == given.p95:
        return np.full(DRAWS, given.p50)
    z = normals(seed, DRAWS)
    drawn = given.p50 * np.exp(z * np.where(z > 0, log(given.p95 / given.p50), log(given.p50 / given.p5)) / _Z95)
    return drawn if most is None else np.minimum(drawn, most)


def interval(drawn: Floats, unit: str) -> Range:
    """P5, P50 and P95 of the draws."""
    low, likely, high = (float(one) for one in np.quantile(drawn, (0.05, 0.5, 0.95)))
    return Range(low=low, likely=likely, high=high, unit=unit)
