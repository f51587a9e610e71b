"""Whether an effort is a slow fix: preventive work of several changes, over a week or more. Roles and confidence."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.discovery.joins import joins_of
from app.discovery.links import Group
from app.discovery.naming import Names
from app.discovery.tagger import Tagged
from app.domain.contribution import Role
from app.domain.effort import FoundEffort, Joined
from app.domain.sighting import PREVENTIVE_TAGS, Change, Tag

FEWEST_CHANGES = 3
SHORTEST_SPAN_DAYS = 7
PREVENTIVE_SHARE = 0.5
RESPONSE_DAYS = 14
SHARE_OF_A_TAG = 0.25
MOST_LINES = 400  # of one change: more is moved or generated text
LEADS_FROM, LEADS_BESIDE = 0.3, 0.7
CLEAR, LIKELY, MAYBE = 0.8, 0.6, 0.4

_UNHURRIED = PREVENTIVE_TAGS - {Tag.RELIABILITY}
_ROLE_ORDER = (Role.LED, Role.HELPED, Role.REVIEWED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An incident, as far as a slow fix asks: when it was, and where. `paths` are files or folders."""

    day: date
    service_ids: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()


def found_effort(
    group: Group, tagged: Mapping[str, Tagged], *, names: Names, troubles: Sequence[Trouble] | None = None
) -> FoundEffort | None:
    """What is said of one group. None where no change has a date.

    `tagged` holds every change of the group by its external id. `troubles` is None where no source of incidents is
    connected: then every fix counts as preventive, and the joins say so.
    """
    days = sorted({change.date for change in group.changes if change.date is not None})
    if not days:
        return None
    held = {
        change.external_id: _preventive_tags(change, tagged[change.external_id], troubles) for change in group.changes
    }
    share = sum(1 for tags in held.values() if tags) / len(held)
    line_share = _line_share(group.changes, held)
    chances = [_chance(tagged[one.external_id], answered(one, troubles)) for one in group.changes]
    confidence = sum(chances) / len(chances) * group.cohesion
    return FoundEffort(
        key=group.key,
        name=names.name_of(group.changes),
        changes=tuple(change.external_id for change in group.changes),
        first_on=days[0],
        last_on=days[-1],
        active_days=len(days),
        share=share,
        line_share=line_share,
        cohesion=group.cohesion,
        confidence=confidence,
        word=word_of(confidence),
        tags=_tags(group.changes, tagged),
        people=roles_of(group.changes),
        joins=(*joins_of(group, names), *_doubts(held, troubles)),
        is_slow_fix=is_slow(days, len(group.changes), min(share, share if line_share is None else line_share)),
        keys_before=group.keys_before,
    )


def is_slow(days: Sequence[date], size: int, least_share: float) -> bool:
    """Three changes or more over a week or more, at least half of them preventive by whichever share is the lower."""
    is_long = (days[-1] - days[0]).days >= SHORTEST_SPAN_DAYS
    return size >= FEWEST_CHANGES and is_long and least_share >= PREVENTIVE_SHARE


def word_of(confidence: float) -> str:
    """The word that a person reads for a confidence from 0 to 1; "" below 0.4: nobody is shown it."""
    if confidence >= CLEAR:
        return "clear"
    if confidence >= LIKELY:
        return "likely"
    return "maybe" if confidence >= MAYBE else ""


def answered(change: Change, troubles: Sequence[Trouble] | None) -> bool:
    """Whether an incident of the same service or paths came in the 14 days before: then a fix is a response."""
    return any(_is_answer(change, trouble) for trouble in troubles or ())


def roles_of(changes: Sequence[Change]) -> tuple[tuple[str, str], ...]:
    """Handles with roles, by role and then by name.

    Weight of a hand: the mean of its share of active days and its share of lines, a change counting 400 lines at most;
    of days alone where no line was counted. It leads from 0.3 on, or beside the highest with 0.7 of that.
    """
    days: dict[str, set[date | None]] = defaultdict(set)
    lines: Counter[str] = Counter()
    names: dict[str, str] = {}
    for change in changes:
        names |= {hand.handle: hand.name for hand in change.reviewers}
        for hand in {one.handle: one for one in (change.author, *change.co_authors) if one}.values():
            names[hand.handle] = hand.name
            days[hand.handle].add(change.date)
            lines[hand.handle] += _lines(change) or 0
    all_days = len({change.date for change in changes})
    all_lines = sum(_lines(change) or 0 for change in changes)
    weights = {
        hand: (len(held) / all_days + lines[hand] / all_lines) / 2 if all_lines else len(held) / all_days
        for hand, held in days.items()
    }
    leads_from = min(LEADS_FROM, LEADS_BESIDE * max(weights.values(), default=0.0))
    roles = {hand: Role.LED if weight >= leads_from else Role.HELPED for hand, weight in weights.items()}
    roles |= {hand: Role.REVIEWED for hand in names if hand not in roles}
    ordered = sorted(roles, key=lambda hand: (_ROLE_ORDER.index(roles[hand]), names[hand].casefold(), hand))
    return tuple((hand, roles[hand].value) for hand in ordered)


def _is_answer(change: Change, trouble: Trouble) -> bool:
    if change.date is None or not 0 <= (change.date - trouble.day).days <= RESPONSE_DAYS:
        return False
    if trouble.service_ids & set(change.service_ids):
        return True
    folders = [path.rstrip("/") for path in trouble.paths]
    return any(file.path == one or file.path.startswith(f"{one}/") for file in change.files for one in folders)


def _preventive_tags(change: Change, tagged: Tagged, troubles: Sequence[Trouble] | None) -> frozenset[Tag]:
    return (_UNHURRIED if answered(change, troubles) else PREVENTIVE_TAGS) & frozenset(tagged.tags)


def _chance(tagged: Tagged, is_response: bool) -> float:
    return tagged.preventive_unless_fix if is_response else tagged.preventive


def _line_share(changes: Sequence[Change], held: Mapping[str, frozenset[Tag]]) -> float | None:
    """None where the lines of fewer than half of the changes were counted, or there are none."""
    counted = [(change, lines) for change in changes if (lines := _lines(change)) is not None]
    total = sum(lines for _, lines in counted)
    if not total or len(counted) * 2 < len(changes):
        return None
    return sum(lines for change, lines in counted if held[change.external_id]) / total


def _lines(change: Change) -> int | None:
    if change.added is None and change.deleted is None:
        return None
    return min(MOST_LINES, (change.added or 0) + (change.deleted or 0))


def _tags(changes: Sequence[Change], tagged: Mapping[str, Tagged]) -> tuple[str, ...]:
    """Those of a quarter of the changes or more: the preventive first, and the most frequent of each."""
    counts = Counter(tag for change in changes for tag in tagged[change.external_id].tags)
    enough = [tag for tag in Tag if counts[tag] >= SHARE_OF_A_TAG * len(changes) and counts[tag]]
    return tuple(tag.value for tag in sorted(enough, key=lambda tag: (tag not in PREVENTIVE_TAGS, -counts[tag])))


def _doubts(held: Mapping[str, frozenset[Tag]], troubles: Sequence[Trouble] | None) -> Iterator[Joined]:
    fixes = tuple(name for name, tags in held.items() if tags == {Tag.RELIABILITY})
    if troubles is None and fixes:
        yield Joined("no source of incidents is connected, so every fix counts as made in time", fixes)
