"""An amount is refused bare, and opens into lines that anybody can work out again to the same figure."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.draft import read_json, read_values
from app.domain.formula import Input, work
from app.domain.formula_tree import BadFormula
from app.domain.impact import Bounds, DeclaredRisk, ImpactKind, Tier, retired, tier_of
from app.domain.impact_draft import ImpactDraft, figures
from app.domain.impact_figures import worked_again
from app.kit.errors import Code, Invalid

STATED = {
    "kind": "money_saved", "sentence": "The nightly cluster is gone.", "method": "stated", "low": "20000",
    "likely": "40000", "high": "60000", "unit": "EUR", "period": "year", "source": "Invoices of March and April",
}  # fmt: skip
RISK = {
    "kind": "risk_retired", "sentence": "Failover needs no hands now.", "method": "declared_risk", "source": "On-call",
    "before": {"detect": 30, "repair": 60, "share_percent": 50, "times_a_year": 12},
    "after": {"detect": 30, "repair": 60, "share_percent": 50, "times_a_year": 1},
}  # fmt: skip


def faults(**changes):
    given = {key: value for key, value in {**STATED, **changes}.items() if value is not None}
    with pytest.raises(Invalid) as caught:
        read_values(ImpactDraft, given)
    return {error.field: error.code for error in caught.value.errors}


def by_pencil(line):
    """What the printed line comes to, read by somebody who only knows the signs."""
    text = re.sub(r"(\d[\d,.]*) %", lambda match: f"({match[1]}/100)", line.text).replace(",", "")
    text = re.sub(r"\d+(\.\d+)?", lambda match: f"D('{match[0]}')", text)
    value = eval(text.replace("×", "*").replace("÷", "/").replace("−", "-"), {"D": Decimal})
    return value.quantize(line.value, rounding=ROUND_HALF_EVEN)


def test_a_stated_range_needs_its_unit_its_method_its_period_and_its_source():
    bare = faults(unit=None, method=None, source=None, period=None)
    assert bare == dict.fromkeys(("unit", "method", "source", "period"), Code.REQUIRED)


def test_every_fault_of_an_amount_is_told_at_once():
    assert faults(low="70000", unit="XXQ", source=None) == {
        "low": Code.BAD_AMOUNT, "unit": Code.BAD_AMOUNT, "source": Code.REQUIRED
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"low": "50000"}, "low"),
        ({"high": "30000"}, "high"),
        ({"low": "-1"}, "low"),
        ({"high": "1e30"}, "high"),
        ({"high": "60000.001"}, "high"),
        ({"unit": "XXX"}, "unit"),
        ({"unit": "eur"}, "unit"),
        ({"unit": "JPY", "likely": "40000.5"}, "likely"),
    ],
)
def test_an_amount_that_cannot_be_is_refused_at_its_field(changes, place):
    assert faults(**changes) == {place: Code.BAD_AMOUNT}


def test_each_kind_has_its_unit_and_other_has_ones_own():
    assert faults(kind="engineer_time", unit="minutes") == {"unit": Code.BAD_CHOICE}
    assert figures(read_values(ImpactDraft, {**STATED, "kind": "other", "unit": "pages"})).unit == "pages"
    assert figures(read_values(ImpactDraft, {**STATED, "kind": "growth_unblocked", "unit": "customers"}))


@pytest.mark.parametrize("field", ["grade", "tier", "version", "author_id", "statement_id"])
def test_a_grade_is_never_typed(field):
    assert faults(**{field: 4}) == {field: Code.UNKNOWN_FIELD}


def test_a_sentence_alone_is_enough():
    draft = read_json(ImpactDraft, b'{"kind": "bad_minutes", "sentence": "Afternoons are quiet."}')
    assert figures(draft).bounds is None


def test_a_declared_risk_comes_to_495_and_shows_540_and_45():
    made = figures(read_values(ImpactDraft, RISK))
    assert made.bounds == Bounds(Decimal(495), Decimal(495), Decimal(495))
    assert (made.unit, made.period) == ("minutes", "year")
    lines = worked_again(made.formula, made.inputs, made.unit).likely
    assert [(line.text, line.value) for line in lines] == [
        ("(30 + 60) × 50 % × 12", 540), ("(30 + 60) × 50 % × 1", 45), ("540 − 45", 495)
    ]  # fmt: skip
    before = DeclaredRisk(Decimal(30), Decimal(60), Decimal("0.5"), Decimal(12))
    assert retired(before, DeclaredRisk(Decimal(30), Decimal(60), Decimal("0.5"), Decimal(1))) == made.bounds.likely


def test_a_risk_that_grew_is_no_gain():
    worse = {**RISK, "after": {"detect": 30, "repair": 60, "share_percent": 50, "times_a_year": 13}}
    with pytest.raises(Invalid) as caught:
        read_values(ImpactDraft, worse)
    assert [(one.field, one.code) for one in caught.value.errors] == [("after", Code.BAD_AMOUNT)]


def test_a_figure_is_not_typed_beside_the_inputs_that_give_it():
    with pytest.raises(Invalid) as caught:
        read_values(ImpactDraft, {**RISK, "low": 495})
    assert [one.field for one in caught.value.errors] == ["low"]


@pytest.mark.parametrize(
    "formula", ["a +", "a b", "(a", "a ** 2", "b x 2", "a / 0", "__import__", "a / (a - a)", "1e5 x a", "(" * 30 + "a"]
)
def test_a_formula_that_cannot_be_followed_is_refused(formula):
    with pytest.raises(BadFormula):
        work(formula, {"a": Input(Bounds(Decimal(1), Decimal(2), Decimal(3)))})


amounts = st.decimals(min_value=0, max_value=10_000, places=2)
ranges = st.lists(amounts, min_size=3, max_size=3).map(lambda ends: Bounds(*sorted(ends)))
leaves = st.sampled_from(["a", "b", "c", "12", "50 %", "0.25"])
formulas = st.recursive(
    leaves,
    lambda inner: st.tuples(inner, st.sampled_from("+-x"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(formula=formulas, a=ranges, b=ranges, c=ranges)
def test_every_line_can_be_worked_out_by_hand_to_the_same_figure(formula, a, b, c):
    inputs = {"a": Input(a), "b": Input(b, percent=True), "c": Input(c)}
    try:
        working = work(formula, inputs)
    except BadFormula:
        return
    assert all(by_pencil(line) == line.value for end in (working.low, working.likely, working.high) for line in end)
    assert working.bounds.low <= working.bounds.likely <= working.bounds.high


@settings(max_examples=150, deadline=None)
@given(kind=st.sampled_from(ImpactKind), ends=ranges, wider=ranges)
def test_widening_a_range_never_raises_its_tier(kind, ends, wider):
    def tier(low):
        return tier_of(kind, low, unit="EUR", period="month", currency="EUR")

    assert tier(min(ends.low, wider.low)) <= tier(ends.low)


def test_money_of_another_currency_counts_for_no_tier():
    def tier(unit):
        return tier_of(ImpactKind.MONEY_SAVED, Decimal(5_000_000), unit=unit, period="year", currency="EUR")

    assert (tier("EUR"), tier("USD")) == (Tier.CRITICAL, Tier.NONE)
