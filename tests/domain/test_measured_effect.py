"""From an answer to an amount that anybody can work out again; and to none where none is to be claimed."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.domain import Measurement
from app.domain.answer import BadAnswer, read_answer
from app.domain.impact_figures import worked_again
from app.domain.measured_effect import figures_of

ANSWER = {
    "status": "ok", "reason_code": None, "reason_text": None, "grade": "measured", "grade_reasons": [], "flags": [],
    "checks": [], "sentence": "It fell.", "ask_again_on": None, "model": {"version": "series-1"},
    "data_sha256": "ab" * 32,
}  # fmt: skip
SIDE = {"days": 56, "valid": 56, "first": "2026-03-02", "last": "2026-04-26"}


def series(low: float, likely: float, high: float, after: float, **more: object) -> str:
    effect = {"low": low, "likely": likely, "high": high, "unit": "ms"}
    return json.dumps(ANSWER | {"effect_abs": effect, "after": SIDE | {"mean": after}} | more)


def asked(**changes: object) -> Measurement:
    fields = {
        "id": "a", "question_id": "a", "contribution_id": "c", "source": "csv", "kind": "other", "metric": "p95",
        "unit": "ms", "direction": "lower_is_better", "shape": "positive", "time_zone": "UTC", "trigger": "planned",
        "changed_on": date(2026, 3, 2), "author_id": "p", "registered_at": datetime(2026, 3, 1, tzinfo=UTC),
    }  # fmt: skip
    return Measurement(**(fields | changes))  # type: ignore[arg-type]


def test_a_fall_is_what_was_expected_less_what_was_seen_and_works_out_again():
    found = figures_of(asked(), read_answer(series(-1359.5, -1341.3, -1306.9, 430.4)))
    assert found.bounds is not None
    assert (found.bounds.low, found.bounds.likely, found.bounds.high) == (Decimal(1310), Decimal(1340), Decimal(1360))
    assert (found.formula, found.inputs["observed"], found.inputs["expected"]) == ("expected - observed", "430", "1770")
    working = worked_again(found.formula, found.inputs, found.unit)
    assert working is not None
    assert working.bounds == found.bounds


def test_a_rise_counts_where_higher_is_better():
    found = figures_of(asked(direction="higher_is_better"), read_answer(series(3.11, 4.02, 5.2, 61.3)))
    assert found.bounds is not None
    assert (found.bounds.low, found.bounds.high) == (Decimal("3"), Decimal("5"))
    assert found.formula == "observed - expected"


@pytest.mark.parametrize(
    "answer",
    [
        series(-10, 2, 9, 100, status="inconclusive"),
        series(2, 5, 9, 100),
        json.dumps(ANSWER | {"status": "refused", "reason_code": "too_short_after", "reason_text": "Too early."}),
    ],
    ids=["no clear change", "worse", "refused"],
)
def test_nothing_is_claimed_where_nothing_got_better(answer: str):
    found = figures_of(asked(), read_answer(answer))
    assert (found.bounds, found.formula, found.inputs) == (None, "", {})


def test_fewer_incidents_are_counted_by_the_year():
    answer = ANSWER | {
        "before": {"events": 9, "days": 180.0},
        "after": {"events": 0, "days": 90.0},
        "reduction": {"low": 0.21, "likely": 0.8, "high": 1.0, "unit": "fraction"},
    }
    found = figures_of(asked(source="incidents", kind="incidents", unit="incidents"), read_answer(json.dumps(answer)))
    assert found.bounds is not None
    assert (found.bounds.low, found.bounds.high) == (Decimal("3.8325"), Decimal("18.25"))
    assert (found.period, found.method.value) == ("year", "count")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", json.dumps(ANSWER | {"grade": "certain"}), '{"status": "ok"}']
)
def test_what_is_no_answer_is_not_taken_for_one(text: str):
    with pytest.raises(BadAnswer):
        read_answer(text)
