"""156 whole weeks of work: when contributions happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.chance import Chance, Weighted

FIRST_DAY = date(2023, 5, 22)
TODAY = date(2026, 5, 18)
DAYS = (TODAY - FIRST_DAY).days
DAY_TEXTS = tuple((FIRST_DAY + timedelta(days=day)).isoformat() for day in range(DAYS))


def moments(chance: Chance, count: int) -> Iterator[tuple[int, int]]:
    """(day, second of the day) in order, so that ids follow time; always between 07:00 and 19:00."""
    days = Weighted(_weight(day) for day in range(DAYS))
    drawn = Counter(days.draw(chance.unit()) for _ in range(count))
    for day in range(DAYS):
        for second in sorted(7 * 3600 + chance.below(12 * 3600) for _ in range(drawn[day])):
            yield day, second


def stamp(day: int, second: int) -> str:
    return f"{DAY_TEXTS[day]}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def _weight(day: int) -> float:
    """The company grows, rests at weekends, and has one hot week in every thirteen."""
    weight = 1 + 0.6 * day / DAYS
    if day % 7 >= 5:
        weight *= 0.12
    if day // 7 % 13 == 6:
        weight *= 2.5
    return weight
