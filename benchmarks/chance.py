"""Draws that give the same values on every Python version.

Only `random()` and `getrandbits()` of one seeded generator are used, with our own arithmetic on top: the standard
library keeps those two stable and is free to change how `choice`, `sample` or `gauss` use them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import cos, exp, log, pi, sqrt
from random import Random
from typing import TypeVar

SEED = 20230525

Item = TypeVar("Item")


class Chance:
    """One stream of draws. `unit()` is in [0, 1), `bits(n)` is n random bits."""

    def __init__(self, seed: int = SEED) -> None:
        source = Random(seed)  # noqa: S311 - synthetic data, nothing secret
        self.unit = source.random
        self.bits = source.getrandbits

    def below(self, limit: int) -> int:
        return int(self.unit() * limit)

    def one_of(self, items: Sequence[Item]) -> Item:
        return items[int(self.unit() * len(items))]

    def lognormal(self, mu: float, sigma: float) -> float:
        """By Box and Muller; 1 - u keeps the logarithm away from zero."""
        normal = sqrt(-2.0 * log(1.0 - self.unit())) * cos(2.0 * pi * self.unit())
        return exp(mu + sigma * normal)


class Weighted:
    """Positions 0..n-1, each drawn as often as its weight says."""

    def __init__(self, weights: Iterable[float]) -> None:
        self._sums = list(accumulate(weights))
        self._total = self._sums[-1]

    def draw(self, unit: float) -> int:
        return min(bisect_right(self._sums, unit * self._total), len(self._sums) - 1)
