"""How much of the finished work somebody above has thanked for: counts that add up, and what may be said of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.domain.contribution import ContributionKind
from app.domain.report import Difference, Share, difference, median, share


@dataclass(frozen=True)
class Quarter:
    """`2026-Q2`, cut to the days that were asked for."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"


def quarters(from_on: date, to_on: date) -> list[tuple[Quarter, date, date]]:
    """Each quarter touched, with the first and last day of it that is asked for."""
    found, now = [], Quarter.of(from_on)
    while now.first <= to_on:
        last = now.next().first - timedelta(days=1)
        found.append((now, max(now.first, from_on), min(last, to_on)))
        now = now.next()
    return found


@dataclass
class Tally:
    """Finished work of one kind. `days` counts, per number of days, the first thanks that came after so many."""

    contributions: int = 0
    recognised: int = 0
    days: Counter[int] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        self.contributions += other.contributions
        self.recognised += other.recognised
        self.days.update(other.days)

    @property
    def share(self) -> Share:
        return share(self.recognised, self.contributions)

    @property
    def median_days(self) -> float | None:
        return median(list(self.days.elements()))


@dataclass(frozen=True)
class Line:
    """One line of the summary: a quarter, a unit as it may be called, a kind."""

    quarter: str
    team: str
    kind: str
    tally: Tally


def total(lines: Iterable[Line], *, kind: str) -> Tally:
    """The sum of the lines of one kind."""
    whole = Tally()
    for line in lines:
        if line.kind == kind:
            whole.add(line.tally)
    return whole


def asymmetry(response: Tally, prevention: Tally) -> Difference | None:
    """Share of responses recognised less share of fixes recognised."""
    return difference(response.share, prevention.share)


KINDS = (ContributionKind.INCIDENT_RESPONSE.value, ContributionKind.PREVENTIVE_FIX.value)
