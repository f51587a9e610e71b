"""Figures with a privacy floor: shares with their intervals, medians, and what is withheld."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SMALLEST_GROUP = 5
FEWEST_FOR_A_REPORT = 20
Z_90 = 1.6448536269514722


@dataclass(frozen=True)
class Share:
    """`part` of `whole`, with a 90 % Wilson interval in 0..1 (Wilson 1927)."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Difference:
    """Of two shares, as a 90 % interval in -1..1. With zero inside there is no difference to speak of."""

    value: float
    low: float
    high: float

    @property
    def speaks(self) -> bool:
        return self.low > 0 or self.high < 0


def share(part: int, whole: int, z: float = Z_90) -> Share:
    """Wilson's score interval; 0..1 where nothing was counted. Raises ValueError for part > whole or below 0."""
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole}")
    if whole == 0:
        return Share(0, 0, 0.0, 1.0)
    ratio = part / whole
    spread = z * z / whole
    centre = (ratio + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(ratio * (1 - ratio) / whole + spread / (4 * whole))
    return Share(part, whole, max(0.0, centre - half), min(1.0, centre + half))


def difference(left: Share, right: Share) -> Difference | None:
    """left - right by Newcombe's hybrid of two Wilson intervals (Newcombe 1998, method 10); None without counts."""
    if left.value is None or right.value is None:
        return None
    value = left.value - right.value
    below = math.hypot(left.value - left.low, right.high - right.value)
    above = math.hypot(left.high - left.value, right.value - right.low)
    return Difference(value, max(-1.0, value - below), min(1.0, value + above))


def median(values: Sequence[float]) -> float | None:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def withheld(sizes: Mapping[str, int], floor: int = SMALLEST_GROUP) -> set[str]:
    """Groups too small to show, and the next smallest where what is hidden could be found by subtraction.

    `sizes` maps the groups that make up one whole to their number of people.
    """
    hidden = {name for name, size in sizes.items() if size < floor}
    others = sorted((size, name) for name, size in sizes.items() if name not in hidden)
    while hidden and others and sum(sizes[name] for name in hidden) < floor:
        hidden.add(others.pop(0)[1])
    return hidden
