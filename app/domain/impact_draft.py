"""What people say an effect was: a stated range, inputs with a formula of their own, or a declared risk.

A grade is never typed, and neither is a figure that the inputs give.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from app.domain.draft import AmountField, Day, Draft, MaybeWords, ShortText, Words, fault
from app.domain.formula import Input, work
from app.domain.formula_tree import NAME, BadFormula
from app.domain.impact import MONEY_KINDS, UNITS, Bounds, ImpactKind, Method
from app.domain.impact_figures import PERCENT, RISK_FORMULA, Figures, inputs_of, places_of, plain
from app.kit.errors import Code
from app.kit.money import minor_digits

MOST_INPUTS, LONGEST_UNIT = 20, 40
CUSTOMERS = "customers"
RISK_UNITS = {"detect": "minutes", "repair": "minutes", "share": PERCENT, "times": "times a year"}
Fault = tuple[str, Code, str]


def _a_name(value: str) -> str:
    if not NAME.fullmatch(value) or value == "x":
        raise fault(Code.BAD_CHOICE, "Name an input in small letters, such as timeouts or minutes_each.")
    return value


def _a_unit(value: str) -> str:
    if len(value) > LONGEST_UNIT:
        raise fault(Code.TOO_LONG, f"Keep a unit to {LONGEST_UNIT} characters.")
    return value


InputName = Annotated[str, AfterValidator(_a_name)]
Typed = Literal[Method.STATED, Method.WORKED, Method.DECLARED_RISK]
Unit = Annotated[ShortText, AfterValidator(_a_unit)]


class InputDraft(Draft):
    """One named figure of a calculation by hand. A unit of "%" makes 50 count as 0.5."""

    name: InputName
    value: AmountField
    low: AmountField | None = None
    high: AmountField | None = None
    unit: Unit = ""
    source: ShortText = ""

    def meant(self) -> Input:
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return Input(Bounds(low, self.value, high), percent=self.unit == PERCENT)

    def kept(self) -> dict[str, str]:
        figures = {"": self.value, ".low": self.low, ".high": self.high}
        words = {".unit": self.unit, ".source": self.source}
        kept = {f"{self.name}{part}": format(one, "f") for part, one in figures.items() if one is not None}
        return kept | {f"{self.name}{part}": text for part, text in words.items() if text}


class RiskDraft(Draft):
    """How it went, or would go, when the fault comes: minutes, per cent of the customers, times a year."""

    detect: AmountField
    repair: AmountField
    share_percent: Annotated[AmountField, Field(le=100)]
    times_a_year: AmountField

    def kept(self, when: str) -> dict[str, str]:
        figures = (self.detect, self.repair, self.share_percent, self.times_a_year)
        kept = {f"{name}_{when}": format(figure, "f") for name, figure in zip(RISK_UNITS, figures, strict=True)}
        return kept | {f"{name}_{when}.unit": unit for name, unit in RISK_UNITS.items()}


class ImpactDraft(Draft):
    """`sentence` alone is enough. A figure also needs its unit, its period, how it is known, and a source."""

    kind: ImpactKind
    sentence: Words
    method: Typed | None = None
    low: AmountField | None = None
    likely: AmountField | None = None
    high: AmountField | None = None
    unit: Unit = ""
    period: Literal["year", "quarter", "month", "week", "day", "once"] | None = None
    inputs: Annotated[tuple[InputDraft, ...], Field(max_length=MOST_INPUTS, strict=False)] = ()
    formula: Annotated[str, Field(max_length=500)] = ""
    before: RiskDraft | None = None
    after: RiskDraft | None = None
    source: MaybeWords = ""
    changed_on: Day | None = None
    baseline_on: Day | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "ImpactDraft":
        found = list(_faults(self))
        if found:
            details: list[InitErrorDetails] = [
                {"type": fault(code, words), "loc": (place,), "input": None} for place, code, words in found
            ]
            raise ValidationError.from_exception_data("ImpactDraft", details)
        return self


def figures(draft: ImpactDraft) -> Figures:
    """The amount as stated, or as worked out from the inputs."""
    method = Method(draft.method or Method.STATED)
    formula, inputs = _recipe(draft)
    bounds = None
    if draft.low is not None and draft.likely is not None and draft.high is not None:
        bounds = Bounds(draft.low, draft.likely, draft.high)
    if formula:
        bounds = work(formula, inputs_of(inputs), places=places_of(draft.unit)).bounds
    bounds = plain(bounds) if bounds else None
    if method is Method.DECLARED_RISK:
        return Figures(method, bounds, "minutes", "year", formula, inputs)
    return Figures(method, bounds, draft.unit, draft.period or "once", formula, inputs)


def _recipe(draft: ImpactDraft) -> tuple[str, dict[str, str]]:
    if draft.before and draft.after:
        return RISK_FORMULA, draft.before.kept("before") | draft.after.kept("after")
    kept: dict[str, str] = {}
    for one in draft.inputs:
        kept |= one.kept()
    return draft.formula.strip(), kept


def _faults(draft: ImpactDraft) -> Iterator[Fault]:
    has_recipe = bool(draft.inputs or draft.formula or draft.before or draft.after)
    has_range = not (draft.low is None and draft.likely is None and draft.high is None)
    if has_recipe or has_range:
        yield from _unsupported(draft)
    if draft.method == Method.DECLARED_RISK or draft.before or draft.after:
        yield from _risk_faults(draft)
    elif draft.method == Method.WORKED or has_recipe:
        yield from _worked_faults(draft)
    elif has_range:
        yield from _range_faults(draft)
    if (has_recipe or has_range) and draft.method != Method.DECLARED_RISK:
        yield from _unit_faults(draft)


def _unsupported(draft: ImpactDraft) -> Iterator[Fault]:
    """A bare number is refused."""
    if draft.method is None:
        yield "method", Code.REQUIRED, "Say how this is known: stated, worked by hand, or a declared risk."
    if not draft.source:
        yield "source", Code.REQUIRED, "Say where the figures come from."
    if draft.period is None and draft.method != Method.DECLARED_RISK:
        yield "period", Code.REQUIRED, "Say for which period: a year, a quarter, a month, a week, a day, or once."


def _range_faults(draft: ImpactDraft) -> Iterator[Fault]:
    for place in ("low", "likely", "high"):
        if getattr(draft, place) is None:
            yield place, Code.REQUIRED, "Give a low, a likely and a high figure."
    low, likely, high = draft.low, draft.likely, draft.high
    if low is not None and likely is not None and low > likely:
        yield "low", Code.BAD_AMOUNT, "The low figure is above the likely one."
    if likely is not None and high is not None and likely > high:
        yield "high", Code.BAD_AMOUNT, "The high figure is below the likely one."
    if low is not None and high is not None and likely is None and low > high:
        yield "low", Code.BAD_AMOUNT, "The low figure is above the high one."


def _worked_faults(draft: ImpactDraft) -> Iterator[Fault]:
    yield from _typed_beside(draft)
    if draft.method == Method.STATED:
        yield "method", Code.BAD_CHOICE, "Inputs and a formula make this worked by hand."
    names = [one.name for one in draft.inputs]
    if len(set(names)) < len(names):
        yield "inputs", Code.BAD_CHOICE, "Two inputs have the same name."
    for place, one in enumerate(draft.inputs):
        ends = one.meant().ends
        if not ends.low <= ends.likely <= ends.high:
            yield f"inputs.{place}.value", Code.BAD_AMOUNT, "A value lies between its low and its high figure."
    if not draft.inputs:
        yield "inputs", Code.REQUIRED, "Give the figures that the formula is made of."
    if not draft.formula.strip():
        yield "formula", Code.REQUIRED, "Write the formula, such as minutes_each x times."
    elif draft.inputs:
        yield from _formula_faults(draft.formula, {one.name: one.meant() for one in draft.inputs}, draft.unit)


def _risk_faults(draft: ImpactDraft) -> Iterator[Fault]:
    yield from _typed_beside(draft)
    for place, given in (("before", draft.before), ("after", draft.after)):
        if given is None:
            yield place, Code.REQUIRED, "A declared risk needs its figures before and after the change."
    if draft.method not in (Method.DECLARED_RISK, None):
        yield "method", Code.BAD_CHOICE, "Figures before and after make this a declared risk."
    if draft.inputs or draft.formula:
        yield "formula", Code.FORMULA_REFUSED, "A declared risk has its own formula."
    if draft.kind is not ImpactKind.RISK_RETIRED:
        yield "kind", Code.BAD_CHOICE, "A declared risk is of the kind risk_retired."
    if draft.unit not in ("", "minutes"):
        yield "unit", Code.BAD_CHOICE, "A declared risk is counted in minutes."
    if draft.period not in (None, "year"):
        yield "period", Code.BAD_CHOICE, "A declared risk is counted by the year."
    if draft.before and draft.after:
        kept = draft.before.kept("before") | draft.after.kept("after")
        yield from _formula_faults(RISK_FORMULA, inputs_of(kept), "minutes", place="after")


def _typed_beside(draft: ImpactDraft) -> Iterator[Fault]:
    for place in ("low", "likely", "high"):
        if getattr(draft, place) is not None:
            yield place, Code.BAD_AMOUNT, "The range comes from the inputs; leave this empty."


def _formula_faults(formula: str, inputs: Mapping[str, Input], unit: str, place: str = "formula") -> Iterator[Fault]:
    try:
        likely = work(formula, inputs, places=places_of(unit)).bounds.likely
    except BadFormula as error:
        yield place, Code.FORMULA_REFUSED, str(error)
        return
    if likely < 0:
        yield place, Code.BAD_AMOUNT, "This comes to less than nothing: afterwards it would be worse than before."


def _unit_faults(draft: ImpactDraft) -> Iterator[Fault]:
    unit, kind = draft.unit, draft.kind
    if not unit:
        yield "unit", Code.REQUIRED, "Give the unit; a bare number says nothing."
    elif kind in MONEY_KINDS:
        yield from _money_faults(draft)
    elif kind in UNITS and unit not in UNITS[kind]:
        yield "unit", Code.BAD_CHOICE, f"This kind is counted in {UNITS[kind][0].replace('_', '-')}."


def _money_faults(draft: ImpactDraft) -> Iterator[Fault]:
    if draft.kind is ImpactKind.GROWTH_UNBLOCKED and draft.unit == CUSTOMERS:
        return
    digits = minor_digits(draft.unit)
    if digits is None:
        yield "unit", Code.BAD_AMOUNT, "Name a currency by its three letters, such as EUR."
        return
    for place in ("low", "likely", "high"):
        amount = getattr(draft, place)
        if amount is not None and amount != round(amount, digits):
            yield place, Code.BAD_AMOUNT, f"{draft.unit} is counted with {digits} decimals."
