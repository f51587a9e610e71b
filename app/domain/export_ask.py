"""One export as a question: everything that decides which bytes it holds, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.export import Dataset, Purpose
from app.domain.export_columns import WITHHELD, Column
from app.domain.withholding import NO_TEAM, Withholding

NO_UNIT = "no unit"


@dataclass(frozen=True)
class Scope:
    """Days of finish, both included, and the teams of the unit; None is the whole organisation.

    `as_of`: thanks that could still be undone then were seen by nobody else, and stay out.
    """

    from_on: date
    to_on: date
    as_of: datetime
    teams: frozenset[str] | None = None


@dataclass(frozen=True)
class Ask:
    """`team_names` says what each team is called in this file."""

    dataset: Dataset
    scope: Scope
    columns: tuple[Column, ...]
    names: bool
    purpose: Purpose
    team_names: Mapping[str, str]

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def typed(self) -> tuple[bool, ...]:
        return tuple(column.typed for column in self.columns)


def team_words(names: Mapping[str, str], kept: Withholding, *, fold: bool) -> dict[str, str]:
    """What each team (and none) is called; units that are too small share one word where `fold` asks for it."""
    words = {NO_TEAM: NO_UNIT, **names}
    if fold:
        words |= dict.fromkeys(kept.hidden, WITHHELD)
        words |= dict.fromkeys(words, WITHHELD) if kept.all else {}
    return words
