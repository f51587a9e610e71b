"""What a manager sends with an act. One shape for the five; each asks for its own fields and takes no others."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pydantic import Field

from app.domain.digest import ActKind, NotNowReason, Occasion
from app.domain.draft import Day, Draft, MaybeWords
from app.domain.recognition import ElsewhereDraft, Form, RecognitionDraft
from app.kit.errors import Code, FieldError, Invalid

LONGEST_PLAN = timedelta(days=366)
WITHOUT_DATE = timedelta(days=7)


class ActDraft(Draft):
    act: ActKind
    words: MaybeWords = ""
    contributors: list[str] = Field(default_factory=list, max_length=50)
    sentence: MaybeWords = ""
    occasion: Occasion | None = None
    date: Day | None = None
    form: Form | None = None
    line: MaybeWords = ""
    reason: NotNowReason | None = None


class SettlementDraft(Draft):
    """Of what was planned: done, or not yet."""

    done: bool


_FIELDS: Mapping[ActKind, tuple[str, ...]] = {
    ActKind.THANK: ("words", "contributors"),
    ActKind.PASS_UP: ("sentence",),
    ActKind.SCHEDULE: ("occasion", "date"),
    ActKind.ALREADY_DONE: ("form", "date", "line", "contributors"),
    ActKind.NOT_NOW: ("reason",),
}
_NEEDED: Mapping[ActKind, Mapping[str, str]] = {
    ActKind.THANK: {"words": "Name one thing that changed. One sentence is enough."},
    ActKind.PASS_UP: {"sentence": "Write one sentence for your manager."},
    ActKind.SCHEDULE: {"occasion": "Choose an occasion."},
    ActKind.ALREADY_DONE: {"form": "Say what was done."},
    ActKind.NOT_NOW: {"reason": "Choose one of the three reasons."},
}


def require_whole(draft: ActDraft, today: date) -> None:
    """Raises Invalid with everything that is missing, out of place or out of time."""
    faults = list(_faults(draft, today))
    if faults:
        raise Invalid.many(faults)


def thanks_in(draft: ActDraft) -> RecognitionDraft:
    return RecognitionDraft(words=draft.words, contributors=draft.contributors)


def elsewhere_in(draft: ActDraft, contributors: list[str]) -> ElsewhereDraft:
    form = draft.form or Form.IN_PERSON
    return ElsewhereDraft(words=draft.line, contributors=contributors, form=form, said_on=draft.date)


def planned_for(draft: ActDraft, today: date) -> date:
    """A meeting without a date is asked about after a week."""
    return draft.date or today + WITHOUT_DATE


def _faults(draft: ActDraft, today: date) -> Iterator[FieldError]:
    for name in sorted(draft.model_fields_set - {"act", *_FIELDS[draft.act]}):
        yield FieldError(name, Code.UNKNOWN_FIELD, "This act takes no such field.")
    for name, message in _NEEDED[draft.act].items():
        if not getattr(draft, name):
            yield FieldError(name, Code.REQUIRED, message)
    if draft.act is ActKind.SCHEDULE:
        yield from _planned(draft, today)
    if draft.act is ActKind.ALREADY_DONE and draft.date and draft.date > today + timedelta(days=1):
        yield FieldError("date", Code.BAD_DATE, "Choose a day that is not in the future.")


def _planned(draft: ActDraft, today: date) -> Iterator[FieldError]:
    if draft.occasion is Occasion.DATE and draft.date is None:
        yield FieldError("date", Code.REQUIRED, "Choose the day.")
    if draft.date and not today - timedelta(days=1) <= draft.date <= today + LONGEST_PLAN:
        yield FieldError("date", Code.BAD_DATE, "Choose a day from today on, within a year.")
