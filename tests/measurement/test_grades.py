"""The grade is worked out from facts: one step down for each thing that is missing, and it says which."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.measurement import Check, SeriesEffect, estimate_series_effect
from app.measurement.grades import MEASURED_WHY, grade_risk, grade_series
from tests.measurement.made import change, other, series

FALL = estimate_series_effect(series(0.6), change())
LARGE = estimate_series_effect(series(0.3), change())


def graded(effect: SeriesEffect, **facts: object) -> tuple[str, tuple[str, ...]]:
    """The grade of one and the same answer under other facts."""
    return grade_series(series(0.6, **facts.pop("series", {})), change(**facts), effect)


def test_a_clear_fall_with_all_that_is_asked_is_measured():
    assert graded(FALL) == ("measured", (MEASURED_WHY,))


def test_nobody_was_asked_about_other_changes():
    assert graded(FALL, other_changes=None) == ("estimated", ("Nobody was asked about other changes.",))


@pytest.mark.parametrize(
    ("days", "grade"), [(-113, "measured"), (-112, "estimated"), (41.9, "estimated"), (42, "measured")]
)
def test_another_change_counts_inside_the_window_only(days: float, grade: str):
    assert graded(FALL, other_changes=(other(days),))[0] == grade


def test_two_other_changes_are_one_step_as_well():
    assert graded(FALL, other_changes=(other(1), other(2))) == (
        "estimated",
        ("2 other changes are recorded in the window.",),
    )


def test_an_interval_that_includes_zero_is_never_measured():
    flat = estimate_series_effect(series(1.0, seed=3), change())
    assert (flat.status, flat.grade, flat.grade_reasons) == (
        "inconclusive",
        "estimated",
        ("The interval includes zero.",),
    )


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (55, 42, "55 days before the change; 56 are needed for measured."),
        (84, 27, "27 days with data after the change; 28 are needed for measured."),
    ],
)
def test_short_windows_are_estimated(before: int, after: int, reason: str):
    found = estimate_series_effect(series(0.6, before=before, after=after), change())
    assert (found.grade, found.grade_reasons) == ("estimated", (reason,))
    enough = estimate_series_effect(series(0.6, before=56, after=28), change())
    assert enough.grade == "measured"


def test_steps_add_up_and_end_at_asserted():
    found = estimate_series_effect(series(0.6, before=40, after=20), change(other_changes=None))
    assert (found.grade, len(found.grade_reasons)) == ("asserted", 3)


def test_effects_in_a_history_without_changes_are_a_step():
    failed = Check(name="older_placebos", passed=False, value=0.5, limit=0.2)
    assert graded(replace(FALL, checks=(*FALL.checks, failed)))[0] == "estimated"


def test_a_sign_that_turns_is_a_step_where_a_sign_is_claimed():
    turned = replace(FALL, robustness=(replace(FALL.robustness[0], same_sign=False), *FALL.robustness[1:]))
    assert graded(turned) == ("estimated", ("Asked another way, the sign turns (donut 0).",))
    assert graded(replace(turned, status="inconclusive"))[1] == ("The interval includes zero.",)


def test_a_definition_that_changed_in_older_history_is_a_step():
    long = series(0.6, before=300, redefined_on=(date(2025, 6, 1),))
    found = estimate_series_effect(long, change())
    assert found.grade == "estimated"
    assert "The definition of the metric changed on 1 June 2025." in found.grade_reasons


def test_a_two_fold_effect_makes_up_for_one_step_but_not_for_a_condition_of_measured():
    flipped = replace(LARGE, robustness=(replace(LARGE.robustness[0], same_sign=False),))
    assert graded(flipped)[0] == "measured"
    assert graded(flipped)[1][-1] == "The effect is two-fold or more and the placebo passed: one grade up."
    assert graded(LARGE, other_changes=None)[0] == "estimated"
    failed = replace(flipped, checks=(Check(name="baseline_placebo", passed=False, value=3, limit=2.5),))
    assert graded(failed)[0] == "asserted"
    unchecked = replace(flipped, checks=())
    assert graded(unchecked)[0] == "estimated"


def test_a_date_that_moved_counts_again_once_a_second_person_confirmed_it():
    assert graded(FALL, moved_after_result=True)[0] == "estimated"
    assert graded(FALL, moved_after_result=True, confirmed_by="Grace")[0] == "measured"


def test_a_refusal_is_asserted_and_says_why():
    refused = estimate_series_effect(series(0.6, after=9), change())
    assert (refused.grade, refused.grade_reasons) == ("asserted", (refused.reason_text,))


def test_a_day_of_another_change_is_counted_in_the_zone_of_the_series():
    """Late in the evening before the window in UTC, its first day already in Auckland."""
    first = other(-112)
    early = replace(first, ts=first.ts - timedelta(hours=6))
    moved = replace(FALL, windows=replace(FALL.windows, tz="Pacific/Auckland"))
    assert graded(FALL, other_changes=(early,))[0] == "measured"
    assert graded(moved, other_changes=(early,))[0] == "estimated"


def test_a_declared_risk_is_estimated_where_every_range_has_a_name():
    assert grade_risk(["A. Ng", "B. Lee"])[0] == "estimated"
    assert grade_risk(["A. Ng", " "])[0] == "asserted"
