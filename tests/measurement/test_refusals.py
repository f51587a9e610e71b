"""What the data cannot say is refused by name, without a number, and with a date where waiting helps."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from app.measurement import BadInput, Point, Range, estimate_series_effect
from tests.measurement.series_data import DAY, T0, change, control, points, series, values

NUMBERS = ("effect_rel", "effect_abs", "after_rollout", "before", "after", "cumulative", "p_direction", "placebo")


def refused(found, code: str) -> None:
    assert (found.status, found.reason_code) == ("refused", code)
    assert found.sentence == found.reason_text
    assert found.sentence
    assert [getattr(found, name) for name in NUMBERS] == [None] * len(NUMBERS)
    assert (found.checks, found.robustness, found.controls, found.windows) == ((), (), (), None)
    assert not any(isinstance(getattr(found, field.name), Range) for field in fields(found))


def test_twenty_seven_days_before_are_too_few():
    found = estimate_series_effect(series(values(1, 27, 42), 27), change())
    refused(found, "too_short_before")
    assert found.ask_again_on is None
    assert "27 days before the change, 28 needed" in found.sentence
    assert estimate_series_effect(series(values(1, 28, 42), 28), change()).status != "refused"


def test_twenty_eight_days_of_which_twenty_have_a_value_are_too_few():
    found = values(1, 28, 42)
    found[[1, 4, 9, 13, 14, 20, 22, 25]] = np.nan
    refused(estimate_series_effect(series(found, 28), change()), "too_short_before")


def test_thirteen_days_after_are_too_few_and_there_is_a_day_to_ask_again():
    found = estimate_series_effect(series(values(1, 84, 13)), change())
    refused(found, "too_short_after")
    assert found.ask_again_on == date(2026, 3, 16)
    assert "16 March" in found.sentence
    assert estimate_series_effect(series(values(1, 84, 14, effect=-0.4)), change()).grade == "estimated"


def test_a_change_that_lies_after_the_last_point_is_asked_again_two_weeks_after_it():
    found = estimate_series_effect(series(values(1, 84, 0)), change())
    refused(found, "too_short_after")
    assert found.ask_again_on == date(2026, 3, 16)


@pytest.mark.parametrize(("gaps", "too_many"), [(27, True), (25, False)])
def test_thirty_percent_of_gaps_is_the_most(gaps: int, too_many: bool):
    found = values(2, 100, 42)
    found[np.random.default_rng(1).permutation(86)[:gaps]] = np.inf
    asked = estimate_series_effect(series(found, 100), change(trigger="bad_run"))
    if too_many:
        refused(asked, "too_many_missing")
        assert "31 %" in asked.sentence
    else:
        assert asked.status != "refused"


def test_one_and_the_same_value_throughout_is_nothing_to_compare():
    refused(estimate_series_effect(series(np.full(126, 7.0)), change()), "constant_series")


def test_a_series_without_any_noise_is_answered_exactly():
    found = 100 * np.exp(0.1 * np.sin(2 * np.pi * np.arange(126) / 7)) * np.where(np.arange(126) >= 84, 0.7, 1)
    effect = estimate_series_effect(series(found), change()).effect_rel
    assert effect.likely == pytest.approx(-0.3, abs=1e-3)


def test_a_baseline_that_jumps_by_itself_is_refused():
    found = values(3, 100, 42, sd=0.05)
    found[52:] *= 2
    refused(estimate_series_effect(series(found, 100), change(trigger="bad_run")), "baseline_unstable")


def test_a_definition_that_changed_inside_a_window_is_refused_and_one_outside_is_not():
    found = values(5)
    inside = estimate_series_effect(series(found, redefined_on=(date(2026, 2, 1),)), change())
    refused(inside, "metric_redefined")
    assert "1 February" in inside.sentence
    outside = estimate_series_effect(series(found, redefined_on=(date(2025, 2, 1),)), change())
    assert outside.status != "refused"


def test_a_date_moved_after_the_result_waits_for_a_second_person():
    found = series(values(6, effect=-0.3))
    refused(estimate_series_effect(found, change(moved_after_result=True)), "t0_after_result")
    confirmed = estimate_series_effect(found, change(moved_after_result=True, confirmed_by="B. Osei"))
    assert confirmed.status == "ok"


def test_a_control_that_jumps_at_the_change_is_refused_unless_a_cause_is_named():
    found = series(values(7, effect=-0.3))
    jumping = control(values(8, effect=-0.6, sd=0.05))
    refused(estimate_series_effect(found, change(), [jumping]), "control_affected")
    explained = estimate_series_effect(found, change(common_cause="the sale of spring"), [jumping])
    assert explained.status != "refused"
    assert abs(explained.controls[0].z) > 2.5


def test_a_control_of_days_cannot_be_joined_to_a_series_of_hours():
    hours = 50 * np.exp(0.1 * np.random.default_rng(2).standard_normal(70 * 24))
    found = series(hours, 42 * 24, step="1h")
    refused(estimate_series_effect(found, change(), [control(values(9, 42, 28), 42)]), "mixed_units")


def test_what_cannot_be_read_is_bad_input_and_no_refusal():
    good = points(values(1), 84)
    naive = Point(datetime(2026, 1, 1), 1.0)  # noqa: DTZ001
    for bad, words in (
        ((), "no points"),
        ((*good, naive), "without an offset"),
        ((*good, good[3]), "two points at"),
        ((*good, Point(good[3].ts + timedelta(hours=2), 1.0)), "two points on one day"),
    ):
        asked = series([], 84)
        with pytest.raises(BadInput, match=words):
            estimate_series_effect(type(asked)(metric="m", unit="ms", step="1d", points=bad), change())
    with pytest.raises(BadInput, match="unknown time zone"):
        estimate_series_effect(series(values(1), tz="Mars/Olympus"), change())


def test_nan_and_infinity_are_gaps():
    found = list(values(10, effect=-0.3))
    clean = list(found)
    for at, odd in ((3, float("nan")), (30, float("inf")), (60, float("-inf")), (100, None)):
        found[at], clean[at] = odd, None
    assert estimate_series_effect(series(found), change()).effect_rel == (
        estimate_series_effect(series(clean), change()).effect_rel
    )


def test_a_change_before_the_history_begins_is_too_short():
    found = estimate_series_effect(series(values(1)), change(t0=T0 - 200 * DAY, recorded_at=datetime.now(UTC)))
    refused(found, "too_short_before")
