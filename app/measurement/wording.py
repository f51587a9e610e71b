"""The sentence of every answer. Verbs follow the grade; nothing is said to have caused, saved or prevented anything.

measured: "fell", "rose"; estimated: "after the change, ... was"; asserted: "reports"; where the interval includes no
change: "no clear change". Each holds the interval and both windows (design rules E4 to E8).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil, floor, inf, nan
from zoneinfo import ZoneInfo

from app.measurement.figures import amounts, day, left_out, pair, percents, plain, plural, span
from app.measurement.grades import others_within
from app.measurement.results import Chance, Counted, CountEffect, RiskEffect
from app.measurement.values import Change, Period, Range, Series, SeriesEffect, Windows

FEW_EVENTS = 5  # below it a percentage says more than is known
_AGREES = 0.25  # of the interval's width: how far the two plain means may stand from the estimate and still tell it
_REFUSED = "a refusal has its own words"


def series_sentence(series: Series, change: Change, effect: SeriesEffect) -> str:
    """The sentence of an answered series; reads the effect's status, grade, ranges and windows.

    Raises ValueError for an answer without windows or numbers: a refusal has its own words.
    """
    windows, before, after, by = effect.windows, effect.before, effect.after, effect.effect_abs
    if windows is None or before is None or after is None or by is None:
        raise ValueError(_REFUSED)
    unit = f" {series.unit}" if series.unit else ""
    lengths = f"{span(before.days)} before against {span(after.days)} after {day(windows.after.first)}"
    if effect.status == "inconclusive":
        said = (
            f"No clear change in {series.metric} ({_no_clear(by, effect.effect_rel, unit)}; 90 % interval), {lengths}."
        )
    else:
        said = f"{_moved(series.metric, unit, effect, (before.mean, after.mean), by)}, {lengths}."
    return _joined(said, _gaps(before, after), _rolled_out(effect, change), _donut(windows), _others(change, windows))


def count_sentence(what: str, effect: CountEffect, *, t0: date | None = None) -> str:
    """The sentence of answered counts. Raises ValueError for an answer without numbers."""
    before, after, chance, ratio = effect.before, effect.after, effect.if_nothing_changed, effect.ratio
    if before is None or after is None or chance is None or ratio is None:
        raise ValueError(_REFUSED)
    counted = (
        f"{plain(before.events, digits=12)} {_noun(what, before.events)} in the {plural(before.days, 'day')} before"
    )
    counted += (
        f"{f' {day(t0)}' if t0 else ''}, {plain(after.events, digits=12)} in the {plural(after.days, 'day')} after"
    )
    if effect.grade == "measured":
        counted += f": the rate {_verb(_ends(ratio)[1] - 1)}"
    elif effect.grade == "asserted" and effect.status == "ok":
        counted = f"The counts report {counted}"
    return _joined(f"{counted}.", _chance(chance, after.events), _ratio(ratio, before, effect.status), _minutes(effect))


def risk_sentence(effect: RiskEffect, sources: Iterable[str]) -> str:
    """The sentence of a declared risk; `sources` in the order in which the ranges were asked for."""
    named = tuple(dict.fromkeys(source.strip() for source in sources if source.strip()))
    given = f"from ranges given by {_listed(named)}" if named else "from ranges without a named source"
    low, likely, high = _ends(effect.shown)
    if effect.status == "inconclusive":
        return f"No clear change in bad minutes per year ({_plus(-high)} to {_plus(-low)}), {given}."
    what = "bad minutes avoided per year" if low > 0 else "more bad minutes per year"
    ends = (low, high) if low > 0 else (-high, -low)
    figure, middle = plain(abs(low), digits=12), ""
    if low != high:
        figure, middle = f"{plain(ends[0])} to {plain(ends[1])}", f" (likely {plain(abs(likely))})"
    lead = "Estimated" if effect.grade == "estimated" else "Reported, not every source named:"
    return f"{lead} {figure} {what}{middle}, {given}."


def _moved(metric: str, unit: str, effect: SeriesEffect, means: tuple[float, float], by: Range) -> str:
    """What fell or rose, by how much, and the interval."""
    likely = _ends(by)[1]
    told = _interval(by, effect.effect_rel, unit)
    if _tells(means, by, effect.effect_rel):
        first, second = pair(*means)
        fell, was = f"from {first} to {second}{unit}", f"was {second}{unit}, before it {first}{unit}"
    else:
        first, second = pair(means[1] - likely, means[1])
        known = "its past and its controls predict" if effect.controls else "its past predicts"
        fell = f"{'below' if likely < 0 else 'above'} what {known}, {second}{unit} where {first}{unit} was expected"
        was = f"was {second}{unit} where {known} {first}{unit}"
    if effect.grade == "measured":
        return f"{metric} {_verb(likely)} {fell} ({told})"
    lead = "After the change," if effect.grade == "estimated" else "The series reports that after the change"
    return f"{lead} {metric} {was} ({told})"


def _tells(means: tuple[float, float], by: Range, part: Range | None) -> bool:
    """Whether the two plain means tell the same story as the estimate, which knows weekdays, wander and controls."""
    before, after = means
    seen = after / before - 1 if part is not None and before > 0 else after - before
    low, likely, high = _ends(part if part is not None and before > 0 else by)
    return seen * likely > 0 and abs(seen - likely) <= _AGREES * (high - low)


def _interval(by: Range, part: Range | None, unit: str) -> str:
    """-78 %, 90 % interval -74 to -81 %: from the end that is nearer to nothing."""
    low, likely, high = _ends(by if part is None else part)
    middle, *ends = (amounts if part is None else percents)(likely, *_outbound(low, high), low=low, high=high)
    if part is None:
        return f"{middle}, 90 % interval {ends[0]} to {ends[1]}{unit}"
    return f"{middle} %, 90 % interval {ends[0]} to {ends[1]} %"


def _no_clear(by: Range, part: Range | None, unit: str) -> str:
    """-8 % to +11 %, -15 to +20 ms."""
    low, _, high = _ends(by)
    first, last = amounts(low, high, low=low, high=high)
    absolute = f"{first} to {last}{unit}"
    if part is None:
        return absolute
    low, _, high = _ends(part)
    first, last = percents(low, high, low=low, high=high)
    return f"{first} % to {last} %, {absolute}"


def _gaps(before: Period, after: Period) -> str:
    gaps = [
        f"{period.days - period.valid} of the {plural(period.days, 'day')} {where}"
        for period, where in ((before, "before"), (after, "after"))
        if period.valid < period.days
    ]
    return f"Without a value: {' and '.join(gaps)}." if gaps else ""


def _rolled_out(effect: SeriesEffect, change: Change) -> str:
    if effect.after_rollout is None or change.t1 is None or effect.windows is None:
        return ""
    ended = change.t1.astimezone(ZoneInfo(effect.windows.tz)).date()
    return f"After the roll-out ended on {day(ended)}: {_interval(effect.after_rollout, effect.after_rollout, '')}."


def _donut(windows: Windows) -> str:
    donut = windows.donut
    return left_out((donut.last - donut.first).days + 1 if donut else 0)


def _others(change: Change, windows: Windows) -> str:
    others = others_within(change, windows)
    if others is None:
        return "Nobody was asked about other changes."
    if not others:
        return "No other recorded change in the window."
    return f"{plural(len(others), 'other change')} {'is' if len(others) == 1 else 'are'} recorded in the window."


def _chance(chance: Chance, events: int) -> str:
    if chance.probability > 0.95:  # nothing became rarer
        return ""
    seen = f"{plain(events, digits=12)} or fewer" if events else "0"
    return f"If nothing had changed, {seen} would be seen {_how_often(chance)}."


def _how_often(chance: Chance) -> str:
    """.0111 -> 1 time in 90; .223 -> 1 time in 4 to 5; .8 -> 8 times in 10."""
    if chance.one_in is None or chance.one_in >= 1e6:
        return "less than 1 time in a million"
    if chance.probability > 0.5:
        return f"{plain(10 * chance.probability, digits=1)} times in 10"
    if chance.one_in >= 10:
        return f"1 time in {plain(chance.one_in, digits=2)}"
    near = round(chance.one_in)
    if abs(chance.one_in - near) <= 0.05:
        return f"1 time in {near}"
    return f"1 time in {floor(chance.one_in)} to {ceil(chance.one_in)}"


def _ratio(ratio: Range, before: Counted, status: str) -> str:
    low, _, high = _ends(ratio)
    times = (
        f"{plain(low, digits=2)} to {plain(high, digits=2)} times"
        if high < inf
        else f"{plain(low, digits=2)} times or more"
    )
    if status == "inconclusive":
        return f"No clear change: 90 % interval of the rate, after against before, {times}."
    if high < 1 and before.events >= FEW_EVENTS:
        first, last = percents(high - 1, low - 1, low=low - 1, high=high - 1)
        return f"90 % interval of the reduction: {first[1:]}-{last[1:]} %."
    return f"90 % interval of the rate, after against before: {times}."


def _minutes(effect: CountEffect) -> str:
    if effect.bad_minutes is None or effect.after is None:
        return ""
    low, likely, high = _ends(effect.bad_minutes)
    middle, *ends = amounts(likely, *_outbound(low, high), low=low, high=high)
    over = f"Bad minutes over {plural(effect.after.days, 'day')}"
    return f"{over}: {middle} (90 % interval {ends[0]} to {ends[1]})."


def _outbound(low: float, high: float) -> tuple[float, float]:
    return (high, low) if high < 0 else (low, high)


def _ends(one: Range) -> tuple[float, float, float]:
    """Low, likely and high; an end without a limit is infinite."""
    return (
        -inf if one.low is None else one.low,
        nan if one.likely is None else one.likely,
        inf if one.high is None else one.high,
    )


def _verb(by: float) -> str:
    return "fell" if by < 0 else "rose"


def _noun(what: str, count: int) -> str:
    return what[:-1] if count == 1 and what.endswith("s") and not what.endswith("ss") else what


def _plus(value: float) -> str:
    return ("+" if value > 0 else "") + plain(value)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
