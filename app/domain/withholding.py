"""Which units are too small to show, so that no difference between two figures points at fewer than five people.

Every unit that may be asked for ("open") holds a whole of its own: its people outside the open units below it. In each
whole the hidden lines add up to nothing or to at least five people, so neither a total less the lines shown, nor one
report less another, leaves a smaller group.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.report import SMALLEST_GROUP, withheld

Sizes = dict[str, int]
NO_TEAM = ""
TOO_SMALL = "Hidden: fewer than 5 people, so the numbers could point at someone."


@dataclass(frozen=True)
class Withholding:
    """`hidden`: teams whose own line is folded into one. `open`: units that may be asked for. Both hold team ids.

    `all` is set where even the whole organisation is too small.
    """

    hidden: frozenset[str]
    open: frozenset[str]
    all: bool = False


@dataclass(frozen=True)
class _Whole:
    lines: Sizes
    below: tuple[str, ...]
    people: int

    @property
    def is_safe(self) -> bool:
        rest = sum(size for name, size in self.lines.items() if name in withheld(self.lines))
        return rest == 0 or rest >= SMALLEST_GROUP


def withholding(parents: Mapping[str, str | None], sizes: Mapping[str, int]) -> Withholding:
    """`parents` maps each team to the one above it, `sizes` each team ("" for none) to the people directly in it."""
    children: dict[str | None, list[str]] = defaultdict(list)
    for team, parent in parents.items():
        children[parent if parent in parents else None].append(team)
    wholes: dict[str, _Whole] = {}
    opened: set[str] = set()
    for team in reversed(_downward(children)):
        wholes[team] = _whole(team, sizes, children[team], wholes, opened)
        if wholes[team].is_safe and wholes[team].people >= SMALLEST_GROUP:
            opened.add(team)
    top = _whole(NO_TEAM, sizes, children[None], wholes, opened)
    while not top.is_safe and top.below:
        smallest = min(top.below, key=lambda team: (wholes[team].people, team))
        opened.discard(smallest)
        top = _merged(top, smallest, wholes[smallest])
    hidden = {line for whole in [top, *(wholes[team] for team in opened)] for line in withheld(whole.lines)}
    return Withholding(frozenset(hidden), frozenset(opened), all=not top.is_safe or top.people < SMALLEST_GROUP)


def _downward(children: Mapping[str | None, list[str]]) -> list[str]:
    """Every team after the one above it."""
    ordered = list(children.get(None, ()))
    for team in ordered:
        ordered += children.get(team, ())
    return ordered


def _whole(
    team: str, sizes: Mapping[str, int], children: list[str], wholes: Mapping[str, _Whole], opened: set[str]
) -> _Whole:
    own = sizes.get(team, 0)
    whole = _Whole({team: own} if own else {}, (), own)
    for child in children:
        part = wholes[child]
        if child in opened:
            whole = _Whole(whole.lines, (*whole.below, child), whole.people + part.people)
        else:
            whole = _Whole(whole.lines | part.lines, whole.below + part.below, whole.people + part.people)
    return whole


def _merged(top: _Whole, unit: str, part: _Whole) -> _Whole:
    """The top with one unit no longer open: its lines and the open units below it become the top's own."""
    below = tuple(team for team in top.below if team != unit) + part.below
    return _Whole(top.lines | part.lines, below, top.people)
