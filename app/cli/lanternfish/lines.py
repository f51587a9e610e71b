"""The short form in which single pieces of work are written out by hand."""

from dataclasses import dataclass

from app.cli.lanternfish.calendar import at
from app.cli.lanternfish.effects import Effect
from app.cli.lanternfish.shapes import Said
from app.domain import ContributionKind

FIX, RESPONSE = ContributionKind.PREVENTIVE_FIX.value, ContributionKind.INCIDENT_RESPONSE.value


@dataclass(frozen=True)
class Line:
    """`fire`: the title of the incident it responded to; `follows` and `prevents`: the number of another.

    Without a recorder the first person wrote it down; `words` are the recorder's nomination.
    """

    title: str
    kind: str
    category: str
    service: str
    people: tuple[str, ...]
    finished: str
    recorded: str
    fire: str = ""
    follows: str = ""
    prevents: str = ""
    effect: Effect | None = None
    started: str = ""
    pull: int = 0
    recorder: str = ""
    reviewer: str = ""
    words: str = ""
    summary: str = ""
    shares: tuple[int, ...] = ()
    shared_with: str = "team"
    thanks: tuple[Said, ...] = ()


def thanked(by: str, when: str, words: str, *to: str) -> Said:
    return Said(by, at(when), words, to)
