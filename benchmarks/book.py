"""The book of a run: for each cell the figures of every round, in the order they were taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median


def cell(engine: str, size: int, program: str, what: str, connections: int | None = None) -> str:
    """`sqlite/1000000/F2/list/c1`."""
    name = f"{engine}/{size}/{program}/{what}"
    return name if connections is None else f"{name}/c{connections}"


@dataclass
class Book:
    cells: dict[str, list[dict[str, float]]] = field(default_factory=dict)

    def write(self, name: str, figures: Mapping[str, float]) -> None:
        self.cells.setdefault(name, []).append({key: round(float(value), 6) for key, value in figures.items()})

    def rounds(self, name: str, figure: str) -> list[float]:
        """Empty where the cell was not measured."""
        return [entry[figure] for entry in self.cells.get(name, ()) if figure in entry]

    def ratios(self, name: str, anchor: str, figure: str) -> list[float]:
        """Round by round: both were taken within the same minute."""
        pairs = zip(self.rounds(name, figure), self.rounds(anchor, figure), strict=False)
        return [ours / theirs for ours, theirs in pairs if theirs]

    def spread(self, name: str, figure: str) -> tuple[float, float, float]:
        """(least, median, greatest)."""
        values = self.rounds(name, figure)
        return min(values), median(values), max(values)
