"""The checks beside an answer: placebos, another date, clipping, controls; and what an answer must not depend on."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from app.measurement import Point, as_json, estimate_series_effect
from tests.measurement.series_data import T0, ar1, change, control, series, values

ENDS = ("low", "likely", "high")


def ends(found) -> list[float]:
    return [getattr(found.effect_rel, end) for end in ENDS]


def test_the_same_question_gives_the_same_bytes():
    asked = series(values(1, effect=-0.3)), change(), [control(values(2))]
    assert as_json(estimate_series_effect(*asked)) == as_json(estimate_series_effect(*asked))


def test_the_order_of_the_points_does_not_matter():
    found = series(values(1, effect=-0.3))
    turned = replace(found, points=tuple(reversed(found.points)))
    assert as_json(estimate_series_effect(found, change())) == as_json(estimate_series_effect(turned, change()))


def test_seconds_say_the_same_as_milliseconds():
    found = values(3, effect=-0.2)
    one, other = (
        estimate_series_effect(series(found / scale, unit=unit), change()) for scale, unit in ((1, "ms"), (1000, "s"))
    )
    assert ends(one) == pytest.approx(ends(other), abs=1e-9)
    assert one.effect_abs.likely == pytest.approx(1000 * other.effect_abs.likely, rel=1e-9)


def test_amounts_around_zero_scale_as_well():
    found = values(3) - 100
    one, other = (
        estimate_series_effect(series(found * scale, kind="signed"), change()).effect_abs for scale in (1, 1000)
    )
    assert [getattr(one, end) for end in ENDS] == pytest.approx([getattr(other, end) / 1000 for end in ENDS], rel=1e-9)


def test_another_name_of_the_zone_for_the_same_days_changes_nothing():
    found = values(4, effect=-0.2)
    names = ("UTC", "Etc/GMT", "Africa/Abidjan")
    answers = [estimate_series_effect(series(found, tz=tz), change()) for tz in names]
    assert ends(answers[0]) == ends(answers[1]) == ends(answers[2])
    far = estimate_series_effect(series(found, tz="America/New_York"), change())
    assert ends(far) == pytest.approx(ends(answers[0]), abs=1e-9)


def test_a_control_that_never_moves_changes_nothing():
    found = series(values(5, effect=-0.2))
    alone, beside = (estimate_series_effect(found, change(), given) for given in ((), [control(np.full(126, 3.0))]))
    assert ends(alone) == ends(beside)
    assert alone.grade == beside.grade
    assert beside.controls[0].z == 0


def test_the_growth_of_an_effect_counts_from_the_change_and_not_from_the_calendar():
    found = values(6, effect=-0.2)
    long_ago = series(found)
    moved = replace(long_ago, points=tuple(Point(p.ts + timedelta(days=3500), p.value) for p in long_ago.points))
    later = estimate_series_effect(moved, change(t0=T0 + timedelta(days=3500)))
    assert ends(later) == pytest.approx(ends(estimate_series_effect(long_ago, change())), abs=1e-9)


def test_clipped_days_are_counted_and_do_not_carry_the_answer():
    calm = values(7, effect=-0.2, sd=0.1)
    wild = calm.copy()
    wild[[10, 40, 61, 100]] *= 6
    found = estimate_series_effect(series(wild), change())
    counted = [flag for flag in found.flags if flag.startswith("clipped")]
    assert counted
    assert int(counted[0].split()[1]) >= 4
    assert ends(found) == pytest.approx(ends(estimate_series_effect(series(calm), change())), abs=0.06)


def test_a_step_at_another_date_is_told():
    found = values(8, sd=0.06)
    found[100:] *= 0.6
    elsewhere = estimate_series_effect(series(found, 60), change())
    assert "change_elsewhere" in elsewhere.flags
    here = values(8, sd=0.06, effect=-0.4)
    assert "change_elsewhere" not in estimate_series_effect(series(here), change()).flags


def test_every_way_to_ask_again_stands_in_the_list():
    found = estimate_series_effect(series(values(9, effect=-0.3)), change(), [control(values(10))])
    names = {variant.name for variant in found.robustness}
    assert names == {"donut 0", "donut 7", "donut 14", "donut 28", "without controls", "without clipping"}
    assert all(variant.low <= variant.likely <= variant.high and variant.same_sign for variant in found.robustness)


def test_older_history_is_looked_through_for_effects_that_nobody_made():
    found = values(11, 84 + 224, 42, effect=-0.3)
    effect = estimate_series_effect(series(found, 84 + 224), change())
    assert effect.placebo.n >= 5
    assert {"baseline_placebo", "older_placebos"} <= {check.name for check in effect.checks}
    short = estimate_series_effect(series(found[224:]), change())
    assert short.placebo is None


def test_a_restless_past_widens_the_interval():
    draws = np.random.default_rng(12)
    calm = 100 * np.exp(0.1 * ar1(draws, 350, 0.2))
    restless = calm.copy()
    restless[:224] *= np.exp(0.25 * np.sin(np.arange(224) / 9))
    one, other = (estimate_series_effect(series(found, 224 + 84), change()) for found in (calm, restless))
    assert other.status == "refused" or ends(other)[2] - ends(other)[0] > 1.3 * (ends(one)[2] - ends(one)[0])


def test_a_planned_change_keeps_its_two_weeks_and_loses_them_when_they_were_bad():
    calm = values(17, effect=-0.3)
    bad = calm.copy()
    bad[70:84] *= 1.6
    kept, dropped = (estimate_series_effect(series(found), change()) for found in (calm, bad))
    assert kept.windows.donut is None
    assert (dropped.windows.donut.last - dropped.windows.donut.first).days == 13
    assert not next(check for check in dropped.checks if check.name == "days_before").passed
    assert ends(dropped) == pytest.approx(ends(kept), abs=0.06)


def test_a_control_sees_nothing_where_nothing_happened():
    found = estimate_series_effect(series(values(14, effect=-0.3)), change(), [control(values(15))])
    assert [move.name for move in found.controls] == ["checkout volume"]
    assert abs(found.controls[0].z) < 2.5


def test_hours_of_summer_time_make_no_gap():
    spring = T0 + timedelta(days=27)  # the clocks of Berlin go forward on 29 March
    hours = 100 * np.exp(0.1 * np.random.default_rng(16).standard_normal(84 * 24))
    found = estimate_series_effect(series(hours, 42 * 24, step="1h", tz="Europe/Berlin"), change())
    assert found.after.last >= spring.date()
    assert found.status != "refused"
