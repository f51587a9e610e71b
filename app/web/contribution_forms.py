"""The forms around a contribution, as data: each has a page of its own, so that it works without script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.contribution import Relation, Role
from app.domain.evidence import EvidenceKind
from app.domain.impact import PERIODS, ImpactKind
from app.kit.errors import Code, Fault
from app.publishing.contribution_wording import EVIDENCE
from app.publishing.impact_wording import KIND_WORDS
from app.web.body import Form
from app.web.forms import typed

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Field:
    """`kind` names a macro of components/field.html; `hidden` and `heading` are what they say."""

    kind: str
    name: str
    label: str = ""
    hint: str = ""
    required: bool = False
    options: Options = ()
    value: str = ""
    values: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()


@dataclass(frozen=True)
class FormPage:
    """Everything pages/contributions/form.html asks for."""

    title: str
    lead: str
    button: str
    action: str
    back: str
    fields: tuple[Field, ...]
    errors: Mapping[str, str]
    version: int | None = None
    now: str = ""


@dataclass(frozen=True)
class FormSpec:
    title: str
    lead: str
    button: str
    fields: tuple[Field, ...]
    done: str


ROLES: Options = [(role.value, role.value) for role in Role]
RELATIONS: Options = [
    (Relation.PREVENTS.value, "is meant to keep it from coming back"),
    (Relation.FOLLOWS_UP.value, "follows it up"),
    (Relation.RESPONDED_TO.value, "responded to it"),
]
KINDS: Options = [(kind.value, KIND_WORDS[kind]) for kind in ImpactKind]
PERIOD_WORDS: Options = [("", "Choose one"), *((one, f"a {one}" if one != "once" else "once") for one in PERIODS)]


def _words(label: str, hint: str = "") -> tuple[Field, ...]:
    return (Field("textarea", "words", label, hint, required=True),)


_NOTE_DONE = "Saved. It stands beside the text."
FORMS: Mapping[str, FormSpec] = {
    "replies": FormSpec(
        "Reply", "It stands beside the text wherever it is shown.", "Save the reply", _words("Your words"), _NOTE_DONE
    ),
    "objections": FormSpec(
        "This is wrong",
        "Whoever wrote it is told, and your words are kept beside the text.",
        "Save what is wrong",
        _words("What is wrong?"),
        _NOTE_DONE,
    ),
    "corrections": FormSpec(
        "Ask for a correction",
        "Whoever wrote it decides.",
        "Save the correction",
        _words("How should it read?"),
        _NOTE_DONE,
    ),
    "reports": FormSpec(
        "Report this",
        "It is hidden at once from everybody but you and HR, until HR has decided.",
        "Report and hide",
        _words("What happened?"),
        "Reported. Only you and HR can see it now.",
    ),
    "questions": FormSpec(
        "Ask a question",
        "It goes to those who put it forward, and to its contributors.",
        "Ask",
        _words("Your question"),
        "Asked.",
    ),
    "decline": FormSpec(
        "Decline",
        "Its contributors read your reason and can answer once, which opens it again for the next manager.",
        "Decline with this reason",
        _words("Your reason"),
        "Declined. Its contributors were told why.",
    ),
    "answer": FormSpec(
        "Answer the decline",
        "You can answer once. It opens the work again, for the next manager.",
        "Send the answer",
        _words("Your answer"),
        "Answered. It is open again.",
    ),
    "reports/decision": FormSpec(
        "Decide about the report",
        "The item is shown again to those it was shown to. Whoever reported it reads your reason.",
        "Show it again",
        _words("Your reason"),
        "Decided. It is shown again.",
    ),
    "handover": FormSpec(
        "Hand to another manager",
        "Somebody who leads one of its contributors.",
        "Hand it over",
        (
            Field("text", "person", "Name or e-mail", required=True),
            Field("textarea", "words", "A sentence, if you like"),
        ),
        "Handed over. Its contributors were told.",
    ),
    "evidence": FormSpec(
        "Add evidence",
        "A link that a colleague can open, or what you saw in your own words. Links are kept, never followed.",
        "Add it",
        (
            Field("select", "kind", "What it is", options=[(kind.value, EVIDENCE[kind]) for kind in EvidenceKind]),
            Field("text", "url", "Link", "Begins with https://"),
            Field("text", "title", "Its name, if it has one"),
            Field("textarea", "words", "In your words"),
        ),
        "Added.",
    ),
    "links": FormSpec(
        "Link an incident",
        "The link shows on both sides.",
        "Link it",
        (
            Field("text", "incident", "Its number", "Such as INC-1042.", required=True),
            Field("select", "relation", "This work", options=RELATIONS),
        ),
        "Linked.",
    ),
    "contributors": FormSpec(
        "Name a contributor",
        "They are told at once. What the company sees waits until they agree.",
        "Add them",
        (
            Field("text", "person", "Name or e-mail", required=True),
            Field("select", "role", "What they did", options=ROLES),
            Field("text", "share", "Share in per cent, if you like", "Together at most 100."),
        ),
        "Added. They were told.",
    ),
    "merge": FormSpec(
        "Merge into another",
        "Everything said here moves to the other one, and this address leads there. Of two circles the narrower holds.",
        "Merge",
        (Field("text", "into", "The one that stays", "Its number, such as PW-1, or its id.", required=True),),
        "Merged. Nothing was lost.",
    ),
}


def page_of(spec: FormSpec, *, action: str, back: str, form: Form | None, fault: Fault | None) -> FormPage:
    """The form as it is, or with everything that was typed and what was wrong beside its field."""
    given = typed(form) if form else {}
    chosen = {field.name: tuple(form.all(field.name)) for field in spec.fields if form and field.kind == "ticks"}
    fields = tuple(
        replace(one, value=given.get(one.name, one.value), values=chosen.get(one.name, one.values))
        for one in spec.fields
    )
    return FormPage(spec.title, spec.lead, spec.button, action, back, fields, errors_of(fault, fields))


def errors_of(fault: Fault | None, fields: Sequence[Field]) -> dict[str, str]:
    """By the field on the page; what belongs to none of them is told above the form."""
    if fault is None:
        return {}
    known = {field.name for field in fields}
    found: dict[str, str] = {}
    for error in fault.errors:
        name = next((one for one in _names(error.field) if one in known), "")
        found.setdefault(name, error.message)
    return found or {"": fault.message}


def is_stale(fault: Fault | None) -> bool:
    return fault is not None and fault.code is Code.PRECONDITION_FAILED


def _names(place: str) -> list[str]:
    """ "before.share_percent" stands on the page as "share_percent_before", "inputs.2.value" as "input_value"."""
    parts = place.split(".")
    if parts[0] in ("before", "after"):
        return [f"{parts[-1]}_{parts[0]}", f"detect_{parts[0]}"]
    if parts[0] == "inputs":
        return [f"input_{parts[-1]}", "input_name"]
    return [place, parts[0]]


def values_of(pairs: Mapping[str, Any], fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(replace(field, value=str(pairs.get(field.name, field.value))) for field in fields)
