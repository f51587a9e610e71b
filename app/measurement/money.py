"""From a yearly effect to money, through the organisation's own rate cards, draw by draw. No card, no money.

Avoided loss = bad minutes x active users x revenue of a customer-minute x (1 - recovered share) x contribution margin.
Capacity = hours x the loaded rate of an hour. Saved cost = quantity x unit price. The lines are never added, no
currency is turned into another, and nothing reaches beyond one year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from app.kit.money import minor_digits
from app.measurement.draws import Floats
from app.measurement.results import Money
from app.measurement.spread import Quantiles, interval, require, spread
from app.measurement.values import BadInput, Range

CUSTOMER_MINUTES, HOURS = "customer_minutes", "hours"
NO_CARD, MIXED = "no_rate_card", "mixed_units"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCard:
    """What one `unit` costs: `customer_minutes` (revenue), `hours` (an engineer's, fully loaded), or any other unit."""

    id: str
    unit: str
    p5: float
    p50: float
    p95: float
    currency: str
    owner: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """`active_users` at the hour that was bad. Without `recovered_share` only what was exposed is known, not lost."""

    cards: tuple[RateCard, ...]
    active_users: Quantiles | None
    recovered_share: Quantiles | None
    margin: Quantiles | None


@dataclass(frozen=True, slots=True)
class Priced:
    """Money, or the code of the link that is missing."""

    money: Money | None
    reason: str | None


def valid_on(cards: Iterable[RateCard], day: date) -> tuple[RateCard, ...]:
    return tuple(card for card in cards if card.valid_from <= day <= card.valid_to)


def price_minutes(minutes: Floats, rates: Rates | None, *, seed: str) -> Priced:
    """Draws of bad minutes a year -> avoided loss, or what is exposed where nobody knows the recovered share."""
    card, reason = _card(rates, CUSTOMER_MINUTES)
    if card is None or rates is None:
        return Priced(None, reason)
    if rates.active_users is None:
        return Priced(None, "no_active_users")
    if rates.recovered_share is not None and rates.margin is None:
        return Priced(None, "no_margin")
    require("active users", rates.active_users)
    exposed = minutes * spread(rates.active_users, f"{seed}.active_users") * _price(card, seed)
    if rates.recovered_share is None or rates.margin is None:
        return Priced(_money(card, exposed=_minor(exposed, card.currency)), None)
    require("recovered share", rates.recovered_share, most=1)
    require("margin", rates.margin, most=1)
    kept = 1 - spread(rates.recovered_share, f"{seed}.recovered_share", most=1)
    lost = exposed * kept * spread(rates.margin, f"{seed}.margin", most=1)
    return Priced(_money(card, avoided=_minor(lost, card.currency)), None)


def price_hours(hours: Quantiles, rates: Rates | None, *, seed: str) -> Priced:
    """Hours a year that became free -> capacity. Freed hours are no cash: the line keeps its own name."""
    card, reason = _card(rates, HOURS)
    if card is None:
        return Priced(None, reason)
    require("hours", hours)
    worth = spread(hours, f"{seed}.quantity") * _price(card, seed)
    return Priced(_money(card, capacity=_minor(worth, card.currency)), None)


def price_quantity(quantity: Quantiles, unit: str, rates: Rates | None, *, seed: str) -> Priced:
    """A measured quantity a year, in `unit`, that an invoice no longer holds -> saved cost."""
    card, reason = _card(rates, unit)
    if card is None:
        return Priced(None, reason)
    require(unit, quantity)
    saved = spread(quantity, f"{seed}.quantity") * _price(card, seed)
    return Priced(_money(card, saved=_minor(saved, card.currency)), None)


def _card(rates: Rates | None, unit: str) -> tuple[RateCard | None, str | None]:
    """The card for a unit; of several in one currency the newest. Two currencies cannot be joined."""
    cards = [card for card in (rates.cards if rates else ()) if _unit(card.unit) == unit]
    if not cards:
        return None, NO_CARD
    if len({card.currency for card in cards}) > 1:
        return None, MIXED
    return max(cards, key=lambda card: (card.valid_from, card.id)), None


def _unit(name: str) -> str:
    """customer-minute -> customer_minutes, engineer hour -> hours: one spelling for the two that formulas know."""
    spelled = name.strip().lower().replace("-", "_").replace(" ", "_").rstrip("s") + "s"
    if spelled in {CUSTOMER_MINUTES, "active_customer_minutes"}:
        return CUSTOMER_MINUTES
    return HOURS if spelled in {HOURS, "engineer_hours"} else name


def _price(card: RateCard, seed: str) -> Floats:
    given = Quantiles(p5=card.p5, p50=card.p50, p95=card.p95, source=card.owner)
    require(f"rate card {card.id}", given)
    return spread(given, f"{seed}.card.{card.id}")


def _minor(drawn: Floats, currency: str) -> Range:
    """Integer minor units: low down, high up, likely to the nearest."""
    digits = minor_digits(currency)
    if digits is None:
        raise BadInput(None, f"{currency} is no currency")
    found = interval(drawn * 10**digits, currency)
    low, likely, high = found.low or 0.0, found.likely or 0.0, found.high or 0.0
    return Range(low=floor(low), likely=round(likely), high=ceil(high), unit=f"{currency} minor units a year")


def _money(
    card: RateCard, *, saved: Range | None = None, capacity: Range | None = None, avoided: Range | None = None,
    exposed: Range | None = None,
) -> Money:  # fmt: skip
    return Money(
        currency=card.currency, saved_cost=saved, capacity=capacity, avoided_loss=avoided, revenue_exposed=exposed,
        rate_card_ids=(card.id,), conversion_date=None,
    )  # fmt: skip
