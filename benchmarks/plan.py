"""How much is measured: everything, or what continuous integration has three minutes for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST = 10_000


@dataclass(frozen=True)
class Plan:
    """`sizes` are numbers of contributions; goals are judged at the largest, growth against the smallest."""

    quick: bool
    sizes: tuple[int, ...]
    engines: tuple[str, ...]
    rounds: int
    seconds: float

    @property
    def largest(self) -> int:
        return max(self.sizes)

    @property
    def smallest(self) -> int:
        return min(self.sizes)


QUICK = Plan(quick=True, sizes=(SMALLEST, 100_000), engines=("sqlite",), rounds=3, seconds=1)
FULL = Plan(quick=False, sizes=(SMALLEST, 100_000, 1_000_000), engines=("sqlite", "postgresql"), rounds=5, seconds=2)


def plan_for(environment: Mapping[str, str]) -> Plan:
    return QUICK if environment.get("QUICK", "") not in ("", "0") else FULL
