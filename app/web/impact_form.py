"""The form of an effect, in its three ways: a stated range, inputs with a formula, a risk before and after."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.draft import read_values
from app.domain.impact import Method
from app.domain.impact_draft import ImpactDraft
from app.kit.errors import Fault
from app.queries.impacts import Stated
from app.web.body import OWN_FIELDS, Form
from app.web.contribution_forms import KINDS, PERIOD_WORDS, Field, FormPage, errors_of, values_of
from app.web.forms import typed

ROWS = 3
RISK = ("detect", "repair", "share_percent", "times_a_year")
INPUT = ("name", "value", "low", "high", "unit", "source")
METHODS = (
    (Method.STATED.value, "A range that you state"),
    (Method.WORKED.value, "Worked out by hand"),
    (Method.DECLARED_RISK.value, "A risk, before and after"),
)
LEADS = {
    Method.STATED: "One plain sentence. A number if you have one, and how you know it.",
    Method.WORKED: "Name the figures, then write how they make the amount: minutes_each x times.",
    Method.DECLARED_RISK: "(time to notice + time to repair) x share of customers x times a year, before and after.",
}
_SENTENCE = Field(
    "textarea", "sentence", "What changed because of it?", "What would have happened without this?", required=True
)
_KIND = Field("select", "kind", "What kind of effect", options=KINDS)
_UNIT = Field(
    "text", "unit", "Unit", "minutes, hours, incidents, customers, customer_minutes, or a currency such as EUR"
)
_PERIOD = Field("select", "period", "Period", options=PERIOD_WORDS)
_AFTER = (
    Field("text", "source", "Where the figures come from", "A system, a bill, a person; or a link."),
    Field("date", "changed_on", "Day of the change"),
    Field("date", "baseline_on", "Day on which the figures of before were written down", "Empty means today."),
)
_RANGE = (Field("amount", "low", "Low"), Field("amount", "likely", "Likely"), Field("amount", "high", "High"))
_RISK_LABELS = ("Minutes until noticed", "Minutes until repaired", "Share of customers, in per cent", "Times a year")
_RISK = tuple(
    Field("amount", f"{name}_{when}", f"{label}, {when}", required=True)
    for when in ("before", "after")
    for name, label in zip(RISK, _RISK_LABELS, strict=True)
)
_FORMULA = (
    Field(
        "inputs",
        "input_name",
        "Figures",
        "Small letters for a name. Low and high make it a range; % counts as per cent.",
    ),
    Field("text", "formula", "Formula", "The names with + - x / and brackets.", required=True),
)
_FIELDS: Mapping[Method, tuple[Field, ...]] = {
    Method.STATED: (_KIND, _SENTENCE, *_RANGE, _UNIT, _PERIOD, *_AFTER),
    Method.WORKED: (_KIND, _SENTENCE, *_FORMULA, _UNIT, _PERIOD, *_AFTER),
    Method.DECLARED_RISK: (_SENTENCE, *_RISK, *_AFTER),
}


def draft_of(form: Form) -> ImpactDraft:
    """What the page does not know is passed on, and refused there by its name."""
    known = {f"{name}_{when}" for name in RISK for when in ("before", "after")} | {f"input_{part}" for part in INPUT}
    values: dict[str, Any] = {
        key: value for key, value in form.fields if key not in OWN_FIELDS and key not in known and value.strip()
    }
    method = form.get("method") or Method.STATED.value
    has_figures = any(values.get(name) for name in ("low", "likely", "high", "unit"))
    values["method"] = method if has_figures or method != Method.STATED else None
    if method == Method.DECLARED_RISK:
        values |= {"kind": "risk_retired"} | {when: _risk(form, when) for when in ("before", "after")}
    rows = _rows(form)
    if rows:
        values["inputs"] = rows
    return read_values(ImpactDraft, values)


def form_page(
    method: Method, *, back: str, action: str, form: Form | None, fault: Fault | None, old: Stated | None
) -> FormPage:
    pairs = typed(form) if form else _filled(old) if old else {}
    fields = values_of(pairs, _FIELDS[method])
    rows = _typed_rows(form) if form else _kept_rows(old) if old else []
    fields = tuple(replace(field, rows=_padded(rows)) if field.kind == "inputs" else field for field in fields)
    hidden = Field("hidden", "method", value=method.value)
    return FormPage(
        title="Change what it was worth" if old else "What was it worth?",
        lead=LEADS[method],
        button="Save as a new version" if old else "Save the effect",
        action=action,
        back=back,
        fields=(hidden, *fields),
        errors=errors_of(fault, fields),
        version=old.version if old else None,
    )


def _risk(form: Form, when: str) -> dict[str, str]:
    given = {name: form.get(f"{name}_{when}") for name in RISK}
    return {name: value for name, value in given.items() if value.strip()}


def _typed_rows(form: Form) -> list[tuple[str, ...]]:
    return list(zip(*(form.all(f"input_{part}") for part in INPUT), strict=False))


def _rows(form: Form) -> list[dict[str, str]]:
    rows = [dict(zip(INPUT, row, strict=True)) for row in _typed_rows(form)]
    kept = [{part: text.strip() for part, text in row.items() if text.strip()} for row in rows]
    return [row for row in kept if row]


def _kept_rows(old: Stated) -> list[tuple[str, ...]]:
    names = sorted(name for name in old.inputs if "." not in name)
    rest = INPUT[2:]
    return [(name, old.inputs[name], *(old.inputs.get(f"{name}.{part}", "") for part in rest)) for name in names]


def _padded(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return (*rows, *[("",) * len(INPUT)] * max(1, ROWS - len(rows)))


def _filled(old: Stated) -> dict[str, Any]:
    days = {name: getattr(old, name) for name in ("changed_on", "baseline_on")}
    found: dict[str, Any] = {name: "" if day is None else day.isoformat() for name, day in days.items()}
    found |= {name: getattr(old, name) for name in ("kind", "sentence", "unit", "period", "source", "formula")}
    found |= {end: _plain(getattr(old, end)) for end in ("low", "likely", "high")}
    for when in ("before", "after"):
        kept = dict(zip(("detect", "repair", "share", "times"), RISK, strict=True))
        found |= {f"{name}_{when}": old.inputs.get(f"{short}_{when}", "") for short, name in kept.items()}
    return found


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")
