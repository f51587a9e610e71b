"""Incidents as a tool logged them -> episodes as people lived through them, counted in windows, with their bad minutes.

Five tickets of one outage are one episode: duplicates follow what they duplicate, and incidents of the same class and
service that start within four hours of each other's end become one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from app.measurement.draws import Floats, resampled_sums
from app.measurement.values import BadInput, Range

APART = timedelta(hours=4)
RESAMPLES = 2000
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One row of a tool. `ended` None = open; `users_fraction` 0 to 1, None = unknown; `duplicate_of` an id."""

    id: str
    service: str
    kind: str
    started: datetime
    ended: datetime | None
    severity: str = ""
    users_fraction: float | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Events in so many days; `halves` = events of the first and of the second half of those days."""

    events: int
    days: float
    halves: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """Minutes of one outage (None = it has no end yet) and the share of users it reached (None = unknown)."""

    minutes: float | None
    users_fraction: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """An episode with its place: the incidents it is made of, when it started, and what it was."""

    ids: tuple[str, ...]
    service: str
    kind: str
    started: datetime
    episode: Episode


def merge(incidents: Iterable[Incident]) -> tuple[Outage, ...]:
    """Episodes by start. Raises BadInput for an end before the start, an id given twice, or duplicates in a circle."""
    known: dict[str, Incident] = {}
    for one in incidents:
        if one.id in known:
            raise BadInput(None, f"incident {one.id} is given twice")
        if one.ended is not None and one.ended < one.started:
            raise BadInput(None, f"incident {one.id} ends before it starts")
        if one.users_fraction is not None and not 0 <= one.users_fraction <= 1:
            raise BadInput(None, f"incident {one.id}: the share of users lies between 0 and 1")
        known[one.id] = one
    families: dict[str, list[Incident]] = {}
    for one in known.values():
        families.setdefault(_original(one, known).id, []).append(one)
    by_place: dict[tuple[str, str], list[list[Incident]]] = {}
    for name, family in families.items():
        original = known[name]
        by_place.setdefault((original.service, original.kind), []).append(_in_reach(original, family))
    outages = [_outage(place, group) for place, found in by_place.items() for group in _near(found)]
    return tuple(sorted(outages, key=lambda outage: (outage.started, outage.ids)))


def count(outages: Iterable[Outage], first: datetime, end: datetime) -> Counts:
    """Those that started from `first` (counts) to `end` (does not), in halves of the same length."""
    middle = first + (end - first) / 2
    starts = [one.started for one in outages if first <= one.started < end]
    early = sum(started < middle for started in starts)
    return Counts(events=len(starts), days=(end - first) / _DAY, halves=(early, len(starts) - early))


def within(outages: Iterable[Outage], first: datetime, end: datetime) -> tuple[Episode, ...]:
    """What `count` counted, as episodes."""
    return tuple(one.episode for one in outages if first <= one.started < end)


def bad_minutes(
    before: Sequence[Episode], days_before: float, after: Sequence[Episode], days_after: float, *, seed: str
) -> Range:  # fmt: skip
    """Difference over the after-window (negative = fewer), by a bootstrap of episodes.

    In minutes x share of users where every share is known, else in plain minutes. Poisson weights (Hanley & MacGibbon
    2006) let the number of episodes vary too. Open episodes are refused before this is asked.
    """
    weighted = all(one.users_fraction is not None for one in (*before, *after))
    was = resampled_sums(_minutes(before, weighted=weighted), f"{seed}.before", RESAMPLES) / days_before
    came = resampled_sums(_minutes(after, weighted=weighted), f"{seed}.after", RESAMPLES) / days_after
    low, likely, high = (float(one) for one in np.quantile((came - was) * days_after, (0.05, 0.5, 0.95)))
    return Range(low=low, likely=likely, high=high, unit="bad minutes" if weighted else "minutes")


def _minutes(episodes: Sequence[Episode], *, weighted: bool) -> Floats:
    return np.array(
        [(one.minutes or 0.0) * (one.users_fraction or 0.0 if weighted else 1.0) for one in episodes], dtype=float
    )


def _original(one: Incident, known: dict[str, Incident]) -> Incident:
    seen = {one.id}
    while one.duplicate_of in known:
        one = known[one.duplicate_of]
        if one.id in seen:
            raise BadInput(None, f"incident {one.id} is a duplicate of itself, over others")
        seen.add(one.id)
    return one


def _in_reach(original: Incident, family: list[Incident]) -> list[Incident]:
    """The original with the duplicates filed near it, by start; one filed weeks later tells nothing of its times."""
    (found,) = (group for group in _near([[one] for one in family]) if original in group)
    return found


def _near(families: list[list[Incident]]) -> list[list[Incident]]:
    """Families whose first incident starts within four hours of the last moment known of the group before."""
    groups: list[list[Incident]] = []
    last: datetime | None = None
    for family in sorted(families, key=lambda found: _by_start(found[0])):
        if last is not None and family[0].started - last <= APART:
            groups[-1] += family
            last = max(last, *map(_last, family))
        else:
            groups.append(list(family))
            last = max(map(_last, family))
    return groups


def _outage(place: tuple[str, str], group: list[Incident]) -> Outage:
    group.sort(key=_by_start)
    shares = [one.users_fraction for one in group if one.users_fraction is not None]
    episode = Episode(minutes=_covered(group), users_fraction=max(shares) if shares else None)
    service, kind = place
    return Outage(
        ids=tuple(one.id for one in group), service=service, kind=kind, started=group[0].started, episode=episode
    )


def _covered(group: list[Incident]) -> float | None:
    """Minutes in which at least one was going on; None while one has no end. An open duplicate is only paper."""
    if any(one.ended is None and (one.duplicate_of is None or len(group) == 1) for one in group):
        return None
    total, reached = timedelta(0), group[0].started
    for one in group:
        if one.ended is not None and one.ended > reached:
            total += one.ended - max(one.started, reached)
            reached = one.ended
    return total / _MINUTE


def _last(one: Incident) -> datetime:
    return one.ended or one.started


def _by_start(one: Incident) -> tuple[datetime, str]:
    return one.started, one.id
