"""The question as somebody registers it: one metric, which way is better, the day of the change, the days around it."""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from app.domain.draft import AmountField, Day, Draft, MaybeWords, Name, ShortText, fault
from app.domain.impact import MONEY_KINDS, UNITS, ImpactKind
from app.domain.impact_draft import Unit
from app.domain.measurement import MEASURED_KINDS, Source
from app.domain.person_draft import Zone
from app.domain.rate_card import MoneyLine
from app.kit.errors import Code
from app.kit.money import minor_digits

LONGEST_QUERY = 2_000
MOST_OTHER_CHANGES = 20
Fault = tuple[str, Code, str]
D = TypeVar("D", bound=Draft)


def _a_query(value: str) -> str:
    text = value.strip()
    if len(text) > LONGEST_QUERY:
        raise fault(Code.TOO_LONG, f"Keep a query to {LONGEST_QUERY:,} characters.")
    if any((ord(one) < 32 and one not in "\n\t") or ord(one) == 127 for one in text):
        raise fault(Code.BAD_CHARACTER, "This text holds a character that cannot be kept.")
    return text


Query = Annotated[str, AfterValidator(_a_query)]
DaysBefore = Annotated[int, Field(ge=28, le=730)]
DaysAfter = Annotated[int, Field(ge=14, le=365)]


class OtherChangeDraft(Draft):
    """Something else that changed near it. It is named, so that nobody takes its effect for this one's."""

    on: Day
    text: Name


class MeasurementDraft(Draft):
    """`no_other_changes`: the author was asked and knows of none; without it and without a list nobody was asked."""

    source: Source
    kind: ImpactKind = ImpactKind.OTHER
    metric: Name
    unit: Unit
    direction: Literal["lower_is_better", "higher_is_better"] = "lower_is_better"
    shape: Literal["positive", "rate", "count", "signed"] = "positive"
    time_zone: Zone = "UTC"
    changed_on: Day
    rolled_out_on: Day | None = None
    days_before: DaysBefore = 112
    days_after: DaysAfter = 56
    trigger: Literal["planned", "incident", "bad_run", "unknown"] = "unknown"
    no_other_changes: bool = False
    other_changes: Annotated[tuple[OtherChangeDraft, ...], Field(max_length=MOST_OTHER_CHANGES, strict=False)] = ()
    common_cause: MaybeWords = ""
    connection_id: str | None = None
    query: Query = ""

    @model_validator(mode="after")
    def _holds_together(self) -> "MeasurementDraft":
        return _checked(self, _faults(self))


class ConfirmationDraft(Draft):
    """A second person has looked at a question that was changed after its answer."""

    words: MaybeWords = ""


class PriceDraft(Draft):
    """Which of the organisation's own rates an effect is priced with."""

    rate_card: ShortText


class RateCardDraft(Draft):
    """What one unit costs: a range, its owner, and the days on which it holds. There is no default."""

    name: Name
    line: MoneyLine
    unit: Unit
    low: AmountField
    likely: AmountField
    high: AmountField
    currency: ShortText
    source: MaybeWords = ""
    owner: ShortText
    valid_from: Day
    valid_to: Day

    @model_validator(mode="after")
    def _holds_together(self) -> "RateCardDraft":
        return _checked(self, _card_faults(self))


def _checked(draft: D, faults: Iterator[Fault]) -> D:
    found = list(faults)
    if found:
        details: list[InitErrorDetails] = [
            {"type": fault(code, words), "loc": (place,), "input": None} for place, code, words in found
        ]
        raise ValidationError.from_exception_data(type(draft).__name__, details)
    return draft


def _faults(draft: MeasurementDraft) -> Iterator[Fault]:
    if draft.kind not in MEASURED_KINDS:
        yield "kind", Code.BAD_CHOICE, "A series cannot show this kind of effect. State it, or work it out by hand."
    elif not draft.unit:
        yield "unit", Code.REQUIRED, "Give the unit; a bare number says nothing."
    elif draft.kind in UNITS and draft.unit not in UNITS[draft.kind]:
        yield "unit", Code.BAD_CHOICE, f"This kind is counted in {UNITS[draft.kind][0].replace('_', '-')}."
    elif draft.kind in MONEY_KINDS and minor_digits(draft.unit) is None:
        yield "unit", Code.BAD_AMOUNT, "Name a currency by its three letters, such as EUR."
    if draft.rolled_out_on is not None and draft.rolled_out_on < draft.changed_on:
        yield "rolled_out_on", Code.BAD_DATE, "The roll-out ends on the day of the change or later."
    if draft.no_other_changes and draft.other_changes:
        yield "no_other_changes", Code.BAD_CHOICE, "Either there were other changes, or there were none."
    yield from _source_faults(draft)


def _source_faults(draft: MeasurementDraft) -> Iterator[Fault]:
    if draft.source is Source.PROMETHEUS:
        if not draft.query:
            yield "query", Code.REQUIRED, "Write the query whose answer is one series."
        if not draft.connection_id:
            yield "connection_id", Code.REQUIRED, "Choose the connection that is asked."
    elif draft.query or draft.connection_id:
        yield "query", Code.BAD_CHOICE, "Only a connection is asked with a query."
    if draft.source is Source.INCIDENTS and draft.kind is not ImpactKind.INCIDENTS:
        yield "kind", Code.BAD_CHOICE, "Linked incidents are counted as incidents."
    if draft.source is Source.INCIDENTS and draft.direction != "lower_is_better":
        yield "direction", Code.BAD_CHOICE, "Of incidents fewer are better."


def _card_faults(draft: RateCardDraft) -> Iterator[Fault]:
    digits = minor_digits(draft.currency)
    if digits is None:
        yield "currency", Code.BAD_AMOUNT, "Name a currency by its three letters, such as EUR."
    if not draft.unit:
        yield "unit", Code.REQUIRED, "Say what this is the price of: hours, minutes, customer_minutes, or a unit."
    if not draft.low <= draft.likely <= draft.high:
        yield "likely", Code.BAD_AMOUNT, "The likely figure lies between the low and the high one."
    if draft.low <= 0:
        yield "low", Code.BAD_AMOUNT, "A rate begins above zero."
    if draft.valid_to < draft.valid_from:
        yield "valid_to", Code.BAD_RANGE, "The last day lies after the first."
    if not draft.owner:
        yield "owner", Code.REQUIRED, "Name who answers for this rate, by e-mail address."
