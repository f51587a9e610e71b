"""Many changes that are one piece of work. A row for each that is large enough to be a slow fix."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import UniqueConstraint

from app.domain.change import RecordedChange
from app.domain.noun import Noun
from app.domain.sighting import PREVENTIVE_TAGS
from app.kit.columns import document, key, link, maybe_link, word

FEWEST_CHANGES, FEWEST_DAYS, LEAST_SHARE = 3, 7, 0.5
MOST_LINES_COUNTED = 400  # of one change


class Effort(Noun, table=True):
    """`key` is the name that discovery gives it, which it keeps when it grows. Shares run from 0 to 1.

    `line_share` is None where lines were not counted. `joins` say what joins its changes: text and external ids.
    """

    __tablename__ = "effort"
    __table_args__ = (UniqueConstraint("connection_id", "key"),)

    id: str = key()
    connection_id: str = link("connection")
    key: str = word(120)
    name: str = word(200)
    first_on: date
    last_on: date
    size: int
    active_days: int
    share: float
    line_share: float | None = None
    cohesion: float = 1.0
    confidence: float
    tags: list[str] = document(list)
    joins: list[Any] = document(list)
    merged_into_id: str | None = maybe_link("effort")


@dataclass(frozen=True)
class Joined:
    """One statement about what joins the changes, and the changes it speaks of."""

    text: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class FoundEffort:
    """What a run of discovery says of one effort. `changes` are external ids, oldest first; `word` may be empty.

    `people` are keys of hands with roles, `keys_before` the names of efforts that have grown into this one.
    """

    key: str
    name: str
    changes: tuple[str, ...]
    first_on: date
    last_on: date
    active_days: int
    share: float
    line_share: float | None
    cohesion: float
    confidence: float
    word: str
    tags: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    joins: tuple[Joined, ...]
    is_slow_fix: bool
    keys_before: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.changes)


def is_slow_fix(effort: Effort) -> bool:
    """3 or more changes over 7 or more days, preventive for the most part by changes and by lines."""
    spans = (effort.last_on - effort.first_on).days + 1
    shares = [share for share in (effort.share, effort.line_share) if share is not None]
    return effort.size >= FEWEST_CHANGES and spans >= FEWEST_DAYS and min(shares) >= LEAST_SHARE


def measured_again(changes: Sequence[RecordedChange], *, cohesion: float) -> dict[str, Any]:
    """What an effort says of itself, after a person has changed which changes it holds. At least one change."""
    days = sorted({one.day for one in changes if one.day is not None})
    preventive = [one for one in changes if PREVENTIVE_TAGS.intersection(one.tags)]
    tags = Counter(tag for one in changes for tag in one.tags)
    mean = sum(one.preventive for one in changes) / len(changes)
    lines, theirs = _lines(changes), _lines(preventive)
    return {
        "first_on": days[0],
        "last_on": days[-1],
        "active_days": len(days),
        "size": len(changes),
        "share": round(len(preventive) / len(changes), 4),
        "line_share": round(theirs / lines, 4) if lines else None,
        "confidence": round(mean * cohesion, 4),
        "tags": [tag for tag, _ in sorted(tags.items(), key=lambda pair: (-pair[1], pair[0]))],
    }


def _lines(changes: Iterable[RecordedChange]) -> int:
    return sum(min(MOST_LINES_COUNTED, (one.added or 0) + (one.deleted or 0)) for one in changes)
