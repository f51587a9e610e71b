"""How long a recurring signal has been quiet, what luck alone would give, and whether it was silenced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import exp
from statistics import median

from app.domain.sighting import Change
from app.domain.signal import Episode, Firing, RuleEvent, RuleEventKind, Signal, SignalKind

ONE_EPISODE = timedelta(minutes=60)
SHORTEST_BASE, LONGEST_BASE = 28, 168
FEWEST_DAYS, FEWEST_WEEKS = 6, 4
EXPECTED = 3.0  # episodes that the silence should have held: luck gives it 1 time in 20
GAPS = 2
LONGEST_USUAL_GAP = 21
LOOK_BACK = timedelta(days=14)
MUTED_SHARE = 0.2
DAY = timedelta(days=1)

_ENDS_A_RULE = frozenset(
    {
        RuleEventKind.DELETED, RuleEventKind.DISABLED, RuleEventKind.LOOSENED, RuleEventKind.CHANGED,
        RuleEventKind.INTAKE_CHANGED,
    }
)  # fmt: skip
_MOVES_A_RULE = frozenset({RuleEventKind.RENAMED, RuleEventKind.REROUTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """`base` is how many covered days the rhythm is taken from, `episodes` and `days` what fell into them.

    `quiet_days` counts covered days since `last_on`. `gap` is the usual number of days between episodes, at most 21.
    """

    last_on: date
    base: int
    episodes: int
    days: int
    gap: int
    longest_gap: int
    quiet_days: int

    @property
    def expected(self) -> float:
        """How many days with an episode this silence would have held at the old rate."""
        return self.days / self.base * self.quiet_days

    @property
    def luck(self) -> float:
        """How likely so long a silence is by chance alone, at an unchanged rate (Poisson)."""
        return exp(-self.expected)

    @property
    def is_long(self) -> bool:
        return self.expected >= EXPECTED and self.quiet_days >= GAPS * self.longest_gap

    @property
    def sentence(self) -> str:
        weeks = max(1, round(self.base / 7))
        odds = round(1 / self.luck)
        luck = f"1 time in {odds}" if odds <= 1_000 else "less than 1 time in 1,000"
        rhythm = f"{self.episodes} episodes in {weeks} weeks"
        return f"{rhythm}, none in the {self.quiet_days} days since; by luck alone {luck}."


def episodes_of(firings: Iterable[Firing]) -> list[Episode]:
    """Repeated notices of one firing are one; firings less than 60 minutes apart are one episode."""
    ends: dict[tuple[datetime, str], datetime] = {}
    for one in firings:
        name = one.start, one.fingerprint
        ends[name] = max(ends.get(name, one.start), one.end or one.start)
    found: list[Episode] = []
    for (start, _), end in sorted(ends.items()):
        if found and start - found[-1].end < ONE_EPISODE:
            found[-1] = Episode(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Episode(start, end))
    return found


def silence_of(episodes: Sequence[Episode], covered: frozenset[date], today: date) -> Silence | None:
    """What is quiet since the last episode. None where nothing recurs: 6 days in 4 different weeks are needed.

    The rhythm is that of the covered days from the first episode on (and the usual gap before it), at most 168 and at
    least 28. The gap that leads into these days counts as well, so that two bursts half a year apart are no rhythm.
    """
    if not episodes:
        return None
    last_on = max(one.end.date() for one in episodes)
    fired = sorted({one.start.date() for one in episodes})
    known = sorted(day for day in covered if day <= last_on)[-LONGEST_BASE:]
    recent = [day for day in fired if known and day >= known[0]]
    if len(known) < SHORTEST_BASE or len(recent) < FEWEST_DAYS:
        return None
    if len({day.isocalendar()[:2] for day in recent}) < FEWEST_WEEKS:
        return None
    usual = round(median(gaps_between(recent)))
    base = sum(1 for day in known if day > recent[0] - usual * DAY)
    before = [day for day in fired if day < recent[0]][-1:]
    return Silence(
        last_on=last_on,
        base=max(SHORTEST_BASE, base),
        episodes=sum(1 for one in episodes if one.start.date() >= recent[0]),
        days=len(recent),
        gap=min(LONGEST_USUAL_GAP, max(1, usual)),
        longest_gap=max(gaps_between([*before, *recent])),
        quiet_days=sum(1 for day in covered if last_on < day <= today),
    )


def gaps_between(days: Sequence[date]) -> list[int]:
    return [(later - earlier).days for earlier, later in pairwise(days)]


def silenced_by(
    signal: Signal, events: Iterable[RuleEvent], changes: Iterable[Change], *, last_on: date, today: date
) -> RuleEvent | None:
    """What may explain the silence without anything being better. The first such event from 14 days before on."""
    harmful = [one for one in events if not one.is_harmless and one.day <= today]
    found = [one for one in harmful if one.day >= last_on - LOOK_BACK and _ends_the_rule(one)]
    found += [
        RuleEvent(day=change.date, kind=RuleEventKind.CHANGED)
        for change in changes
        if change.date is not None
        and last_on - LOOK_BACK <= change.date <= today
        and any(file.path in signal.rule_files for file in change.files)
    ]
    mutes = [one for one in harmful if one.kind is RuleEventKind.MUTED]
    quiet = (today - last_on).days
    if mutes and quiet and len(_muted_days(mutes, harmful, last_on, today)) >= MUTED_SHARE * quiet:
        found.append(max((one for one in mutes), key=lambda one: one.day))
    return min(found, key=lambda one: (one.day, one.kind.value), default=None)


def is_untouched(events: Iterable[RuleEvent], *, last_on: date, today: date) -> bool:
    """Whether nothing at all was done to the rule itself in these weeks; a short mute is not done to the rule."""
    mutes = (RuleEventKind.MUTED, RuleEventKind.UNMUTED)
    return not any(last_on - LOOK_BACK <= one.day <= today and one.kind not in mutes for one in events)


def is_intake(signal: Signal, event: RuleEvent) -> bool:
    return signal.kind is SignalKind.TICKETS or event.kind is RuleEventKind.INTAKE_CHANGED


def _ends_the_rule(event: RuleEvent) -> bool:
    return event.kind in _ENDS_A_RULE or (event.kind in _MOVES_A_RULE and not event.successor)


def _muted_days(mutes: Iterable[RuleEvent], events: Iterable[RuleEvent], last_on: date, today: date) -> set[date]:
    ends = sorted(one.day for one in events if one.kind is RuleEventKind.UNMUTED)
    days: set[date] = set()
    for mute in mutes:
        unmuted = next((day for day in ends if day >= mute.day), today)
        last = min(today, mute.until or today, unmuted)
        first = max(mute.day, last_on + DAY)
        days.update(first + at * DAY for at in range((last - first).days + 1))
    return days
