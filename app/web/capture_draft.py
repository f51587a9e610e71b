"""Read a nomination or a record whole: what is wrong in itself and what means nothing here, told at once."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from app.actions.record import local_day
from app.domain import Viewer
from app.domain.contribution_draft import ContributionDraft
from app.domain.draft import read_values
from app.kit.errors import FieldError, Invalid
from app.queries.capture import meant_by
from app.web.body import JsonBody

D = TypeVar("D", bound=ContributionDraft)
_LOOKED_UP = ("category", "incident", "service", "started_on", "finished_on")


def from_body(db: Session, body: JsonBody, model: type[D], *, viewer: Viewer, now: datetime) -> D:
    """Of the API. Raises Invalid with every fault at once."""
    try:
        return body.draft(model)
    except Invalid as fault:
        values = json.loads(body.raw)
        raise completed(db, fault, values if isinstance(values, dict) else {}, viewer=viewer, now=now) from None


def completed(db: Session, fault: Invalid, values: Mapping[str, Any], *, viewer: Viewer, now: datetime) -> Invalid:
    """What is refused is still looked up, as far as it can be read, so that nobody corrects a form twice."""
    told = {error.field for error in fault.errors}
    more = [error for error in _unknown(db, values, told, viewer=viewer, now=now) if error.field not in told]
    return Invalid.many([*fault.errors, *more])


def _unknown(
    db: Session, values: Mapping[str, Any], told: set[str], *, viewer: Viewer, now: datetime
) -> tuple[FieldError, ...]:
    kept: dict[str, Any] = {"title": "-", "effect_unknown": True}
    kept |= {name: values[name] for name in _LOOKED_UP if isinstance(values.get(name), str) and name not in told}
    kept["contributors"] = _people(values.get("contributors"))
    try:
        meant_by(db, read_values(ContributionDraft, kept), by=viewer, today=local_day(viewer, now))
    except Invalid as unknown:
        return unknown.errors
    return ()


def _people(rows: Any) -> list[dict[str, str]]:
    """Only a list whose every line names somebody keeps its places."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return []
    people = [row.get("person") for row in rows]
    return [{"person": person} for person in people] if all(isinstance(one, str) and one for one in people) else []
