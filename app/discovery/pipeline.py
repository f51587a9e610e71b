"""The whole walk: history -> set aside -> tags -> efforts -> slow fixes. The terminal and the worker both call it.

Every step stands alone: who stores changes calls `read_history` with what is new, and `tag_changes` and `found_efforts`
with what is kept. Loads numpy, as efforts.py does.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.discovery.customs import priors_of
from app.discovery.efforts import group
from app.discovery.line_counts import LineCounts
from app.discovery.links import NOTHING_SAID, Said
from app.discovery.naming import Names
from app.discovery.reading import History, Span, read_commits
from app.discovery.set_aside import Reason, SetAside
from app.discovery.slow_fix import Trouble, found_effort
from app.discovery.tagger import Tagged, tag_change
from app.domain.effort import FoundEffort
from app.domain.sighting import Change

COUNTED = timedelta(days=365)
_TOLD_EVERY = 256
_WORDS = ("clear", "likely", "maybe")

Reached = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a clone held. `changes` are newest first; they and what is `set_aside` are all `commits` of the span.

    `mended` dates were not believed; `counted` changes have line counts, and `uncounted` should but their contents are
    missing. `cut` are the commits at which a shallow clone ends, with their days.
    """

    head: str
    changes: tuple[Change, ...]
    set_aside: Mapping[Reason, int]
    commits: int
    mended: int
    counted: int
    uncounted: int
    cut: Mapping[str, date]


def read_history(
    history: History,
    span: Span,
    *,
    count: int = 0,
    bots: frozenset[str] = frozenset(),
    counted_from: date | None = None,
    reached: Reached | None = None,
) -> Reading:
    """Every change of the span that is work of a person, with line counts from `counted_from` on.

    That is the first day of the span where it has one, else twelve months before its newest commit. Positions count
    down from `count`. `reached` is told now and then how many commits are read. Raises what the clone does, BadHistory.
    """
    aside, lines = SetAside(bots), LineCounts(history)
    first = counted_from or span.since or _day(history.newest(span)) - COUNTED
    changes = []
    read = aside.through(read_commits(history, span, count=count))
    for change in lines.added(read, lambda one: one.date is not None and one.date >= first):
        changes.append(change)
        if reached and len(changes) % _TOLD_EVERY == 0:
            reached(aside.commits)
    changes.sort(key=lambda one: -one.position)
    return Reading(
        head=span.head,
        changes=tuple(changes),
        set_aside=dict(aside.counts),
        commits=aside.commits,
        mended=aside.mended,
        counted=lines.counted,
        uncounted=lines.missing,
        cut=history.cut(),
    )


def tag_changes(changes: Sequence[Change], *, reached: Reached | None = None) -> dict[str, Tagged]:
    """External id -> type, tags and probabilities. Where a repository declares types, its own shares count."""
    priors = priors_of(changes)
    found = {}
    for number, change in enumerate(changes, start=1):
        found[change.external_id] = tag_change(change, prior=priors.get(change.repository))
        if reached and number % _TOLD_EVERY == 0:
            reached(number)
    return found


def found_efforts(
    changes: Sequence[Change],
    tagged: Mapping[str, Tagged],
    *,
    said: Said = NOTHING_SAID,
    settled: Mapping[str, str] | None = None,
    troubles: Sequence[Trouble] | None = None,
    reached: Reached | None = None,
) -> list[FoundEffort]:
    """Every effort, slow fix or not, strongest first. `tagged` holds every change; for the rest see `group`."""
    by_repository: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_repository[change.repository].append(change)
    names = {name: Names(ours) for name, ours in by_repository.items()}
    found = []
    for one in group(changes, said=said, settled=settled, reached=reached):
        effort = found_effort(one, tagged, names=names[one.changes[0].repository], troubles=troubles)
        if effort is not None:
            found.append(effort)
    return sorted(found, key=strength)


def strength(effort: FoundEffort) -> tuple[int, float, str]:
    """A key to sort by: the word, then active days by preventive share. It orders work and never people."""
    word = _WORDS.index(effort.word) if effort.word in _WORDS else len(_WORDS)
    return word, -effort.active_days * effort.share, effort.key


def proposed(efforts: Iterable[FoundEffort]) -> list[FoundEffort]:
    """The slow fixes that are at least "maybe", in the order given."""
    return [one for one in efforts if one.is_slow_fix and one.word]


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(min(seconds, 253_402_300_799), UTC).date()
