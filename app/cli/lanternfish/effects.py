"""What work changed, in every kind and grade: the figures are small enough to check with a pencil."""

import math
from dataclasses import dataclass
from decimal import Decimal

from app.domain import Bounds, ImpactKind, Method
from app.domain.impact_draft import ImpactDraft, InputDraft, RiskDraft, figures
from app.domain.impact_figures import Figures

RISK = tuple[int, int, int, float]


@dataclass(frozen=True)
class Effect:
    """`verified`: a second person has looked at question and data."""

    kind: ImpactKind
    sentence: str
    figures: Figures
    source: str
    verified: bool = False


def said(sentence: str, kind: ImpactKind = ImpactKind.OTHER) -> Effect:
    """Asserted, without a figure."""
    return Effect(kind, sentence, Figures(Method.STATED, None, "", "year", "", {}), "")


def hours(sentence: str, people: int, minutes: int, times: int, source: str = "Asked the team") -> Effect:
    """Estimated: how many people, how long each time, how often a year."""
    step = 60 // math.gcd(60, people * times)
    each = _range("minutes_each", minutes, "minutes", source, step)
    inputs = (_input("people", people, "people", source), each)
    formula = "people x minutes_each x times / 60"
    return _worked(
        ImpactKind.ENGINEER_TIME, sentence, (*inputs, _input("times", times, "times a year", source)), formula, "hours"
    )


def bad(sentence: str, minutes: int, percent: int, times: int, source: str = "Incident records of a year") -> Effect:
    """Estimated: minutes of trouble, weighted by the share of customers, that no longer come."""
    each = _range("minutes_each", minutes, "minutes", source, 100 // math.gcd(100, percent * times))
    inputs = (each, _input("share", percent, "%", source))
    formula = "minutes_each x share x times"
    return _worked(
        ImpactKind.BAD_MINUTES, sentence, (*inputs, _input("times", times, "times a year", source)), formula, "minutes"
    )


def saved(sentence: str, unit: str, monthly: int, source: str = "Invoices of three months") -> Effect:
    """Estimated: money by the month that is no longer spent."""
    return _worked(
        ImpactKind.MONEY_SAVED,
        sentence,
        (_range("monthly", monthly, f"{unit} a month", source, _coarse(monthly)),),
        "monthly x 12",
        unit,
    )


def avoided(sentence: str, unit: str, each: int, times: int, source: str = "Finance, last year") -> Effect:
    """Estimated: money that would have been lost each time."""
    inputs = (_range("cost_each", each, unit, source, _coarse(each)), _input("times", times, "times a year", source))
    return _worked(ImpactKind.MONEY_AVOIDED, sentence, inputs, "cost_each x times", unit)


def risk(sentence: str, before: RISK, after: RISK, source: str = "Game day and incident records") -> Effect:
    """Estimated from a declared risk: minutes to detect and to repair, per cent of customers, times a year."""
    draft = ImpactDraft(
        kind=ImpactKind.RISK_RETIRED,
        sentence=sentence,
        method=Method.DECLARED_RISK,
        before=_declared(before),
        after=_declared(after),
        source=source,
    )
    return Effect(draft.kind, sentence, figures(draft), source)


def growth(sentence: str, low: int, likely: int, high: int, source: str) -> Effect:
    """Customers who could come because of it, as sales tell it."""
    bounds = Bounds(Decimal(low), Decimal(likely), Decimal(high))
    kept = Figures(Method.STATED, bounds, "customers", "year", "", {})
    return Effect(ImpactKind.GROWTH_UNBLOCKED, sentence, kept, source)


def counted(
    sentence: str, before: int, after: int, weeks: int, source: str, unit: str = "incidents", *, verified: bool = False
) -> Effect:
    """Measured: events counted before and after, as a yearly figure with a 90 % interval."""
    a_year = Decimal(52) / weeks
    likely = (before - after) * a_year
    spread = Decimal(str(round(1.645 * math.sqrt(before + after + 1), 1))) * a_year
    low = max(Decimal(0), likely - spread)
    inputs = {"before": str(before), "before.unit": f"in {weeks} weeks", "after": str(after)}
    inputs |= {"after.unit": f"in {weeks} weeks", "interval": "90", "interval.unit": "%"}
    bounds = Bounds(_whole(low), _whole(likely), _whole(likely + spread))
    kind = ImpactKind.INCIDENTS if unit == "incidents" else ImpactKind.OTHER
    return Effect(kind, sentence, Figures(Method.COUNT, bounds, unit, "year", "", inputs), source, verified)


def series(
    sentence: str, kind: ImpactKind, ends: tuple[int, int, int], source: str, *, verified: bool = False, **inputs: str
) -> Effect:
    """Measured: a daily series before and after, with its interval."""
    unit = {"customer_time": "customer_minutes", "bad_minutes": "minutes", "engineer_time": "hours"}[kind.value]
    bounds = Bounds(*(Decimal(end) for end in ends))
    kept = Figures(Method.SERIES, bounds, unit, "year", "", {"interval": "90", "interval.unit": "%"} | inputs)
    return Effect(kind, sentence, kept, source, verified)


def billed(sentence: str, unit: str, before: int, after: int, source: str) -> Effect:
    """Measured: what the invoices say, before and after."""
    likely = Decimal(before - after) * 12
    inputs = {"before": str(before), "before.unit": f"{unit} a month", "after": str(after)}
    inputs |= {"after.unit": f"{unit} a month", "interval": "90", "interval.unit": "%"}
    bounds = Bounds(_whole(likely * 9 / 10), likely, _whole(likely * 11 / 10))
    return Effect(ImpactKind.MONEY_SAVED, sentence, Figures(Method.SERIES, bounds, unit, "year", "", inputs), source)


def _worked(kind: ImpactKind, sentence: str, inputs: tuple[InputDraft, ...], formula: str, unit: str) -> Effect:
    source = inputs[0].source
    draft = ImpactDraft(
        kind=kind,
        sentence=sentence,
        method=Method.WORKED,
        inputs=inputs,
        formula=formula,
        unit=unit,
        period="year",
        source=source,
    )
    return Effect(kind, sentence, figures(draft), source)


def _declared(four: RISK) -> RiskDraft:
    detect, repair, share, times = (Decimal(str(one)) for one in four)
    return RiskDraft(detect=detect, repair=repair, share_percent=share, times_a_year=times)


def _input(name: str, value: int, unit: str, source: str) -> InputDraft:
    return InputDraft(name=name, value=Decimal(value), unit=unit, source=source)


def _range(name: str, value: int, unit: str, source: str, step: int = 1) -> InputDraft:
    """A figure that somebody remembers: from two thirds of it to half as much again, in steps that come out whole."""
    low, likely, high = (Decimal(max(1, round(one / step)) * step) for one in (value * 2 / 3, value, value * 3 / 2))
    return InputDraft(name=name, value=likely, low=low, high=high, unit=unit, source=source)


def _coarse(amount: int) -> int:
    """Nobody remembers money to the unit."""
    return 100 if amount >= 1_000 else 10 if amount >= 100 else 5


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1))
