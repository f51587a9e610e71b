"""From daily levels to what one fit sees: scale, clipping, weekdays, controls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.measurement.mixture import Frame

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

CLIP = 3.0  # robust standard deviations
ROBUST = 1.4826  # a normal's sd over its median absolute deviation
CONTRASTS = np.eye(7) - 1 / 7  # of each weekday with their mean: no day is special, whichever the zone calls Monday
WEEKDAY_SD, CONTROL_SD, RAMP_SD = 0.5, 1.5, 1.0  # of a coefficient, log units: wide, so that the data speak
SIGNED_NOISE = 0.2  # a metric around zero has no level: its noise is taken for a fifth of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """One level a day and the controls beside it, all on the scale of the fit; `weekday` 0-6; `unit` as in `Frame`."""

    y: Array
    controls: tuple[Array, ...]
    weekday: NDArray[np.int64]
    unit: float
    logs: bool

    @property
    def valid(self) -> Mask:
        ok = np.isfinite(self.y)
        for control in self.controls:
            ok &= np.isfinite(control)
        return ok


def frame_of(levels: Levels, before: Mask, after: Mask, *, ramp: Array | None = None, clip: bool = True) -> Frame:
    """The days of both windows. `after` without a day asks for the noise alone. `ramp`: a declared course of the
    effect.
    """
    y = clipped(levels, before, after)[0] if clip else levels.y
    use = levels.valid & (before | after)
    late = after[use].astype(float)
    columns = [CONTRASTS[levels.weekday[use]]]
    columns += [(control[use] - control[use & before].mean())[:, None] for control in levels.controls]
    sds = [WEEKDAY_SD] * 7 + [CONTROL_SD] * len(levels.controls)
    if ramp is not None:
        columns.append(np.where(late > 0, ramp[use] - ramp[use & after].mean(), 0.0)[:, None])
        sds.append(RAMP_SD)
    return Frame(
        day=np.flatnonzero(use),
        y=y[use],
        columns=np.concatenate(columns, axis=1),
        sds=np.array(sds),
        change=late if late.any() else None,
        unit=levels.unit,
    )


def clipped(levels: Levels, *windows: Mask) -> tuple[Array, int]:
    """Each window winsorised about its weekday-adjusted level, and how many days that touched.

    Where more than half of a window has one value there is no spread to judge by, and nothing is clipped.
    """
    y, valid, touched = levels.y.copy(), levels.valid, 0
    sides = [side & valid for side in windows if (side & valid).any()]
    centred = y.copy()
    for side in sides:
        centred[side] -= middle_of(y[side])
    used = np.logical_or.reduce(sides)
    by_weekday = np.zeros(7)
    for weekday in np.unique(levels.weekday[used]):
        by_weekday[weekday] = middle_of(centred[used & (levels.weekday == weekday)])
    for side in sides:
        pattern = by_weekday[levels.weekday[side]]
        flat = y[side] - pattern
        middle = middle_of(flat)
        limit = CLIP * ROBUST * middle_of(np.abs(flat - middle))
        if limit > 0:
            held = np.clip(flat, middle - limit, middle + limit)
            touched += int((held != flat).sum())
            y[side] = np.where(held == flat, y[side], held + pattern)
    return y, touched


def middle_of(values: Array) -> float:
    """The median of values without a gap; many times quicker than numpy's on a few dozen."""
    ordered = np.sort(values)
    return float(ordered[(ordered.size - 1) // 2] + ordered[ordered.size // 2]) / 2


def unit_of(y: Array, *, logs: bool, signed: bool) -> float:
    """What one log unit is worth in units of `y`, from the valid values of the before-window."""
    if logs:
        return 1.0
    spread = float(np.std(y)) / SIGNED_NOISE
    level = abs(float(np.mean(y)))
    return (spread if signed or level == 0 else level) or 1.0
