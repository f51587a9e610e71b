"""Did incidents become rarer? A ratio of two rates with its interval, from two counts and, where there is one, a fleet.

With ten comparable services or more, empirical Bayes (Robbins 1956; Hauer 1997, before-after studies): what others saw
pulls a service that was picked at its worst back towards the rest. Gamma rates, over-dispersed counts; the ratio of two
gammas is a beta prime, so nothing is drawn. With fewer, the exact conditional interval (Clopper & Pearson 1934).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import isfinite
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, pdtr

from app.measurement.episodes import Counts, Episode, bad_minutes
from app.measurement.figures import plural
from app.measurement.grades import AFTER_DAYS, BEFORE_DAYS, grade_counts
from app.measurement.refusals import refusal
from app.measurement.results import Chance, Counted, CountEffect, digest
from app.measurement.values import BadInput, Change, Check, Model, Range, Status, Trigger
from app.measurement.wording import FEW_EVENTS, count_sentence

VERSION = "counts-1"
FLEET = 10  # comparable services with halves, the fewest that tell a usual rate
# The two cautious constants: they carry over-dispersed fleets over 90 % (chosen on development fleets).
DISPERSION_CAUTION, TAIL = 1.15, 0.04
MOST_DISPERSION, LEAST_VARIANCE = 5.0, 0.10  # the second: of the squared mean, so that no fleet reads as all alike
MOST_EVENTS, MOST_DAYS = 1_000_000, 36_525
TIMES = "times"


class _Rates(NamedTuple):
    """Two gamma rates a day, after what was seen: shape and rate of the one before, and of the one after."""

    shape0: float
    rate0: float
    shape1: float
    rate1: float
    dispersion: float


def compare_incident_counts(
    before: Counts,
    after: Counts,
    fleet: Sequence[Counts] = (),
    *,
    what: str = "incidents",
    trigger: Trigger = "unknown",
    episodes_before: Sequence[Episode] = (),
    episodes_after: Sequence[Episode] = (),
    change: Change | None = None,
) -> CountEffect:
    """Rate after / rate before, with a 90 % interval. `fleet`: other services of the same class over the before-window.

    `change` adds the date, other changes and whether the date moved; without it these are the caller's to judge.
    Raises BadInput for negative counts, windows without length, halves or episodes that do not add up.
    """
    _require((before, after, *fleet), ((before, episodes_before), (after, episodes_after)))
    asked = (VERSION, before, after, tuple(fleet), what, trigger, tuple(episodes_before), tuple(episodes_after), change)
    seed = digest(*asked)
    usable = tuple(one for one in fleet if one.halves is not None)
    rates = _shrunk(before, after, usable) if len(usable) >= FLEET else None
    still_open = sum(one.minutes is None for one in (*episodes_before, *episodes_after))
    if change is not None and change.moved_after_result and not change.confirmed_by:
        return _refused(seed, "t0_after_result", None)
    if still_open:
        are = "is" if still_open == 1 else "are"
        return _refused(seed, "undercounted", None, count=f"{plural(still_open, 'incident')} {are}")
    if before.events + after.events == 0 and rates is None:
        again = (change.t0 + timedelta(days=2 * after.days)).date() if change else None
        return _refused(seed, "no_events", again, what=what)
    effect = _answer(seed, before, after, rates, len(usable))
    if before.events >= FEW_EVENTS and episodes_before:
        minutes = bad_minutes(episodes_before, before.days, episodes_after, after.days, seed=seed)
        effect = replace(effect, bad_minutes=minutes)
    grade, reasons = grade_counts(change, change.trigger if change and trigger == "unknown" else trigger, effect)
    effect = replace(effect, grade=grade, grade_reasons=reasons)
    return replace(effect, sentence=count_sentence(what, effect, t0=change.t0.date() if change else None))


def _answer(seed: str, before: Counts, after: Counts, rates: _Rates | None, services: int) -> CountEffect:
    """Everything but the grade and the sentence."""
    exact = _exact(before, after)
    ratio = exact if rates is None else _ratio(rates)
    low, high = ratio.low or 0.0, ratio.high
    status: Status = "inconclusive" if low <= 1 and (high is None or high >= 1) else "ok"
    usual = before.events / before.days if rates is None else rates.shape0 / rates.rate0
    probability = float(pdtr(after.events, usual * after.days))
    return replace(
        _nothing(seed),
        status=status,
        flags=("no_fleet",) if rates is None else (),
        checks=_checks(before, after, services),
        before=Counted(events=before.events, days=before.days),
        after=Counted(events=after.events, days=after.days),
        ratio=ratio,
        exact_ratio=exact,
        reduction=_reduction(ratio),
        method="exact" if rates is None else "eb",
        over_dispersion=None if rates is None else rates.dispersion,
        fleet_services=services,
        if_nothing_changed=Chance(probability=probability, one_in=1 / probability if probability > 1e-300 else None),
    )


def _exact(before: Counts, after: Counts) -> Range:
    """The conditional interval: of all events, the share that fell into the after-window is binomial."""
    x0, x1, exposure = before.events, after.events, before.days / after.days
    # with no rate before to compare with: the middle of the Jeffreys interval
    likely = x1 / x0 if x0 else _odds(x1 + 0.5, 0.5, 0.5)
    return Range(
        low=_odds(x1, x0 + 1, 0.05) * exposure if x1 else 0.0,
        likely=likely * exposure,
        high=_odds(x1 + 1, x0, 0.95) * exposure if x0 else None,
        unit=TIMES,
    )


def _odds(shape1: float, shape0: float, chance: float) -> float:
    """A quantile of the beta prime; its two parts are found apart, as the share can be all but one."""
    return float(betaincinv(shape1, shape0, chance)) / max(float(betaincinv(shape0, shape1, 1 - chance)), 1e-300)


def _shrunk(before: Counts, after: Counts, fleet: Sequence[Counts]) -> _Rates | None:
    """None where the whole fleet was silent: then it tells no usual rate. Halves are scaled to the service's window."""
    halves = np.array([one.halves for one in fleet], dtype=float)
    halves *= (before.days / np.array([one.days for one in fleet]))[:, np.newaxis]
    total = halves.sum()
    if total == 0:
        return None
    spread = float(((halves[:, 0] - halves[:, 1]) ** 2).sum() / total)
    dispersion = min(max(DISPERSION_CAUTION * spread, 1.0), MOST_DISPERSION)
    sums = halves.sum(axis=1)
    mean, variance = float(sums.mean()), float(sums.var(ddof=1))
    shape = mean**2 / max(variance - mean * dispersion, LEAST_VARIANCE * mean**2)
    return _Rates(
        shape0=shape + before.events / dispersion,
        rate0=before.days * (shape / mean + 1 / dispersion),
        shape1=0.5 + after.events / dispersion,
        rate1=after.days / dispersion,
        dispersion=dispersion,
    )


def _ratio(rates: _Rates) -> Range:
    odds = (_odds(rates.shape1, rates.shape0, chance) for chance in (TAIL, 0.5, 1 - TAIL))
    low, likely, high = (one * rates.rate0 / rates.rate1 for one in odds)
    return Range(low=low, likely=likely, high=high, unit=TIMES)


def _reduction(ratio: Range) -> Range:
    return Range(
        low=None if ratio.high is None else 1 - ratio.high,
        likely=None if ratio.likely is None else 1 - ratio.likely,
        high=None if ratio.low is None else 1 - ratio.low,
        unit="fraction",
    )


def _checks(before: Counts, after: Counts, services: int) -> tuple[Check, ...]:
    seen = (("days_before", before.days, BEFORE_DAYS), ("days_after", after.days, AFTER_DAYS))
    named = (*seen, ("comparable_services", services, FLEET))
    return tuple(
        Check(name=name, passed=value >= limit, value=float(value), limit=float(limit)) for name, value, limit in named
    )


def _refused(seed: str, code: str, again: date | None, **facts: object) -> CountEffect:
    reason = refusal(code, None, **facts)
    return replace(
        _nothing(seed),
        reason_code=code,
        reason_text=reason,
        grade_reasons=(reason,),
        sentence=refusal(code, again, **facts),
        ask_again_on=again,
    )


def _nothing(seed: str) -> CountEffect:
    """A refusal without its reason: every number is None."""
    return CountEffect(
        status="refused", reason_code=None, reason_text=None, grade="asserted", grade_reasons=(), flags=(), checks=(),
        model=Model(version=VERSION), data_sha256=seed, sentence="", ask_again_on=None, before=None, after=None,
        ratio=None, exact_ratio=None, reduction=None, method=None, over_dispersion=None, fleet_services=None,
        if_nothing_changed=None, bad_minutes=None,
    )  # fmt: skip


def _require(windows: Sequence[Counts], listed: Sequence[tuple[Counts, Sequence[Episode]]]) -> None:
    for one in windows:
        if not 0 <= one.events <= MOST_EVENTS or not 0 < one.days <= MOST_DAYS:  # NaN is refused as well
            raise BadInput(None, f"{one.events} events in {one.days} days cannot be counted")
        if one.halves is not None and (min(one.halves) < 0 or sum(one.halves) != one.events):
            raise BadInput(None, f"the halves {one.halves[0]} and {one.halves[1]} do not add up to {one.events}")
    for counted, episodes in listed:
        if episodes and len(episodes) != counted.events:
            raise BadInput(None, f"{plural(counted.events, 'event')} and {plural(len(episodes), 'episode')} are given")
        for episode in episodes:
            minutes, share = episode.minutes, episode.users_fraction
            if minutes is not None and not (isfinite(minutes) and minutes >= 0):
                raise BadInput(None, f"an episode of {minutes} minutes")
            if share is not None and not 0 <= share <= 1:
                raise BadInput(None, f"a share of users of {share}; it lies between 0 and 1")
