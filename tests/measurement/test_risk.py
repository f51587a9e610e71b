"""A declared risk: ranges in, a range of bad minutes a year out, the same bytes every time."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from app.domain import impact
from app.measurement import BadInput, DeclaredRisk, Quantiles, Same, as_json, retire_risk
from app.measurement.draws import normals
from app.measurement.spread import spread

NG = "A. Ng on 4 May"


def q(p5: float, p50: float, p95: float, source: str = NG) -> Quantiles:
    return Quantiles(p5=p5, p50=p50, p95=p95, source=source)


def constant(value: float) -> Quantiles:
    return q(value, value, value)


BEFORE = DeclaredRisk(
    ttd_min=q(10, 30, 60), ttr_min=q(45, 90, 180), users_fraction=q(0.3, 0.5, 0.7), days_between=q(20, 30, 60)
)
AFTER = DeclaredRisk(ttd_min=q(2, 5, 10), ttr_min=Same(factor=0.5), users_fraction=Same(), days_between=q(90, 180, 720))


def plainly(days_between: float | None) -> DeclaredRisk:
    days = None if days_between is None else constant(days_between)
    return DeclaredRisk(
        ttd_min=constant(30), ttr_min=constant(60), users_fraction=constant(0.5), days_between=days
    )  # fmt: skip


@pytest.mark.parametrize("seed", ["019a-one", "019a-two", "019a-three"])
def test_ranges_come_to_a_range_whatever_the_seed(seed: str):
    found = retire_risk(BEFORE, AFTER, seed=seed)
    assert [found.avoided.low, found.avoided.likely, found.avoided.high] == pytest.approx([230, 630, 1500], rel=0.03)
    assert [found.point.before, round(found.point.after, 1)] == [730.5, 50.7]
    assert (found.status, found.grade, found.money, found.money_reason) == ("ok", "estimated", None, "no_rate_card")


def test_the_sentence_rounds_outward_and_names_who_gave_the_ranges():
    found = retire_risk(BEFORE, AFTER, seed="019a")
    assert found.shown.low <= found.avoided.low
    assert found.avoided.high <= found.shown.high
    assert [one % 10 for one in (found.shown.low, found.shown.likely, found.shown.high)] == [0, 0, 0]
    words = f"Estimated {found.shown.low:.0f} to {found.shown.high:,.0f} bad minutes avoided per year"
    assert found.sentence == f"{words} (likely {found.shown.likely:.0f}), from ranges given by {NG}."


def test_constants_are_worked_out_to_the_digit():
    monthly = plainly(365.25 / 12)
    assert retire_risk(monthly, plainly(None), seed="x").before.likely == pytest.approx(540)
    once = retire_risk(monthly, plainly(365.25), seed="x")
    assert [once.avoided.low, once.avoided.likely, once.avoided.high] == pytest.approx([495] * 3)
    assert once.sentence.startswith("Estimated 495 bad minutes avoided per year, from")
    assert retire_risk(monthly, plainly(None), seed="x").avoided.low == pytest.approx(540)


def test_the_rule_is_the_one_of_the_domain():
    was = impact.DeclaredRisk(Decimal(30), Decimal(60), Decimal("0.5"), Decimal(12))
    now = replace(was, frequency=Decimal(1))
    assert impact.retired(was, now) == 495
    found = retire_risk(plainly(365.25 / 12), plainly(365.25), seed="x")
    assert found.point.before - found.point.after == pytest.approx(495)


def test_the_same_record_gives_the_same_bytes_and_another_one_does_not():
    first, again = (as_json(retire_risk(BEFORE, AFTER, seed="019a")) for _ in range(2))
    assert first == again
    assert as_json(retire_risk(BEFORE, AFTER, seed="019b")) != first


def test_what_did_not_change_is_the_same_draw_on_both_sides():
    """Nothing changed: drawn anew the difference would spread over hundreds of minutes."""
    same = DeclaredRisk(ttd_min=Same(), ttr_min=Same(), users_fraction=Same(), days_between=Same())
    found = retire_risk(BEFORE, same, seed="x")
    assert (found.avoided.low, found.avoided.high, found.status) == (0, 0, "inconclusive")
    assert "No clear change in bad minutes per year" in found.sentence
    anew = retire_risk(BEFORE, BEFORE, seed="x")
    assert anew.avoided.low < -500 < 500 < anew.avoided.high


def test_a_risk_that_grew_is_said_in_the_same_voice():
    found = retire_risk(plainly(365.25), plainly(365.25 / 12), seed="x")
    assert (found.status, found.avoided.likely) == ("ok", pytest.approx(-495))
    assert found.sentence.startswith("Estimated 495 more bad minutes per year, from")
    spread_out = retire_risk(
        replace(BEFORE, days_between=q(90, 180, 720)), replace(AFTER, days_between=q(1, 2, 3)), seed="x"
    )
    assert "more bad minutes per year (likely" in spread_out.sentence


def test_a_range_without_a_source_is_only_a_report():
    found = retire_risk(replace(BEFORE, ttd_min=q(10, 30, 60, source=" ")), AFTER, seed="x")
    assert (found.grade, found.grade_reasons) == ("asserted", ("Not every range names its source.",))
    assert found.sentence.startswith("Reported, not every source named: ")


def test_draws_have_the_quantiles_that_were_given_and_shares_end_at_one():
    drawn = spread(q(0.2, 0.5, 0.9), "x", most=1.0)
    assert np.quantile(drawn, (0.05, 0.5, 0.95)) == pytest.approx([0.2, 0.5, 0.9], rel=1e-3)
    assert drawn.max() == 1
    free = spread(q(10, 30, 60), "x")
    assert np.quantile(free, (0.05, 0.5, 0.95)) == pytest.approx([10, 30, 60], rel=1e-3)


def test_two_inputs_are_drawn_apart_from_each_other():
    one, other = normals("x.ttd_min", 20_000), normals("x.ttr_min", 20_000)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.03
    assert (one.mean(), one.std()) == pytest.approx((0, 1), abs=1e-3)


@pytest.mark.parametrize(
    ("before", "says"),
    [
        (replace(BEFORE, ttd_min=q(0, 30, 60)), "time to detect before: the P5 is 0; give a small value above zero"),
        (replace(BEFORE, ttd_min=q(-5, 30, 60)), "give a small value"),
        (replace(BEFORE, ttr_min=q(45, 30, 60)), "time to repair before: the P5, P50 and P95 have to rise"),
        (replace(BEFORE, users_fraction=q(30, 50, 70)), "write 0.3 for 30 %"),
        (replace(BEFORE, users_fraction=q(0.5, 0.9, 1.5)), "a share lies between 0 and 1"),
        (replace(BEFORE, days_between=q(20, float("nan"), 60)), "is no number"),
        (replace(BEFORE, days_between=q(20, 30, float("inf"))), "is no number"),
        (replace(BEFORE, days_between=q(1e-30, 30, 60)), "too small to be meant"),
        (replace(BEFORE, days_between=None), "days between before the change is a range of its own"),
        (replace(BEFORE, ttr_min=Same()), "time to repair before the change is a range of its own"),
    ],
)
def test_what_is_no_range_is_bad_input(before: DeclaredRisk, says: str):
    with pytest.raises(BadInput, match=says):
        retire_risk(before, AFTER, seed="x")


@pytest.mark.parametrize("factor", [0, -1, float("nan"), float("inf")])
def test_a_factor_lies_above_zero(factor: float):
    with pytest.raises(BadInput, match="it lies above 0"):
        retire_risk(BEFORE, replace(AFTER, ttr_min=Same(factor=factor)), seed="x")


def test_only_the_days_between_may_end():
    with pytest.raises(BadInput, match="time to detect after: a range or the same draw is needed"):
        retire_risk(BEFORE, replace(AFTER, ttd_min=None), seed="x")
