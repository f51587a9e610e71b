"""Noise of many kinds, each with mean 0 and sd about 1 (log units are put on it by the recipe)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Draws = np.random.Generator
Noise = Callable[[Draws, int], Array]

BURN = 120


def shocks(draws: Draws, n: int, df: float | None = None) -> Array:
    if df is None:
        return draws.standard_normal(n)
    return draws.standard_t(df, n) / np.sqrt(df / (df - 2))


def ar(phi: float, df: float | None = None) -> Noise:
    """Stationary AR(1)."""

    def make(draws: Draws, n: int) -> Array:
        e = shocks(draws, n + BURN, df) * np.sqrt(1 - phi * phi)
        x = e.copy()
        for i in range(1, x.size):
            x[i] += phi * x[i - 1]
        return x[BURN:]

    return make


def waves(draws: Draws, n: int) -> Array:
    """AR(2) that swings with a period of about twelve days."""
    radius, angle = 0.75, 2 * np.pi / 12
    a, b = 2 * radius * np.cos(angle), -radius * radius
    x = shocks(draws, n + BURN)
    for i in range(2, x.size):
        x[i] += a * x[i - 1] + b * x[i - 2]
    return x[BURN:] / np.sqrt((1 - b) / ((1 + b) * ((1 - b) ** 2 - a * a)))


def moving(draws: Draws, n: int) -> Array:
    """A moving average of four days."""
    return np.convolve(shocks(draws, n + 3), np.full(4, 0.5), "valid")


def two_memories(draws: Draws, n: int) -> Array:
    """Half of it forgets within a day or two, half within ten."""
    return np.sqrt(0.5) * (ar(0.3)(draws, n) + ar(0.9)(draws, n))


def skewed(draws: Draws, n: int) -> Array:
    """A gamma's long right tail with some memory."""
    base = ar(0.3)(draws, n)
    return (np.exp(0.5 * base) - np.exp(0.125)) / np.sqrt(np.exp(0.25) * (np.exp(0.25) - 1))


def walk(draws: Draws, n: int) -> Array:
    """Noise of a day upon a random walk: a level that never comes back, 0.6 of a day's noise in two months."""
    steps = np.cumsum(0.08 * draws.standard_normal(n))
    return ar(0.2)(draws, n) + steps - steps[0]


def slow(draws: Draws, n: int) -> Array:
    """A wander of weeks as large as the noise of days."""
    return ar(0.3)(draws, n) + ar(0.97)(draws, n)
