"""The shapes of the room: what is asked (a series, a change, controls) and what every answer says. Values only.

Every value is frozen, slotted and keyword-only (`Point` is a NamedTuple, so that 200,000 of them stay small).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

Step = Literal["1h", "1d"]
Direction = Literal["lower_is_better", "higher_is_better"]
Kind = Literal["positive", "rate", "count", "signed"]
Trigger = Literal["planned", "incident", "bad_run", "unknown"]
Status = Literal["ok", "inconclusive", "refused"]
Grade = Literal["asserted", "estimated", "measured"]


class BadInput(ValueError):
    """The input cannot be read; it says nothing about the effect, so it is no refusal. `line` counts from 1, None = no
    line.
    """

    def __init__(self, line: int | None, message: str) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.line = line
        self.message = message


class Point(NamedTuple):
    """`ts` is aware; a daily point is stamped at the start of its day in the series' zone. None = missing."""

    ts: datetime
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One metric. The order of `points` does not matter; `redefined_on` lists days on which the definition changed."""

    metric: str
    unit: str
    points: tuple[Point, ...]
    step: Step
    tz: str = "UTC"
    direction: Direction = "lower_is_better"
    kind: Kind = "positive"
    redefined_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A series that shares the metric's weather but not the change; `unaffected_by` names who states that."""

    name: str
    points: tuple[Point, ...]
    unaffected_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherChange:
    ts: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed and when: `t0` first effect, `t1` end of the roll-out; `other_changes` None: nobody was asked."""

    t0: datetime
    recorded_at: datetime
    t1: datetime | None = None
    trigger: Trigger = "unknown"
    other_changes: tuple[OtherChange, ...] | None = None
    common_cause: str | None = None
    moved_after_result: bool = False
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A 90 % interval with its middle, low <= likely <= high. Negative = fell. None = no limit on that side."""

    low: float | None
    likely: float | None
    high: float | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One test that the answer passed or failed, with the value seen and the limit it was held against."""

    name: str
    passed: bool
    value: float | None
    limit: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Which version of the method answered; results add their own facts by inheriting."""

    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What all three answers say. Refused: every number is None, `reason_code` and `reason_text` are given."""

    status: Status
    reason_code: str | None
    reason_text: str | None
    grade: Grade
    grade_reasons: tuple[str, ...]
    flags: tuple[str, ...]
    checks: tuple[Check, ...]
    model: Model
    data_sha256: str
    sentence: str
    ask_again_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One side of the change: mean per point in the unit, days of the window, days with a value, first and last day."""

    mean: float
    days: int
    valid: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Whole days in the series' zone, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """`before` ends where the donut begins; `donut` is None when the history is too short to leave days out."""

    before: Days
    donut: Days | None
    after: Days
    tz: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cumulative:
    """The effect summed over the after-window: unit x points (daily points: unit x days)."""

    low: float
    likely: float
    high: float
    unit: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The same question asked another way: the effect as in `effect_rel`, or in the unit where that is None."""

    name: str
    low: float
    likely: float
    high: float
    same_sign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placebo:
    """Dates in older history on which nothing was changed: how many, how many claimed an effect, root mean square z."""

    n: int
    outside: int
    z_rms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlMove:
    """How far a control moved at the change, in standard errors of its own prediction."""

    name: str
    z: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """One point of the covariance grid and its share of the answer."""

    phi: float
    slow: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesModel(Model):
    """`width_factor` = all widening of the interval together: the calibrated constant times what the placebos asked
    for.
    """

    width_factor: float | None
    weights_top3: tuple[Weight, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesEffect(Result):
    """What a change did to a metric; `effect_abs` and `before`/`after` in the unit, mean per point over the
    after-window.
    """

    model: SeriesModel
    effect_rel: Range | None
    effect_abs: Range | None
    after_rollout: Range | None
    before: Period | None
    after: Period | None
    cumulative: Cumulative | None
    p_direction: float | None
    robustness: tuple[Variant, ...]
    placebo: Placebo | None
    windows: Windows | None
    controls: tuple[ControlMove, ...]
