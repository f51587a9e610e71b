"""The form of a question: one way for each source, everything on one page, nothing that needs script."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.draft import read_values
from app.domain.impact import ImpactKind
from app.domain.measurement import MEASURED_KINDS, Source
from app.domain.measurement_draft import MeasurementDraft
from app.kit.errors import Fault
from app.publishing.impact_wording import KIND_WORDS
from app.queries.measurements import Asked, Gauge
from app.web.body import OWN_FIELDS, Form
from app.web.contribution_forms import Field, FormPage, errors_of
from app.web.forms import typed

LEADS = {
    Source.CSV: "Say what is asked before anybody knows the answer. The file comes on the next page.",
    Source.PROMETHEUS: "Say what is asked before anybody knows the answer. The query is asked of the connection.",
    Source.INCIDENTS: "Incidents of the linked services are counted before and after the change.",
}
WAYS = ((Source.CSV, "From a file"), (Source.PROMETHEUS, "From a Prometheus"), (Source.INCIDENTS, "From incidents"))
_KINDS = [
    (kind.value, "A metric of its own unit" if kind is ImpactKind.OTHER else KIND_WORDS[kind])
    for kind in MEASURED_KINDS
]
_DIRECTIONS = [("lower_is_better", "Lower is better"), ("higher_is_better", "Higher is better")]
_SHAPES = [
    ("positive", "A size above zero, such as a latency"),
    ("rate", "A share or a rate"),
    ("count", "A count"),
    ("signed", "A figure that can be negative"),
]
_TRIGGERS = [
    ("unknown", "Not known"),
    ("planned", "It was planned, whatever the figures said"),
    ("incident", "After an incident"),
    ("bad_run", "After a run of bad days"),
]
_OTHER = Field(
    "textarea",
    "others",
    "What else changed near it?",
    "One line each, day first: 2026-03-05 A new data centre. Empty: not asked.",
)
_NONE = Field("ticks", "none", "", options=[("yes", "I asked: nothing else that is known changed in these days")])
_WHEN = (
    Field("date", "changed_on", "Day of the change", "The first day on which it could have an effect.", required=True),
    Field("date", "rolled_out_on", "Day on which it had reached everything", "Empty: on the same day."),
    Field(
        "amount",
        "days_before",
        "Days to compare before it",
        "28 to 730. From 56 on a result can be measured.",
        value="112",
    ),
    Field(
        "amount",
        "days_after",
        "Days to compare after it",
        "14 to 365. From 28 on a result can be measured.",
        value="56",
    ),
    Field("select", "trigger", "Why was it done then?", options=_TRIGGERS),
    _OTHER,
    _NONE,
)
_METRIC = (
    Field(
        "text",
        "metric",
        "What is measured",
        "In words a reader knows: p95 of a query, minutes of degraded service.",
        required=True,
    ),
    Field(
        "select",
        "kind",
        "What kind of effect",
        "All but the first need one figure a day: that day's sum.",
        options=_KINDS,
    ),
    Field("text", "unit", "Unit", "ms, %, minutes, customer_minutes, hours, incidents, or a currency.", required=True),
    Field("select", "direction", "Which way is better", options=_DIRECTIONS),
    Field("select", "shape", "What the figures are", options=_SHAPES),
)
_QUERY = Field(
    "textarea", "query", "Query", "PromQL whose answer is one series: end it in sum() or avg().", required=True
)


def draft_of(form: Form, *, zone: str) -> MeasurementDraft:
    values: dict[str, Any] = {
        key: value
        for key, value in form.fields
        if key not in OWN_FIELDS and key not in ("others", "none") and value.strip()
    }
    others = [line.strip() for line in form.get("others").splitlines() if line.strip()]
    values["other_changes"] = [_other(line) for line in others]
    values["no_other_changes"] = bool(form.get("none"))
    values["time_zone"] = zone
    if form.get("source") == Source.INCIDENTS:
        values |= {"kind": "incidents", "unit": "incidents", "shape": "count"}
    return read_values(MeasurementDraft, values)


def form_page(
    source: Source,
    *,
    back: str,
    action: str,
    form: Form | None,
    fault: Fault | None,
    old: Asked | None,
    gauges: Sequence[Gauge],
) -> FormPage:
    pairs = typed(form) if form else _filled(old) if old else _FRESH.get(source, {})
    fields = tuple(
        replace(one, value=str(pairs.get(one.name, one.value)), values=("yes",) if pairs.get(one.name) else ())
        for one in _fields(source, gauges)
    )
    hidden = Field("hidden", "source", value=source.value)
    return FormPage(
        title="Change the question" if old else "Measure it",
        lead=LEADS[source],
        button="Save as a new version" if old else "Register the question",
        action=action,
        back=back,
        fields=(hidden, *fields),
        errors=errors_of(fault, _renamed(fields)),
        version=old.version if old else None,
        now="An answer is known already: the change counts once a second person has confirmed it."
        if old and old.newest
        else "",
    )


def _fields(source: Source, gauges: Sequence[Gauge]) -> tuple[Field, ...]:
    if source is Source.INCIDENTS:
        return (replace(_METRIC[0], hint="Which incidents, in words: database incidents."), *_WHEN)
    if source is Source.PROMETHEUS:
        options = [(one.id, one.name) for one in gauges]
        ask = Field("select", "connection_id", "Connection", options=options or [("", "None is connected yet")])
        return (ask, _QUERY, *_METRIC, *_WHEN)
    return (*_METRIC, *_WHEN)


def _renamed(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """What is wrong with a line of other changes stands beside the box they are typed in."""
    return (*fields, Field("hidden", "other_changes"))


def _other(line: str) -> Mapping[str, str]:
    match = re.match(r"(\S+)\s+(.+)", line)
    return {"on": match[1], "text": match[2]} if match else {"on": line, "text": line}


def _filled(old: Asked) -> dict[str, Any]:
    names = ("metric", "kind", "unit", "direction", "shape", "trigger", "query", "days_before", "days_after")
    found: dict[str, Any] = {name: getattr(old, name) for name in names}
    days = {name: getattr(old, name) for name in ("changed_on", "rolled_out_on")}
    found |= {name: day.isoformat() if day else "" for name, day in days.items()}
    found["connection_id"] = old.connection_id or ""
    found["others"] = "\n".join(f"{one['on']} {one['text']}" for one in old.other_changes)
    found["none"] = "yes" if old.others_asked and not old.other_changes else ""
    return found


_FRESH = {Source.INCIDENTS: {"days_before": "180", "days_after": "90", "metric": "incidents"}}
