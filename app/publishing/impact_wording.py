"""How a statement of effect reads: sentence, amount, why it has its grade, and how anyone works it out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from app.domain.formula import Line, Working, names_in, written
from app.domain.formula_tree import BadFormula
from app.domain.impact import GRADE_WORDS, Grade, ImpactKind, Method
from app.domain.impact_draft import CUSTOMERS
from app.kit.money import minor_digits
from app.kit.templating import amount, long_day, number
from app.queries.impacts import Stated

_PERIODS = {period: f" a {period}" for period in ("year", "quarter", "month", "week", "day")}
_BAD = (ImpactKind.BAD_MINUTES, ImpactKind.RISK_RETIRED)
_RISK_LINES = ("Before", "After", "Taken away")
_ENDS = ("Low", "Likely", "High")
LATE_BASELINE = "baseline written after the change"
KIND_WORDS = {
    ImpactKind.CUSTOMER_TIME: "Time of customers",
    ImpactKind.BAD_MINUTES: "Bad minutes",
    ImpactKind.INCIDENTS: "Incidents",
    ImpactKind.MONEY_SAVED: "Money saved",
    ImpactKind.MONEY_AVOIDED: "Cost avoided",
    ImpactKind.GROWTH_UNBLOCKED: "Growth unblocked",
    ImpactKind.ENGINEER_TIME: "Time of engineers",
    ImpactKind.RISK_RETIRED: "Risk retired",
    ImpactKind.OTHER: "Other",
}
_RISES = {
    Grade.ASSERTED: "Inputs and a formula would make it estimated.",
    Grade.ESTIMATED: "A series or a count from a system, before and after, would make it measured.",
    Grade.MEASURED: "A second person who has looked at question and data would make it verified.",
}


@dataclass(frozen=True)
class ImpactView:
    """What components/impact.html asks for, and the earlier versions below it."""

    id: str
    statement_id: str
    number: int
    kind: str
    sentence: str
    amount: str
    grade: str
    converted: str
    author: str
    source: str
    href: str
    passed: list[str]
    failed: list[str]
    inputs: list[tuple[str, str, str]]
    formula: str
    worked: list[str]
    version: str
    raised_by: str
    earlier: list[str]
    can_verify: bool
    can_price: bool


def views(
    stated: Sequence[Stated], *, finished_on: date, viewer_id: str, is_own: bool, locale: str
) -> list[ImpactView]:
    """Those that stand, each with its earlier versions. Kinds and currencies stay on lines of their own."""
    found = []
    for one in (each for each in stated if each.current):
        older = [each for each in stated if each.statement_id == one.statement_id and not each.current]
        own = is_own or viewer_id in {one.author_id, *(each.author_id for each in older)}
        seen = any(mark.person_id == viewer_id for mark in one.verified)
        found.append(_view(one, older, finished_on=finished_on, can_verify=not own and not seen, locale=locale))
    return found


def amount_of(one: Stated, *, finished_on: date, locale: str = "en") -> str:
    """ "EUR 20,000 to 60,000 a year"; empty where no figure is known. A late baseline is said wherever it stands."""
    if one.low is None or one.high is None:
        return ""
    label = f", {LATE_BASELINE}" if has_late_baseline(one, finished_on) else ""
    return f"{_range(str(one.low), str(one.high), _unit(one), locale)}{_PERIODS.get(one.period, '')}{label}"


def has_late_baseline(one: Stated, finished_on: date) -> bool:
    return bool(one.baseline_on and one.likely is not None and one.baseline_on > (one.changed_on or finished_on))


def worked_lines(one: Stated) -> list[str]:
    """The figures filled in, a line for each step; a range shows the way to its low, its likely and its high end."""
    working = one.working
    if working is None:
        return []
    if working.low == working.high:
        labels = _RISK_LINES if one.method == Method.DECLARED_RISK else ()
        return _lines(working.likely, labels)
    return [
        line for label, end in zip(_ENDS, _three(working), strict=True) for line in _lines(end, (label,) * len(end))
    ]


def _view(one: Stated, older: Sequence[Stated], *, finished_on: date, can_verify: bool, locale: str) -> ImpactView:
    words = one.sentence
    passed, failed = _checks(one, finished_on, locale)
    return ImpactView(
        id=one.id,
        statement_id=one.statement_id,
        number=one.version,
        kind=KIND_WORDS[ImpactKind(one.kind)],
        sentence=f"{one.author} reports: {words}" if one.grade == GRADE_WORDS[Grade.ASSERTED] else words,
        amount=amount_of(one, finished_on=finished_on, locale=locale),
        grade=one.grade,
        converted=_likely(one, locale),
        author=one.author,
        source=one.source,
        href=one.source if _is_link(one.source) else "",
        passed=passed,
        failed=failed,
        inputs=_inputs(one),
        formula=one.formula,
        worked=worked_lines(one),
        version=f"Version {one.version}, {long_day(one.stated_on, locale)}",
        raised_by=_RISES.get(Grade(GRADE_WORDS.index(one.grade)), ""),
        earlier=[_earlier(each, finished_on, locale) for each in older],
        can_verify=can_verify,
        can_price=one.likely is not None and minor_digits(one.unit) is None and one.unit != CUSTOMERS,
    )


@lru_cache(maxsize=4096)
def _range(low: str, high: str, unit: str, locale: str) -> str:
    """By the text of the figures: 1 and 1.0 are equal as numbers, and read differently."""
    if low == high:
        return amount(Decimal(low), unit, locale)
    first, last = amount(Decimal(low), unit, locale), amount(Decimal(high), unit, locale)
    if first.startswith(f"{unit} "):
        return f"{first} to {last.removeprefix(f'{unit} ')}"
    return f"{number(Decimal(low), locale)} to {last}"


def _likely(one: Stated, locale: str) -> str:
    if one.likely is None or one.low == one.high:
        return ""
    likely = str(one.likely)
    return f"Most likely {_range(likely, likely, _unit(one), locale)}"


def _unit(one: Stated) -> str:
    return "bad minutes" if one.kind in _BAD and one.unit == "minutes" else one.unit


def _checks(one: Stated, finished_on: date, locale: str) -> tuple[list[str], list[str]]:
    grade = GRADE_WORDS.index(one.grade)
    facts = [
        (one.likely is not None, "A range with unit, period and source is recorded.", "No amount is recorded yet."),
        (grade >= Grade.ESTIMATED, "Inputs and a formula are recorded.", "Inputs and a formula are missing."),
        (
            grade >= Grade.MEASURED,
            "A system measured it before and after.",
            "No series or count from a system, before and after.",
        ),
    ]
    if one.likely is not None and one.baseline_on:
        day = long_day(one.baseline_on, locale)
        late = (
            f"The baseline was written on {day}, after the change of {long_day(one.changed_on or finished_on, locale)}."
        )
        facts.append((not has_late_baseline(one, finished_on), f"The baseline was written on {day}.", late))
    passed = [good for holds, good, _ in facts if holds]
    passed += [f"{mark.name} looked at it on {long_day(mark.on, locale)}." for mark in one.verified]
    return passed, [bad for holds, _, bad in facts if not holds]


def _inputs(one: Stated) -> list[tuple[str, str, str]]:
    """In the order of the formula; what the formula does not name comes last."""
    names = [name for name in one.inputs if "." not in name]
    try:
        order = [name for name in names_in(one.formula) if name in names] if one.formula else []
    except BadFormula:
        order = []
    return [_input(one, name) for name in dict.fromkeys((*order, *sorted(names, key=_before_first)))]


def _before_first(name: str) -> tuple[int, str]:
    return {"before": 0, "after": 1}.get(name, 2), name


def _input(one: Stated, name: str) -> tuple[str, str, str]:
    low, high = (one.inputs.get(f"{name}.{end}", "") for end in ("low", "high"))
    text = _figure(one.inputs[name])
    if low or high:
        text = f"{text} ({_figure(low or one.inputs[name])} to {_figure(high or one.inputs[name])})"
    unit = one.inputs.get(f"{name}.unit", "")
    return name.replace("_", " "), f"{text} {unit}".strip(), one.inputs.get(f"{name}.source", "") or one.source


def _figure(text: str) -> str:
    try:
        return written(Decimal(text))
    except ArithmeticError:
        return text


def _earlier(one: Stated, finished_on: date, locale: str) -> str:
    said = amount_of(one, finished_on=finished_on, locale=locale)
    figures = f"{said}, " if said else ""
    when = long_day(one.stated_on, locale)
    return f"Version {one.version}, {when}, by {one.author}: {figures}{one.grade}. {one.sentence}"


def _lines(lines: Sequence[Line], labels: Sequence[str]) -> list[str]:
    named = labels if len(labels) == len(lines) else [""] * len(lines)
    return [
        f"{f'{label}: ' if label else ''}{line.text} = {written(line.value)}"
        for label, line in zip(named, lines, strict=True)
    ]


def _three(working: Working) -> tuple[tuple[Line, ...], ...]:
    return working.low, working.likely, working.high


def _is_link(text: str) -> bool:
    return text.startswith(("https://", "http://")) and not any(sign.isspace() for sign in text)
