"""The form of "Edit, then keep": from its fields to a draft, and from a candidate or what was typed to fields."""

from typing import Any

from app.domain.candidate_draft import KeepDraft
from app.kit.errors import Code, Fault, Invalid
from app.queries.candidate_page import CandidateShape
from app.web.body import Form
from app.web.capture_form import PEOPLE, filled
from app.web.forms import renamed

NAMES = ("title", "words", "category", "incident", "service")


def read(form: Form) -> KeepDraft:
    return renamed(form, {"edited": ""}).draft(KeepDraft, lists=PEOPLE)


def shown(shape: CandidateShape, form: Form | None, fault: Fault | None) -> dict[str, Any]:
    """The fields as they are found, or as they were typed with what was wrong."""
    given = form or Form(tuple(_found(shape)))
    capture = filled(given, fault)
    return {"values": {name: given.get(name) for name in NAMES}, "lines": capture.lines, "errors": capture.errors}


def unknown_target() -> Invalid:
    words = "We cannot find this contribution, or it is not shared with you."
    return Invalid.one("into", Code.BAD_CHOICE, words)


def _found(shape: CandidateShape) -> list[tuple[str, str]]:
    pairs = [("title", shape.row.title), ("category", shape.row.category)]
    for one in shape.row.people:
        if one.id:
            pairs += [("person", one.name), ("role", one.role), ("share", "")]
    return pairs
