"""Money comes from the organisation's own rate cards, in lines that nobody adds."""

from dataclasses import fields, replace
from datetime import date

import pytest

from app.measurement import BadInput, DeclaredRisk, Money, Quantiles, RateCard, Rates, as_json, retire_risk
from app.measurement.money import price_hours, price_quantity, valid_on


def q(p5: float, p50: float, p95: float) -> Quantiles:
    return Quantiles(p5=p5, p50=p50, p95=p95, source="Finance on 2 March")


def constant(value: float) -> Quantiles:
    return q(value, value, value)


def card(unit: str, value: float, *, name: str = "card-1", currency: str = "EUR", year: int = 2026) -> RateCard:
    return RateCard(
        id=name, unit=unit, p5=value, p50=value, p95=value, currency=currency, owner="Finance",
        valid_from=date(year, 1, 1), valid_to=date(year, 12, 31),
    )  # fmt: skip


def rates(*cards: RateCard, **links: Quantiles | None) -> Rates:
    held = {"active_users": constant(1000), "recovered_share": constant(0.4), "margin": constant(0.25), **links}
    return Rates(cards=cards, **held)


def risk(days_between: float | None) -> DeclaredRisk:
    days = None if days_between is None else constant(days_between)
    return DeclaredRisk(
        ttd_min=constant(30), ttr_min=constant(60), users_fraction=constant(0.5), days_between=days
    )  # fmt: skip


def retired(given: Rates | None):
    return retire_risk(risk(365.25 / 12), risk(None), seed="019a", rates=given)


def test_without_a_card_there_is_no_money_and_the_reason_is_said():
    for given in (None, rates(), rates(card("hours", 90))):
        found = retired(given)
        assert (found.money, found.money_reason) == (None, "no_rate_card")


def test_a_loss_that_was_avoided_is_worked_out_link_by_link():
    """540 minutes x 1,000 users x 0.02 EUR x 60 % not recovered x 25 % margin = 1,620 EUR."""
    found = retired(rates(card("customer_minutes", 0.02)))
    assert found.money_reason is None
    assert [found.money.avoided_loss.low, found.money.avoided_loss.likely] == pytest.approx([162_000] * 2, abs=1)
    assert (found.money.currency, found.money.rate_card_ids) == ("EUR", ("card-1",))
    assert (found.money.saved_cost, found.money.capacity, found.money.revenue_exposed) == (None, None, None)


def test_where_nobody_knows_what_was_recovered_only_the_exposed_revenue_stands():
    found = retired(rates(card("customer minute", 0.02), recovered_share=None))
    assert found.money.avoided_loss is None
    assert found.money.revenue_exposed.likely == pytest.approx(1_080_000, abs=1)


@pytest.mark.parametrize(("link", "reason"), [("active_users", "no_active_users"), ("margin", "no_margin")])
def test_a_missing_link_gives_no_money(link: str, reason: str):
    found = retired(rates(card("customer_minutes", 0.02), **{link: None}))
    assert (found.money, found.money_reason) == (None, reason)


def test_two_currencies_are_never_joined():
    mixed = rates(card("customer_minutes", 0.02), card("customer_minutes", 3, name="card-2", currency="JPY"))
    assert (retired(mixed).money, retired(mixed).money_reason) == (None, "mixed_units")


def test_a_currency_is_counted_in_its_own_minor_units():
    found = retired(rates(card("customer_minutes", 3, currency="JPY")))
    assert found.money.avoided_loss.likely == 243_000
    assert found.money.avoided_loss.unit == "JPY minor units a year"


def test_of_several_cards_the_newest_one_holds_and_only_while_it_is_valid():
    old, new = card("hours", 80, year=2025), card("hours", 90, name="card-2")
    assert price_hours(constant(10), rates(old, new), seed="x").money.capacity.likely == 90_000
    assert valid_on((old, new), date(2025, 7, 1)) == (old,)
    assert valid_on((old, new), date(2027, 1, 1)) == ()


def test_freed_hours_are_capacity_and_an_invoice_that_fell_is_saved_cost():
    held = rates(card("hours", 90), card("GB of storage", 0.02, name="card-2"))
    hours = price_hours(constant(120), held, seed="x").money
    assert (hours.capacity.likely, hours.saved_cost, hours.avoided_loss) == (1_080_000, None, None)
    storage = price_quantity(constant(50_000), "GB of storage", held, seed="x").money
    assert (storage.saved_cost.likely, storage.capacity, storage.avoided_loss) == (100_000, None, None)
    assert price_quantity(constant(1), "CPU hours", held, seed="x").reason == "no_rate_card"


def test_there_is_no_field_for_a_sum():
    lines = {"saved_cost", "capacity", "avoided_loss", "revenue_exposed"}
    assert {field.name for field in fields(Money)} - lines == {"currency", "rate_card_ids", "conversion_date"}


def test_ranges_are_multiplied_draw_by_draw_and_repeat_themselves():
    held = rates(replace(card("customer_minutes", 0.02), p5=0.01, p95=0.04), active_users=q(500, 1000, 2000))
    found = retired(held)
    low, likely, high = (getattr(found.money.avoided_loss, end) for end in ("low", "likely", "high"))
    # two ranges of a factor of 2 each way: ln(2) x root 2 in the sum of their logarithms, so a factor of 2.67
    assert [likely / low, high / likely] == pytest.approx([2.67, 2.67], rel=0.03)
    assert as_json(retired(held)) == as_json(found)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (rates(card("customer_minutes", 0)), "rate card card-1: the P5 is 0"),
        (rates(card("customer_minutes", 1, currency="ABC")), "ABC is no currency"),
        (rates(card("customer_minutes", 1), recovered_share=constant(40)), "recovered share: 40 is too large"),
        (rates(card("customer_minutes", 1), margin=constant(25)), "margin: 25 is too large"),
        (rates(card("customer_minutes", 1), active_users=constant(-1)), "active users: the P5 is -1"),
    ],
)
def test_rates_that_cannot_be_are_bad_input(given: Rates, says: str):
    with pytest.raises(BadInput, match=says):
        retired(given)
