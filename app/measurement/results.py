"""What counts and declared risks come to, and every answer as bytes: the same answer gives the same text, always."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Literal

from app.measurement.values import Range, Result

DIGITS = 12  # significant; what differs beyond them is the machine's arithmetic, not the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was counted on one side of the change."""

    events: int
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """How often so few events would be seen if nothing had changed; `one_in` = 1 / probability."""

    probability: float
    one_in: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountEffect(Result):
    """`ratio` = rate after / rate before (`high` None = no upper limit); `reduction` = 1 - ratio; both as fractions.

    `bad_minutes` is the difference over the after-window: minutes x share of users, negative = fewer.
    """

    before: Counted | None
    after: Counted | None
    ratio: Range | None
    exact_ratio: Range | None
    reduction: Range | None
    method: Literal["eb", "exact"] | None
    over_dispersion: float | None
    fleet_services: int | None
    if_nothing_changed: Chance | None
    bad_minutes: Range | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPoint:
    """Bad minutes a year from the middle figures alone: anybody can work these out by hand."""

    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Separate lines in integer minor units of one currency, each P5/P50/P95; there is no sum of them.

    `revenue_exposed` is before recovery and margin: it stands only where the recovered share is not known.
    """

    currency: str
    saved_cost: Range | None
    capacity: Range | None
    avoided_loss: Range | None
    revenue_exposed: Range | None
    rate_card_ids: tuple[str, ...]
    conversion_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskEffect(Result):
    """Bad minutes a year, P5/P50/P95; `avoided` = before - after in each draw (positive = less); `shown` is rounded."""

    before: Range
    after: Range
    avoided: Range
    shown: Range
    point: RiskPoint
    money: Money | None
    money_reason: str | None


def as_json(result: object) -> str:
    """Sorted keys, null for absent, 12 significant digits. Raises ValueError for NaN and Infinity."""
    return json.dumps(_plain(result), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def digest(*values: object) -> str:
    """SHA-256 of what an answer was worked out from."""
    return hashlib.sha256(as_json(values).encode()).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") + 0.0  # no minus zero
    return value
