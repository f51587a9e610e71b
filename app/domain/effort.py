"""Many changes that are one piece of work. A row for each that is large enough to be a slow fix."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import UniqueConstraint

from app.domain.noun import Noun
from app.kit.columns import document, key, link, maybe_link, word


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

    `people` are handles with roles, `keys_before` the names of efforts that have grown into this one.
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
