"""The covariance grid: short memory, the slow components with their priors, and the columns of a slow AR(1)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PHIS = np.array([0.0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.88, 0.94])
RHO = 0.97  # memory of the slow AR(1): about a month
BASIS = 18  # columns of its expansion: all but 6 % of its variance over 168 days, and all that a mean of weeks can feel


class Slow(NamedTuple):
    """A slow component: sd of a straight drift over the whole window (log units), or share of the variance of a slow
    AR(1).
    """

    name: str
    log_prior: float
    drift: float = 0.0
    share: float = 0.0


class Shape(NamedTuple):
    """How much the effect may grow or fade, sd over the after-window (log units)."""

    sd: float
    log_prior: float


SLOW = (
    Slow("none", 0.0),
    Slow("drift .15", 0.3, drift=0.15),
    Slow("drift .25", -0.5, drift=0.25),
    Slow("slow .35", -1.5, share=0.35),
    Slow("slow .70", -2.0, share=0.70),
)
SHAPES = (Shape(0.05, 0.0), Shape(0.6, -1.0))


def slow_basis(day: NDArray[np.int64]) -> Array:
    """Columns (n, BASIS) whose products sum to RHO ** |difference of days|: that process, by Karhunen and Loeve."""
    half = float(day[-1] - day[0]) / 2
    x, amplitude = _frequencies(half)
    angle = (day - (day[0] + half))[:, None] / half * x
    basis: Array = np.where(np.arange(BASIS) % 2 == 0, np.cos(angle), np.sin(angle)) * amplitude
    return basis


@lru_cache(maxsize=64)
def _frequencies(half: float) -> tuple[Array, Array]:
    """Roots of x tan x = reach (even) and x cot x = -reach (odd), x = frequency * half; and column sizes."""
    reach = -np.log(RHO) * half
    even = np.arange(BASIS) % 2 == 0
    low = np.arange(BASIS) * np.pi / 2 + 1e-9
    high = low + np.pi / 2 - 2e-9
    for _ in range(45):
        x = (low + high) / 2
        over = np.where(even, x * np.tan(x) > reach, x > -reach * np.tan(x))
        low, high = np.where(over, low, x), np.where(over, x, high)
    x = (low + high) / 2
    variance = 2 * reach * half / (x * x + reach * reach)
    norm = half * (1 + np.where(even, 1.0, -1.0) * np.sin(2 * x) / (2 * x))
    return x, np.sqrt(variance / norm)
