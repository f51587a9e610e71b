"""What makes each kind of series difficult: the thirteen published kinds, and others that nobody tuned anything on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benchmarks.measurement import noise
from benchmarks.measurement.noise import Noise

Course = Literal["step", "ramp", "hidden ramp", "fade", "late"]
Chosen = Literal["planned", "bad run", "worst day"]

ORDINARY = noise.ar(0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One kind. `week` size of the weekday pattern, `trend` its largest drift over the window, `counts` a Poisson's
    mean.
    """

    noise: Noise = ORDINARY
    week: float = 0.12
    trend: float = 0.0
    missing: float = 0.0
    gaps: int = 0
    spikes: float = 0.0
    course: Course = "step"
    chosen: Chosen = "planned"
    controls: int = 0
    shock: bool = False
    older: int = 0
    hourly: bool = False
    counts: tuple[float, float] | None = None
    louder_after: float = 1.0
    month: float = 0.0
    holiday: float = 0.0
    rises: bool = False


PUBLISHED = {
    "clean": Recipe(noise=noise.ar(0.0), week=0.05),
    "ar04": Recipe(),
    "ar08": Recipe(noise=noise.ar(0.8)),
    "weekly": Recipe(noise=noise.ar(0.3), week=0.35),
    "trend": Recipe(noise=noise.ar(0.3), trend=0.25),
    "heavy": Recipe(noise=noise.ar(0.4, 3)),
    "miss_spikes": Recipe(missing=0.15, spikes=0.04),
    "ramp": Recipe(course="ramp"),
    "rtm": Recipe(noise=noise.ar(0.7), chosen="bad run"),
    "ctrl_shock": Recipe(controls=2, shock=True, trend=0.15),
    "hourly": Recipe(noise=noise.ar(0.8), hourly=True, missing=0.03),
    "hourly_rtm": Recipe(noise=noise.ar(0.8, 4), hourly=True, chosen="bad run", spikes=0.02),
    "drift": Recipe(noise=noise.slow, older=224),
}

OTHER = {
    "waves": Recipe(noise=noise.waves),
    "moving": Recipe(noise=noise.moving),
    "two_memories": Recipe(noise=noise.two_memories),
    "skewed": Recipe(noise=noise.skewed),
    "counts": Recipe(counts=(15, 120), week=0.25),
    "few": Recipe(noise=noise.ar(0.2), counts=(1.5, 6), week=0.0),
    "louder": Recipe(louder_after=1.8),
    "month": Recipe(noise=noise.ar(0.3), month=0.08),
    "gaps": Recipe(noise=noise.ar(0.6), gaps=2),
    "hidden_ramp": Recipe(course="hidden ramp"),
    "fade": Recipe(course="fade"),
    "late": Recipe(course="late"),
    "worst_day": Recipe(noise=noise.ar(0.6), chosen="worst day"),
    "holiday": Recipe(noise=noise.ar(0.3), holiday=0.35),
    "idle_controls": Recipe(controls=2),
    "growth": Recipe(noise=noise.ar(0.3), rises=True, trend=0.2),
    "hourly_gaps": Recipe(noise=noise.ar(0.7), hourly=True, gaps=1),
    "walk": Recipe(noise=noise.walk, older=168),
}
STRESS = ("drift", "walk")  # outside the headline: nothing in the window tells a slow wander from an effect
BAD_RUN = ("rtm", "hourly_rtm", "worst_day")
