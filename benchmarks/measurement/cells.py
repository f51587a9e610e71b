"""Makes one series with a known effect from a recipe and a seed. The truth is the mean relative effect after the
change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.measurement.noise import Array, Draws, ar
from benchmarks.measurement.recipes import OTHER, PUBLISHED, Recipe

SEED = 40_711
FALLS = (-0.08, -0.15, -0.30, -0.50)
RISES = (0.10, 0.25, 0.50, 1.00)
WEEK = np.array([0.25, 0.45, 0.45, 0.3, 0.15, -0.75, -0.85])
ALL = {**PUBLISHED, **OTHER}
LONG = 600  # days among which a bad run is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`values` NaN = missing; the change comes after `before` days of them (`older` more days stand in front)."""

    cell: str
    zero: bool
    values: Array
    older: int
    before: int
    after: int
    per_day: int
    weekday: int
    controls: tuple[Array, ...]
    truth: float
    level: float
    roll_out: int
    trigger: str
    common_cause: str | None
    kind: str
    rises: bool


def make(cell: str, zero: bool, seed: int) -> Case:
    recipe = ALL[cell]
    draws = np.random.default_rng([SEED, list(ALL).index(cell), int(zero), seed])
    per_day = 24 if recipe.hourly else 1
    before = int(draws.choice([42, 56] if recipe.hourly else [42, 49, 56, 84, 112]))
    after = int(draws.choice([21, 28] if recipe.hourly else [28, 35, 42, 56]))
    days = recipe.older + before + after
    noise = _noise(recipe, draws, before, days)
    day = np.arange(days * per_day) / per_day - recipe.older - before
    weekday = int(draws.integers(7))
    whole = np.floor(day).astype(int)
    pattern = _pattern(recipe, draws, day, (weekday + whole + before + recipe.older) % 7)
    weather, controls = _controls(recipe, draws, whole)
    calm = recipe.trend * draws.uniform(-1, 1) * (day - day[0]) / days + _calendar(recipe, draws, day)
    scale = draws.uniform(*(recipe.counts or (20.0, 900.0)))
    without = scale * np.exp(pattern + weather[whole - whole[0]] + calm)
    course, roll_out = _course(recipe, draws, day)
    effect = 0.0 if zero else float(draws.choice(RISES if recipe.rises else FALLS))
    expected, late = without * (1 + effect * course), day >= 0
    values = expected * np.exp(noise * np.where(late, recipe.louder_after, 1.0))
    if recipe.counts:
        values = draws.poisson(values).astype(float)
    return Case(
        cell=cell,
        zero=zero,
        values=_holes(recipe, draws, values, per_day),
        older=recipe.older,
        before=before,
        after=after,
        per_day=per_day,
        weekday=weekday,
        controls=controls,
        truth=float(expected[late].sum() / without[late].sum() - 1),
        level=float(without[late].mean()),
        roll_out=roll_out,
        trigger={"planned": "planned", "bad run": "bad_run", "worst day": "incident"}[recipe.chosen],
        common_cause="a season that all of them feel" if recipe.shock else None,
        kind="count" if recipe.counts else "positive",
        rises=recipe.rises,
    )


def _pattern(recipe: Recipe, draws: Draws, day: Array, weekday: NDArray[np.int64]) -> Array:
    week: Array = recipe.week * draws.uniform(0.7, 1.3) * WEEK[weekday]
    if recipe.hourly:
        week = week + 0.35 * np.sin(2 * np.pi * (day % 1 - 0.4)) + 0.1 * np.sin(4 * np.pi * day)
    return week


def _noise(recipe: Recipe, draws: Draws, before: int, days: int) -> Array:
    """Log noise of every point. A fix after a bad run is looked for in a long series; its days are cut out."""
    sd, per_day = draws.uniform(0.10, 0.30), 24 if recipe.hourly else 1
    length = days if recipe.chosen == "planned" else LONG
    noise = recipe.noise(draws, length * per_day)
    if recipe.hourly:
        noise = 0.6 * np.repeat(ar(0.5)(draws, length), 24) + 0.8 * noise
    if recipe.spikes:
        noise = noise + (draws.random(noise.size) < recipe.spikes) * draws.uniform(0.5, 1.6, noise.size) / sd
    if recipe.chosen == "planned":
        return sd * noise
    daily = noise.reshape(length, per_day).mean(1)
    span = int(draws.integers(7, 15)) if recipe.chosen == "bad run" else 2
    run = np.convolve(daily, np.full(span, 1 / span), "valid")
    ends = np.flatnonzero(run >= np.quantile(run, 0.92 if recipe.chosen == "bad run" else 0.98)) + span
    ends = ends[(ends >= before) & (ends <= length - (days - before) - 8)]
    fixed = int(draws.choice(ends)) if ends.size else before
    first = fixed + int(draws.integers(1, 8)) - before
    return sd * noise[first * per_day : (first + days) * per_day]


def _controls(recipe: Recipe, draws: Draws, whole: NDArray[np.int64]) -> tuple[Array, tuple[Array, ...]]:
    """What the series shares with its controls, one value a day, and the controls (daily, all but `older`)."""
    day = np.unique(whole)
    if not recipe.controls:
        return np.zeros(day.size), ()
    weather = 0.15 * ar(0.6)(draws, day.size)
    if recipe.shock:
        weather += draws.choice([-1, 1]) * draws.uniform(0.10, 0.25) * (day >= draws.integers(0, 7))
    felt = 1.0 if recipe.shock else 0.0  # idle controls share nothing
    controls = [
        draws.uniform(20, 900) * np.exp(draws.uniform(0.7, 1.1) * weather + 0.06 * ar(0.3)(draws, day.size))
        for _ in range(recipe.controls)
    ]
    return felt * weather, tuple(controls)


def _calendar(recipe: Recipe, draws: Draws, day: Array) -> Array:
    wave = recipe.month * np.sin(2 * np.pi * (day / 30.4 + draws.random()))
    first = draws.integers(-40, 20)
    return wave + recipe.holiday * draws.choice([-1, 1]) * ((day >= first) & (day < first + 5))


def _course(recipe: Recipe, draws: Draws, day: Array) -> tuple[Array, int]:
    """How much of the effect is there each day, and how many days of roll-out are declared."""
    step = (day >= 0).astype(float)
    if recipe.course == "late":
        return (day >= draws.integers(2, 6)).astype(float), 0
    if recipe.course == "fade":
        return step * (1 - 0.5 * np.clip(day / 42, 0, 1)), 0
    if recipe.course in {"ramp", "hidden ramp"}:
        length = int(draws.integers(14, 28) if recipe.course == "ramp" else draws.integers(7, 21))
        return np.clip((day + 1) / length, 0, 1), length if recipe.course == "ramp" else 0
    return step, 0


def _holes(recipe: Recipe, draws: Draws, values: Array, per_day: int) -> Array:
    values[draws.random(values.size) < recipe.missing] = np.nan
    for _ in range(recipe.gaps):
        first = int(draws.integers(0, values.size - 6 * per_day))
        values[first : first + 5 * per_day] = np.nan
    return values
