"""The readings behind an answer: packed for keeping, and as one figure a day for drawing."""

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.domain.metric_file import as_csv
from app.domain.reading import Reading


@dataclass(frozen=True)
class Packed:
    """`sha256` is of the text before packing."""

    sha256: str
    rows: int
    packed: bytes


def pack(readings: Sequence[Reading]) -> Packed:
    text = as_csv(readings).encode()
    return Packed(hashlib.sha256(text).hexdigest(), len(readings), zlib.compress(text, 6))


def unpack(packed: bytes) -> bytes:
    return zlib.decompress(packed)


def step_of(readings: Sequence[Reading]) -> str:
    """ "1d" where most neighbours stand a day or more apart, else "1h": finer readings are averaged to hours."""
    gaps = sorted(b.ts - a.ts for a, b in pairwise(readings))
    middle = gaps[len(gaps) // 2] if gaps else timedelta(days=1)
    return "1d" if middle >= timedelta(hours=22) else "1h"


def by_day(readings: Sequence[Reading], zone: str) -> dict[date, float]:
    """The mean of each day in `zone`; days without a reading are left out."""
    place = ZoneInfo(zone)
    found: dict[date, list[float]] = defaultdict(list)
    for ts, value in readings:
        if value is not None:
            found[ts.astimezone(place).date()].append(value)
    return {day: sum(values) / len(values) for day, values in sorted(found.items())}
