"""What people have put right, and what it says of the efforts of a later run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Correction, CorrectionKind
from app.domain.candidate import covers

LEFT = (CorrectionKind.NOT_MINE.value, CorrectionKind.HIDE.value)


@dataclass(frozen=True)
class OneSaid:
    """`changes` are what it was said of; `others` the later part of a split, or what a join brought in."""

    id: str
    kind: str
    person_id: str | None
    value: str
    changes: frozenset[str]
    others: frozenset[str]


@dataclass(frozen=True)
class Said:
    """Every correction of one connection that stands, the oldest first."""

    every: tuple[OneSaid, ...]

    def gone_from(self, changes: Iterable[str]) -> Mapping[str, str]:
        """person -> how they took their name off what is at least half of this."""
        inside = tuple(changes)
        return {
            one.person_id: one.kind
            for one in self.every
            if one.kind in LEFT and one.person_id and covers(one.changes, inside)
        }

    def kind_of(self, changes: Iterable[str]) -> str:
        """The kind that somebody said it really is, or the empty word; the last one counts."""
        inside = tuple(changes)
        kinds = [
            one.value for one in self.every if one.kind == CorrectionKind.WRONG_KIND and covers(one.changes, inside)
        ]
        return kinds[-1] if kinds else ""

    def kinds_by_change(self) -> dict[str, str]:
        """Local examples: change -> the kind that a person gave its work."""
        return {
            change: one.value for one in self.every if one.kind == CorrectionKind.WRONG_KIND for change in one.changes
        }

    @property
    def splits(self) -> tuple[OneSaid, ...]:
        return tuple(one for one in self.every if one.kind == CorrectionKind.SPLIT)

    @property
    def joins(self) -> tuple[OneSaid, ...]:
        return tuple(one for one in self.every if one.kind == CorrectionKind.JOIN)


def of_connection(db: Session, connection_id: str) -> Said:
    c = Correction
    question: Any = (
        select(col(c.id), col(c.kind), col(c.person_id), col(c.value), col(c.changes), col(c.others))
        .where(col(c.connection_id) == connection_id, col(c.undone_at).is_(None))
        .order_by(col(c.made_at), col(c.id))
    )
    return Said(
        tuple(
            OneSaid(row.id, row.kind, row.person_id, row.value, frozenset(row.changes), frozenset(row.others))
            for row in db.execute(question)
        )
    )
