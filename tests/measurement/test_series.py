"""What a change did to a metric: planted effects are found, nothing is found where nothing was done."""

from datetime import timedelta

import numpy as np
import pytest

from app.measurement import estimate_series_effect
from tests.measurement.series_data import DAY, T0, ar1, bad_run, change, control, series, values


def excludes_zero(found) -> bool:
    return found.status == "ok"


def test_a_planted_fall_of_thirty_percent_is_in_nine_of_ten_intervals():
    held, seen = [], []
    for seed in range(200):
        found = estimate_series_effect(series(values(seed, effect=-0.30)), change())
        seen.append(excludes_zero(found))
        held.append(found.effect_rel.low <= -0.30 <= found.effect_rel.high)
        if found.grade == "measured":
            assert " fell " in found.sentence
    assert np.mean(held) >= 0.90
    assert np.mean(seen) >= 0.95


def test_a_fix_after_a_bad_run_is_not_told_that_it_helped():
    claims, middles = [], []
    for seed in range(200):
        found, before, _ = bad_run(seed)
        effect = estimate_series_effect(series(found, before), change(trigger="bad_run"))
        if effect.status != "refused":
            claims.append(excludes_zero(effect))
            middles.append(effect.effect_rel.likely)
    assert len(claims) > 190
    assert np.mean(claims) <= 0.05
    assert abs(np.mean(middles)) <= 0.02


def test_calling_it_planned_does_not_bring_the_bad_run_back():
    claims, middles = [], []
    for seed in range(80):
        found, before, _ = bad_run(seed)
        effect = estimate_series_effect(series(found, before), change(trigger="planned"))
        if effect.status != "refused":
            claims.append(effect.effect_rel.high < 0)
            middles.append(effect.effect_rel.likely)
    assert np.mean(claims) <= 0.10
    assert abs(np.mean(middles)) <= 0.03


def test_who_did_not_say_why_is_treated_as_after_a_bad_run():
    asked = series(values(3, effect=-0.2))
    unknown, bad, planned = (
        estimate_series_effect(asked, change(trigger=trigger)) for trigger in ("unknown", "bad_run", "planned")
    )
    assert unknown.windows == bad.windows
    assert unknown.effect_rel == bad.effect_rel
    assert (unknown.windows.donut.last - unknown.windows.donut.first).days == 13
    assert planned.windows.donut is None


def test_a_ramp_is_answered_by_its_mean_and_the_level_it_reached_stands_beside_it():
    held = larger = 0
    for seed in range(60):
        course = np.clip((np.arange(126) - 84 + 1) / 21, 0, 1)
        found = values(seed) * (1 - 0.4 * course)
        effect = estimate_series_effect(series(found), change(t1=T0 + timedelta(days=21)))
        truth = -0.4 * course[84:].mean()
        held += effect.effect_rel.low <= truth <= effect.effect_rel.high
        larger += effect.after_rollout.likely < effect.effect_rel.likely
        assert effect.after_rollout.low <= -0.4 * 1.15 or effect.after_rollout.high >= -0.4 * 0.85
    assert held >= 54
    assert larger == 60


def test_a_trend_alone_is_seldom_taken_for_an_effect():
    claims = []
    for seed in range(100):
        slope = np.random.default_rng([79, seed]).uniform(-0.25, 0.25)
        found = values(seed, 70, 42, phi=0.3, sd=0.2) * np.exp(slope * np.arange(112) / 112)
        claims.append(excludes_zero(estimate_series_effect(series(found, 70), change())))
    assert np.mean(claims) <= 0.10


def shocked(seed: int) -> tuple[np.ndarray, list[np.ndarray]]:
    draws = np.random.default_rng([80, seed])
    weather = 0.15 * ar1(draws, 126, 0.6) + draws.choice([-1, 1]) * draws.uniform(0.10, 0.25) * (np.arange(126) >= 86)
    controls = [50 * np.exp(draws.uniform(0.7, 1.1) * weather + 0.06 * ar1(draws, 126, 0.3)) for _ in range(2)]
    return np.exp(weather), controls


def test_a_common_shock_is_taken_out_by_the_controls_that_felt_it():
    held, cautious = [], []
    for seed in range(60):
        weather, controls = shocked(seed)
        found = series(values(seed, effect=-0.2) * weather)
        asked = [control(values, name=f"control {i}") for i, values in enumerate(controls)]
        effect = estimate_series_effect(found, change(common_cause="the sale of spring"), asked)
        if effect.status != "refused":
            held.append(effect.effect_rel.low <= -0.2 <= effect.effect_rel.high)
        alone = estimate_series_effect(series(values(seed) * weather), change(other_changes=None))
        cautious.append(alone.status != "ok" or alone.grade != "measured" or bool(alone.flags))
    assert np.mean(held) >= 0.90
    assert all(cautious)


def test_weeks_of_older_history_with_a_wander_of_their_own_make_the_answer_careful():
    draws = np.random.default_rng(81)
    wander = 0.25 * ar1(draws, 224 + 126, 0.97) + 0.1 * ar1(draws, 350, 0.3)
    long = 100 * np.exp(wander)
    narrow = estimate_series_effect(series(long[224:]), change())
    careful = estimate_series_effect(series(long, 224 + 84), change())
    assert narrow.placebo is None
    assert careful.status == "refused" or (
        careful.placebo.n >= 5
        and careful.effect_rel.high - careful.effect_rel.low > narrow.effect_rel.high - narrow.effect_rel.low
    )


def test_errors_that_are_mostly_zero_get_an_amount_and_no_percentage():
    found = np.tile([0.0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 3], 12)[:126]
    found[84:] = np.where(np.arange(42) % 20 == 3, 1.0, 0.0)
    with np.errstate(all="raise"):
        effect = estimate_series_effect(series(found, kind="count", unit="errors", metric="errors"), change())
    assert effect.status in {"ok", "inconclusive"}
    assert effect.effect_rel is None
    assert effect.effect_abs.unit == "errors"
    assert effect.effect_abs.low <= found[84:].mean() - found[:84].mean() <= effect.effect_abs.high
    assert "zero_baseline" in effect.flags
    assert "[" not in effect.sentence
    assert "-47 %" not in effect.sentence


def test_hours_are_answered_by_the_day_with_their_own_profile_taken_off():
    draws = np.random.default_rng(82)
    hour = np.arange(70 * 24)
    log = 0.35 * np.sin(2 * np.pi * hour / 24) + 0.1 * draws.standard_normal(hour.size)
    found = 100 * np.exp(log) * np.where(hour >= 42 * 24, 0.7, 1.0)
    effect = estimate_series_effect(series(found, 42 * 24, step="1h"), change())
    assert effect.effect_rel.low <= -0.3 <= effect.effect_rel.high
    assert effect.effect_rel.high - effect.effect_rel.low < 0.1
    assert (effect.before.days, effect.after.days) == (42, 28)


def test_the_share_of_chance_points_the_good_way():
    fell = estimate_series_effect(series(values(5, effect=-0.3)), change())
    worse = estimate_series_effect(series(values(5, effect=-0.3), direction="higher_is_better"), change())
    assert fell.p_direction > 0.99
    assert worse.p_direction == pytest.approx(1 - fell.p_direction)


def test_the_effect_of_a_day_times_its_days_is_the_sum():
    found = estimate_series_effect(series(values(6, effect=-0.3)), change())
    assert found.cumulative.days == 42
    assert found.cumulative.likely == pytest.approx(found.effect_abs.likely * 42)
    assert found.after.mean - found.effect_abs.likely == pytest.approx(found.before.mean, rel=0.15)


def test_a_change_at_noon_leaves_that_day_out():
    found = estimate_series_effect(series(values(7, effect=-0.3)), change(t0=T0 + DAY / 2, trigger="bad_run"))
    assert found.windows.after.first == (T0 + DAY).date()
    assert found.windows.donut.last == T0.date()
