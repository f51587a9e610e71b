"""A measurement in words: what was asked, what came back, which checks it passed, and when to ask again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.answer import OK, Answer, Check, Interval, read_answer
from app.domain.impact import ImpactKind
from app.kit.templating import long_day, number
from app.publishing.impact_wording import KIND_WORDS
from app.publishing.measured_chart import Chart, chart_of
from app.queries.measurements import Asked, Look

SOURCES = {"csv": "a file", "prometheus": "a query", "incidents": "linked incidents"}
TRIGGERS = {
    "planned": "planned, not chosen because of a bad week",
    "incident": "after an incident",
    "bad_run": "after a bad run",
    "unknown": "not said; counted as after a bad run",
}
LATELY = 28  # days that say how it stands now
OCCASIONS = {"asked": "Asked", "again": "Run again from the kept data"}
_CHECKS: Mapping[str, tuple[str, str]] = {
    "baseline_placebo": (
        "A pretended change inside the baseline shows no effect.",
        "A pretended change inside the baseline shows an effect as well: the figures are restless.",
    ),
    "older_placebos": (
        "Days in older history on which nothing was changed rarely show an effect.",
        "Days in older history on which nothing was changed show effects too often.",
    ),
    "change_point": (
        "The figures move most on the days around the change.",
        "The figures move most on other days than those around the change.",
    ),
    "days_before": ("The days before the change are enough.", "The days before the change are few."),
    "days_after": ("The days after the change are enough.", "The days after the change are few."),
    "comparable_services": (
        "Enough comparable services stand beside it.",
        "Fewer than ten comparable services: that a bad time was picked is not corrected.",
    ),
}
_FLAGS = {
    "short_baseline": "The history is short, so fewer than two weeks before the change are left out.",
    "clip_matters": "Single outliers matter: without limiting them the result is another.",
    "change_elsewhere": "The figures moved more on another day than on that of the change.",
    "zero_baseline": "Before the change the figures were about zero, so no percentage is given.",
    "restless_baseline": "The baseline is restless; the interval was widened for it.",
    "no_fleet": "Too few comparable services to correct for a bad time that was picked.",
}


@dataclass(frozen=True)
class RangeBar:
    """The interval on an axis that holds zero; places in per cent."""

    low: str
    likely: str
    high: str
    zero: str
    words: str


@dataclass(frozen=True)
class LookLine:
    """One earlier look, for the list."""

    id: str
    when: str
    words: str
    has_data: bool


@dataclass(frozen=True)
class MeasuredView:
    """What components/measured.html asks for."""

    id: str
    url: str
    metric: str
    question: str
    registered: str
    sentence: str
    grade: str
    bar: RangeBar | None
    chart: Chart | None
    reasons: tuple[str, ...]
    passed: list[str]
    failed: list[str]
    remarks: list[str]
    again: str
    state: str
    holding: str
    result_id: str
    result_url: str
    data: str
    impact_id: str | None
    looks: list[LookLine]
    kind: str
    signers: frozenset[str]
    way: str


def measured(asked: Asked, *, today: date, locale: str) -> MeasuredView:
    """The newest answer, with what waits or went wrong since."""
    look = asked.newest
    answer = read_answer(look.answer) if look else None
    url = f"/contributions/{asked.contribution_id}/measurements/{asked.id}"
    return MeasuredView(
        id=asked.id,
        url=url,
        metric=asked.metric,
        question=question_of(asked, locale),
        registered=_registered(asked, locale),
        sentence=look.sentence if look else "",
        grade=look.grade if look and look.status != "refused" else "not yet known",
        bar=_bar(answer, locale) if answer else None,
        chart=chart_of(asked, look, answer, locale=locale) if look and answer else None,
        reasons=answer.grade_reasons if answer else (),
        passed=[_check(one) for one in answer.checks if one.passed] if answer else [],
        failed=[_check(one) for one in answer.checks if not one.passed] if answer else [],
        remarks=_remarks(answer) if answer else [],
        again=_again(look, today, locale),
        state=_state(asked, locale),
        holding=holding_of(asked, locale),
        result_id=look.id if look else "",
        result_url=f"{url}/results/{look.id}" if look else "",
        data=_data(look) if look else "",
        impact_id=look.impact_id if look else None,
        looks=[_line(one, locale) for one in asked.looks],
        kind=KIND_WORDS[ImpactKind(asked.kind)],
        signers=frozenset(one.asked_by_id or "" for one in asked.looks if one.reproduced),
        way={"lower_is_better": "less", "higher_is_better": "more"}[asked.direction] if asked.kind == "other" else "",
    )


def question_of(asked: Asked, locale: str) -> str:
    better = "lower" if asked.direction == "lower_is_better" else "higher"
    days = f"{asked.days_before} days before and {asked.days_after} days after {long_day(asked.changed_on, locale)}"
    unit = f" ({asked.unit})" if asked.unit and asked.source != "incidents" else ""
    return f"{asked.metric}{unit}, {better} is better, {days}, from {SOURCES[asked.source]}."


def holding_of(asked: Asked, locale: str) -> str:
    """What the repeated looks found: still so, or ended in neutral words."""
    if asked.stopped_on:
        ref, _, on = asked.stopped_why.partition("|")
        day = long_day(date.fromisoformat(on), locale)
        return f"{ref} was recorded on the same service on {day}, so this is no longer looked at again."
    look = next((one for one in asked.looks if one.occasion.isdigit() and one.state == "done"), None)
    if look is None or look.answered_on is None:
        return ""
    answer = read_answer(look.answer)
    seen = f"Looked at again after {look.occasion} days, on {long_day(look.answered_on, locale)}"
    if answer.after is None or answer.effect is None or answer.effect.likely is None:
        return f"{seen}."
    lately = [value for _, value in look.drawn[-LATELY:]]
    now, then = sum(lately) / len(lately), answer.after.mean
    expected = then - answer.effect.likely
    unit = f" {asked.unit}" if asked.unit else ""
    holds = abs(now - then) <= abs(now - expected)
    words = "still holding" if holds else "the latest days are nearer to those before the change"
    return f"{seen}: {words}, {_plain(now, locale)}{unit} over the last {len(lately)} days."


def _registered(asked: Asked, locale: str) -> str:
    words = f"Registered by {asked.author} on {long_day(asked.first_registered_on, locale)}"
    if asked.version > 1:
        words += f", changed on {long_day(asked.registered_on, locale)} (version {asked.version})"
    if asked.moved_after_result:
        words += ", after an answer was known"
        words += f"; confirmed by {asked.confirmed_by}" if asked.confirmed_by else "; not yet confirmed by anybody else"
    return f"{words}."


def _state(asked: Asked, locale: str) -> str:
    """What is going on, where that is not the newest answer."""
    newest = asked.looks[0] if asked.looks else None
    if asked.is_waiting:
        return "This is being measured. It usually takes a few seconds."
    if newest is None:
        return "Registered, not measured yet."
    if newest.state == "failed" and newest.answered_on:
        return f"The look of {long_day(newest.answered_on, locale)} gave no answer: {newest.trouble}"
    return ""


def _again(look: Look | None, today: date, locale: str) -> str:
    if look is None or look.ask_again_on is None:
        return ""
    if look.ask_again_on <= today:
        return "There is enough time behind it now: ask again."
    return f"Ask again on {long_day(look.ask_again_on, locale)}."


def _check(check: Check) -> str:
    if check.name.startswith("control "):
        name = check.name.removeprefix("control ")
        return f"The control {name} {'stayed as it was' if check.passed else 'moved'} at the change."
    words = _CHECKS.get(check.name)
    return words[0 if check.passed else 1] if words else check.name.replace("_", " ")


def _remarks(answer: Answer) -> list[str]:
    found = [_FLAGS[flag] for flag in answer.flags if flag in _FLAGS]
    clipped = next((flag.removeprefix("clipped ") for flag in answer.flags if flag.startswith("clipped ")), "")
    return [*found, *([f"Outliers that were limited: {clipped}."] if clipped else [])]


def _bar(answer: Answer, locale: str) -> RangeBar | None:
    if answer.reduction is not None and answer.status != OK:
        return None  # of a few events a percentage says more than is known
    one = answer.reduction or answer.relative or answer.effect
    if one is None or one.low is None or one.high is None or one.likely is None:
        return None
    low, high = min(one.low, 0.0), max(one.high, 0.0)
    pad = (high - low) * 0.05 or 1.0
    low, high = low - pad, high + pad
    ends = [f"{100 * (value - low) / (high - low):.2f}%" for value in (one.low, one.likely, one.high, 0.0)]
    return RangeBar(ends[0], ends[1], ends[2], ends[3], _interval(one, locale))


def _interval(one: Interval, locale: str) -> str:
    ends: Sequence[float] = [value for value in (one.low, one.likely, one.high) if value is not None]
    if one.unit == "fraction":
        low, likely, high = (f"{100 * value:.0f} %" for value in ends)
    else:
        low, likely, high = (f"{_plain(value, locale)} {one.unit}" for value in ends)
    return f"{low} to {high}, most likely {likely} (90 % interval)"


def _plain(value: float, locale: str) -> str:
    return number(float(f"{value:.3g}"), locale)


def _data(look: Look) -> str:
    if not look.data_sha256:
        return ""
    return f"{look.data_rows:,} readings from {look.data_origin}; SHA-256 {look.data_sha256[:16]}"


def _line(look: Look, locale: str) -> LookLine:
    day = look.answered_on or look.asked_on
    occasion = OCCASIONS.get(look.occasion, f"{look.occasion} days after the change")
    by = f" by {look.asked_by}" if look.asked_by else ""
    words = {"waiting": "being measured", "failed": f"no answer: {look.trouble}", "done": look.sentence}[look.state]
    if look.reproduced is not None:
        words = "the same figures to the last digit" if look.reproduced else "other figures than before"
    return LookLine(look.id, long_day(day, locale), f"{occasion}{by}: {words}", look.data_rows > 0)
