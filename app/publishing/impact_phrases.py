"""What an impact comes to, as a verb with its range: always with unit and period, never without."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.kit.templating import amount, number

_PERIODS = {
    "year": " a year",
    "quarter": " a quarter",
    "month": " a month",
    "week": " a week",
    "day": " a day",
    "once": "",
}
_VERBS = {
    "customer_time": ("avoid", " of degraded service"),
    "bad_minutes": ("avoid", ""),
    "risk_retired": ("take away a risk of", ""),
    "incidents": ("avoid", ""),
    "money_saved": ("lower costs by", ""),
    "money_avoided": ("avoid costs of", ""),
    "growth_unblocked": ("unblock", ""),
    "engineer_time": ("free", ""),
}
_UNITS = {("bad_minutes", "minutes"): "bad minutes", ("risk_retired", "minutes"): "bad minutes"}


def amount_phrase(effect: Mapping[str, Any]) -> str:
    """ "avoid 495 bad minutes a year", "lower costs by EUR 20,000 to 60,000 a year"; empty without an amount."""
    if effect["low"] is None or effect["high"] is None:
        return ""
    low, high = Decimal(effect["low"]), Decimal(effect["high"])
    verb, of_what = _VERBS.get(effect["kind"], ("change", ""))
    unit = _UNITS.get((effect["kind"], effect["unit"]), effect["unit"])
    period = _PERIODS.get(effect["period"], "")
    return f"{verb} {_range(low, high, unit)}{of_what}{period}"


def _range(low: Decimal, high: Decimal, unit: str) -> str:
    if low == high:
        return amount(low, unit)
    first, last = amount(low, unit), amount(high, unit)
    if first.startswith(f"{unit} "):
        return f"{first} to {last.removeprefix(f'{unit} ')}"
    return f"{number(low)} to {last}"
