"""A recurring signal that stopped: whether it did, whether it was merely silenced, and what may have ended it.

Changes are put forward as what a signal "stopped after", never as what caused or fixed it. Who muted is not known here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.discovery.silence import Silence, is_intake, is_untouched, silence_of, silenced_by
from app.discovery.suspicion import Suspect, Suspicion, suspicions
from app.domain.signal import Episode, RuleEvent, RuleEventKind, ServiceLife, Signal, SourceHealth

READ_SHARE = 0.95
ALIVE_DAYS = 7
SERVICE_ALIVE_DAYS = 28
SURE, LIKELY = 0.8, 0.6
RARELY_BY_LUCK = 0.01
SHARE_OF_THE_BEST = 0.5
_LOWER = {"clear": "likely", "likely": "maybe", "maybe": "maybe"}


class QuietState(StrEnum):
    """Only STOPPED opens a Candidate; the others are said on the page of the signal."""

    STOPPED = "stopped"
    SILENCED = "signal was silenced"
    INTAKE_CHANGED = "intake changed"
    NO_DATA = "no data"
    RETIRED = "service retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`since`: of what the state says. `proposed` holds what may have ended it, the likeliest first: one effort or
    change, several where it may be one of these, none where no recorded change explains it. `word` is for STOPPED only.
    """

    signal: Signal
    state: QuietState
    silence: Silence
    since: date
    sentence: str
    word: str = ""
    rule_event: RuleEvent | None = None
    rule_checked: bool = True
    proposed: tuple[Suspicion, ...] = ()
    window: tuple[date, date] | None = None
    others: tuple[Suspicion, ...] = ()
    came_back_on: date | None = None


def find_quiet(
    signal: Signal,
    episodes: Sequence[Episode],
    *,
    health: SourceHealth,
    service: ServiceLife,
    events: Sequence[RuleEvent] = (),
    suspects: Sequence[Suspect] = (),
    today: date,
) -> Finding | None:
    """None where the signal does not recur, or has not been quiet for long enough. `episodes` come from episodes_of."""
    silence = silence_of(episodes, health.covered, today)
    if silence is None or not _would_be_long(silence, today):
        return None
    last_on = silence.last_on

    def said(state: QuietState, since: date, sentence: str, event: RuleEvent | None = None) -> Finding:
        return Finding(
            signal=signal, state=state, silence=silence, since=since, sentence=sentence, rule_event=event,
            rule_checked=signal.rule_is_readable,
        )  # fmt: skip

    if (missing := _unread_from(silence, health, today)) is not None:
        return said(QuietState.NO_DATA, missing, f"No data since {missing.isoformat()}.")
    if not silence.is_long:
        return None
    if not _lives(service, today):
        return said(QuietState.RETIRED, last_on, "The service is retired.")
    event = silenced_by(signal, events, (one.change for one in suspects), last_on=last_on, today=today)
    if event is not None:
        state = QuietState.INTAKE_CHANGED if is_intake(signal, event) else QuietState.SILENCED
        return said(state, event.day, f"{state.value.capitalize()} on {event.day.isoformat()}.", event)
    return _proposed(said(QuietState.STOPPED, last_on, silence.sentence), suspects, events, today)


def came_back(finding: Finding, episodes: Iterable[Episode]) -> Finding:
    """The same finding once the signal has fired again: one word lower, with the day; neutral about everybody."""
    days = [one.start.date() for one in episodes if one.start.date() > finding.silence.last_on]
    if finding.state is not QuietState.STOPPED or not days or finding.came_back_on is not None:
        return finding
    return replace(finding, came_back_on=min(days), word=_LOWER[finding.word])


def carried_over(
    episodes: Mapping[str, Sequence[Episode]], events: Mapping[str, Sequence[RuleEvent]]
) -> dict[str, list[Episode]]:
    """Episodes by signal; one that was renamed with the same expression hands its history to its successor."""
    found = {key: list(own) for key, own in episodes.items()}
    renames = sorted(
        (event.day, key, event.successor)
        for key, own in events.items()
        for event in own
        if event.kind is RuleEventKind.RENAMED and event.successor and event.successor != key
    )
    for _, key, successor in renames:
        found[successor] = sorted([*found.pop(key, []), *found.get(successor, [])])
    return found


def _would_be_long(silence: Silence, today: date) -> bool:
    """Long enough if every day since had been read: only then is it worth saying that they were not."""
    return replace(silence, quiet_days=(today - silence.last_on).days).is_long


def _unread_from(silence: Silence, health: SourceHealth, today: date) -> date | None:
    since = [silence.last_on + timedelta(days=at + 1) for at in range((today - silence.last_on).days)]
    missing = [day for day in since if day not in health.covered]
    if len(missing) > (1 - READ_SHARE) * len(since):
        return missing[0]
    if health.last_sign is None or (today - health.last_sign).days > ALIVE_DAYS:
        return health.last_sign or silence.last_on
    return None


def _lives(service: ServiceLife, today: date) -> bool:
    return service.exists and service.last_sign is not None and (today - service.last_sign).days <= SERVICE_ALIVE_DAYS


def _proposed(finding: Finding, suspects: Sequence[Suspect], events: Sequence[RuleEvent], today: date) -> Finding:
    silence = finding.silence
    reach = timedelta(days=max(7, silence.gap))
    window = (silence.last_on - reach, silence.last_on + timedelta(days=silence.gap))
    ranked, unrecorded = suspicions(finding.signal, suspects, silence.last_on, window)
    likely = [one for one in ranked if one.posterior > unrecorded]
    best = likely[:1]
    if best and best[0].posterior < LIKELY:
        best = [one for one in likely if one.posterior >= SHARE_OF_THE_BEST * best[0].posterior]
    untouched = finding.signal.rule_is_readable and is_untouched(events, last_on=silence.last_on, today=today)
    return replace(
        finding,
        word=_word(best, silence, is_rule_sound=untouched),
        proposed=tuple(best),
        others=tuple(one for one in ranked if one not in best),
        window=window,
        sentence=f"{finding.sentence} {_after(best, silence)}",
    )


def _word(best: Sequence[Suspicion], silence: Silence, *, is_rule_sound: bool) -> str:
    """Time alone is never more than "maybe", and neither is one of several."""
    if len(best) != 1 or not is_rule_sound:
        return "maybe"
    only = best[0]
    if only.posterior >= SURE and silence.luck <= RARELY_BY_LUCK and len(only.evidence) > 1:
        return "clear"
    return "likely" if only.posterior >= LIKELY and only.evidence else "maybe"


def _after(best: Sequence[Suspicion], silence: Silence) -> str:
    day = silence.last_on.isoformat()
    if not best:
        return f"It stopped around {day}; no recorded change explains it. Did somebody do something?"
    return f"It stopped after {'this work' if len(best) == 1 else 'one of these'}."
