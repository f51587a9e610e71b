"""Daily series with a planted truth, the same on every machine, as the files that somebody would hand in."""

import math
import random
from datetime import date, timedelta

CHANGED = date(2026, 3, 2)


def daily(
    *, before: float, after: float, days_before: int = 112, days_after: int = 56, seed: int = 7, noise: float = 0.08,
    changed: date = CHANGED,
) -> list[tuple[date, float]]:  # fmt: skip
    """Levels times a week's rhythm times log-normal noise with some memory (0.4 from one day to the next)."""
    chance = random.Random(seed)
    wander = 0.0
    found = []
    for day in range(-days_before, days_after):
        wander = 0.4 * wander + chance.gauss(0, noise)
        level = before if day < 0 else after
        week = 1 + 0.06 * math.sin(2 * math.pi * (day % 7) / 7)
        found.append((changed + timedelta(days=day), level * week * math.exp(wander)))
    return found


def as_file(series: list[tuple[date, float]]) -> bytes:
    return ("timestamp,value\n" + "".join(f"{day},{value:.3f}\n" for day, value in series)).encode()
