"""Ids made from a kind, a row's number and its time, so that every load of the same data gives the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import lru_cache


class Kind(IntEnum):
    """Fills the twelve random bits of a UUIDv7, so that rows of one moment and number differ by table."""

    PERSON = 1
    PSEUDONYM = 2
    TEAM = 3
    SERVICE = 4
    ACCESS = 5
    CONTRIBUTION = 6
    CONTRIBUTOR = 7
    RECOGNITION = 8
    IMPACT = 9
    STATEMENT = 10
    VERIFICATION = 11
    INCIDENT = 12
    LINK = 13
    EVIDENCE = 14


@dataclass(frozen=True, slots=True)
class When:
    """A moment as the databases take it, its day, and its milliseconds."""

    text: str
    day: str
    milliseconds: int


@lru_cache(maxsize=64)
def when(stamp: str) -> When:
    """Reads `2026-05-18T06:00:00Z`."""
    moment = datetime.fromisoformat(stamp)
    return When(f"{moment:%Y-%m-%d %H:%M:%S}.000000", f"{moment:%Y-%m-%d}", int(moment.timestamp() * 1000))


def made_id(kind: Kind, number: int, moment: When) -> str:
    """A UUIDv7: time first, then kind and number where chance would stand."""
    time = f"{moment.milliseconds:012x}"
    return f"{time[:8]}-{time[8:]}-7{kind:03x}-8000-{number:012x}"
