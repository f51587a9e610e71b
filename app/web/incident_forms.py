"""The form of an incident: from a page's fields to a draft, and from an incident or from what was typed to fields."""

from itertools import zip_longest
from typing import Any, TypeVar

from app.domain.incident_draft import MOST, TIMES, IncidentFacts
from app.kit.errors import Fault
from app.queries.incident_page import IncidentShape
from app.web.body import Form
from app.web.forms import in_zone, local_text, renamed, typed

EMPTY_ROWS = 2
MAY_BE_EMPTY = ("detected_at", "mitigated_at", "resolved_at", "customer_share")
TEXTS = ("summary", "severity", "priority", "urgency", "url")
D = TypeVar("D", bound=IncidentFacts)


def read(form: Form, model: type[D], *, zone: str) -> D:
    """The form shows every field, so one that comes empty is meant to be empty."""
    given = in_zone(renamed(form, {"people": "person", "factors_text": ""}), TIMES, zone)
    factors = [line for line in form.get("factors_text").splitlines() if line.strip()]
    given = Form((*given.fields, *(("factors", line) for line in factors)))
    draft = given.draft(model, lists={"responders": ("person", "role"), "services": (), "factors": ()})
    shown = {key for key, _ in form.fields}
    emptied: dict[str, Any] = {
        name: None for name in MAY_BE_EMPTY if name in shown and name not in draft.model_fields_set
    }
    emptied |= {name: "" for name in TEXTS if name in shown and getattr(draft, name) is None}
    if "people" in shown:
        lists = {"responders": draft.responders, "services": draft.services, "factors": draft.factors}
        emptied |= {name: [] for name, value in lists.items() if value is None}
        emptied["restricted"] = bool(draft.restricted)
    return draft.model_copy(update=emptied) if emptied else draft


def filled(page: IncidentShape | None, zone: str) -> dict[str, Any]:
    """The fields of an incident as it is, or of a new one."""
    if page is None:
        return _fields({}, people=[], services=[], factors="", restricted=False, version=0)
    texts = {name: str(getattr(page, name)) for name in ("title", "ref", *TEXTS)}
    texts |= {name: local_text(getattr(page, name), zone) for name in TIMES}
    texts["customer_share"] = "" if page.customer_share is None else f"{page.customer_share.normalize():f}"
    return _fields(
        texts,
        people=[(one.name, one.role) for one in page.responders],
        services=[one.id for one in page.services],
        factors="\n".join(page.factors),
        restricted=page.restricted,
        version=page.version,
    )


def as_typed(form: Form, version: int) -> dict[str, Any]:
    people = zip_longest(form.all("people"), form.all("role")[: len(form.all("people"))], fillvalue="responder")
    return _fields(
        typed(form),
        people=[(name, role) for name, role in people if name.strip()],
        services=form.all("services"),
        factors=form.get("factors_text"),
        restricted=form.get("restricted") != "",
        version=version,
    )


def on_form(fault: Fault) -> dict[str, str]:
    """Faults by the field that shows them: all of a list's stand at the list."""
    names = {"responders": "people", "factors": "factors_text"}
    places = ((field.split(".")[0], words) for field, words in fault.by_field.items())
    return {names.get(place, place): words for place, words in places}


def _fields(texts: dict[str, str], *, people: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    names = ("title", "ref", "customer_share", *TEXTS, *TIMES)
    rows = [*people, *[("", "responder")] * EMPTY_ROWS][: MOST + EMPTY_ROWS]
    return {name: texts.get(name, "") for name in names} | {"people": rows} | more
