"""The form of Nominate: from its fields to a draft, and back to a page with everything that was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import TypeVar

from sqlmodel import Session

from app.domain import Viewer
from app.domain.contribution_draft import ContributionDraft
from app.domain.impact_draft import ImpactDraft
from app.kit.errors import Fault, FieldError, Invalid
from app.web.body import Form
from app.web.capture_draft import completed

D = TypeVar("D", bound=ContributionDraft)
PEOPLE = {"contributors": ("person", "role", "share")}
ROWS_SHOWN = 3
IMPACT = "impact."
# Asking for one more empty line, or whether a link is here already, is no saving.
ASKS = ("add_person", "look_up")
MORE = (
    "finished_on", "started_on", "incident", "service", "impact.kind", "impact.low", "impact.likely", "impact.high",
    "impact.unit", "impact.source", "impact.period", "impact.method",
)  # fmt: skip
# What an impact is by default says nothing by itself.
_SAYS_NOTHING = ("impact.period", "impact.method")


@dataclass(frozen=True)
class PersonLine:
    """One line of "Who did it?". `id` is what a fault's link leads to."""

    id: str
    person: str
    role: str
    share: str
    error: str


@dataclass(frozen=True)
class CaptureForm:
    """`values` by the name of the field; `errors` by the id of the element that they belong to."""

    values: Mapping[str, str]
    lines: tuple[PersonLine, ...]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_more(self) -> bool:
        """Whether the closed part of the page holds something typed or wrong, and so stands open."""
        typed = any(self.values.get(name, "").strip() for name in MORE if name not in _SAYS_NOTHING)
        return typed or any(element_of(name) in self.errors for name in (*MORE, "category"))


def draft_of(db: Session, form: Form, model: type[D], *, viewer: Viewer, now: datetime) -> D:
    """Raises Invalid with every fault at once, those of the impact under "impact."."""
    plain = Form(tuple(pair for pair in form.fields if not pair[0].startswith(IMPACT)))
    faults: list[FieldError] = []
    draft = impact = None
    try:
        draft = plain.draft(model, lists=PEOPLE)
    except Invalid as fault:
        values = {name: value for name, value in plain.fields if value.strip()}
        people = [{"person": line.person} for line in _lines(form, {}) if line.person.strip()]
        whole = completed(db, fault, {**values, "contributors": people}, viewer=viewer, now=now)
        faults += whole.errors
    try:
        impact = _impact_of(form)
    except Invalid as fault:
        faults += _beside_the_words(fault.errors)
    if faults or draft is None:
        raise Invalid.many(faults)
    return draft.model_copy(update={"impact": impact})


def filled(form: Form, fault: Fault | None = None) -> CaptureForm:
    """What was typed, with the faults beside it; an empty line more where one was asked for."""
    errors = {element_of(error.field): error.message for error in fault.errors} if fault else {}
    if fault and not fault.errors:
        errors = {"": fault.message}
    lines = [line for line in _lines(form, errors) if line.person.strip()]
    wanted = max(ROWS_SHOWN, len(lines) + 1, len(form.all("person")) + bool(form.get("add_person")))
    empty = [_line(place, "", "helped" if place else "led", "", {}) for place in range(len(lines), min(wanted, 50))]
    return CaptureForm(dict(form.fields), (*lines, *empty), errors)


def element_of(name: str) -> str:
    """The id of the element on the page for a field of the draft."""
    parts = name.split(".")
    if parts[0] != "contributors":
        return name.replace(".", "-")
    line = _id_of_line(int(parts[1])) if len(parts) > 1 and parts[1].isdigit() else "people"
    return line if len(parts) < 3 or parts[2] == "person" else f"{line}-{parts[2]}"


def _impact_of(form: Form) -> ImpactDraft | None:
    """A figure needs a sentence; the words of the form are that sentence."""
    given = [(name, value) for name, value in form.fields if name.startswith(IMPACT)]
    if not any(value.strip() for name, value in given if name not in _SAYS_NOTHING):
        return None
    fields = tuple((name.removeprefix(IMPACT), value) for name, value in given)
    return Form((*fields, ("sentence", form.get("words")))).draft(ImpactDraft)


def _beside_the_words(errors: tuple[FieldError, ...]) -> list[FieldError]:
    """The sentence is asked for once."""
    return [
        FieldError(f"{IMPACT}{error.field}", error.code, error.message) for error in errors if error.field != "sentence"
    ]


def _lines(form: Form, errors: Mapping[str, str]) -> list[PersonLine]:
    typed = zip_longest(form.all("person"), form.all("role"), form.all("share"), fillvalue="")
    named = [line for line in typed if line[0].strip()]
    return [_line(place, person, role, share, errors) for place, (person, role, share) in enumerate(named)]


def _line(place: int, person: str, role: str, share: str, errors: Mapping[str, str]) -> PersonLine:
    id_ = _id_of_line(place)
    found = [errors[key] for key in (id_, f"{id_}-role", f"{id_}-share") if key in errors] if person else []
    return PersonLine(id_, person, role, share, " ".join(found))


def _id_of_line(place: int) -> str:
    return f"people-{place + 1}" if place else "people"
