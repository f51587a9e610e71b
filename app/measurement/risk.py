"""A risk that people declared, before and after a change: bad minutes a year, as a range from ranges.

Bad minutes a year = (time to detect + time to repair) x share of users x 365.25 / days between: the rule of
app/domain/impact.py, here over draws. People give P5/P50/P95; each becomes a split lognormal, 20,000 draws from a
recorded seed, and what did not change is the same draw on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from math import isfinite

import numpy as np

from app.measurement.draws import Floats
from app.measurement.figures import outward
from app.measurement.grades import grade_risk
from app.measurement.money import Rates, price_minutes
from app.measurement.results import RiskEffect, RiskPoint, digest
from app.measurement.spread import DRAWS, Quantiles, interval, require, spread
from app.measurement.values import BadInput, Model, Range
from app.measurement.wording import risk_sentence

VERSION = "risk-1"
DAYS_A_YEAR = 365.25
UNIT = "bad minutes a year"
NAMES = {
    "ttd_min": "time to detect",
    "ttr_min": "time to repair",
    "users_fraction": "share of users",
    "days_between": "days between",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The same draw as before the change, times `factor`: in `after` only."""

    factor: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRisk:
    """Minutes, minutes, a share from 0 to 1, days. `days_between` None = it no longer happens; in `after` only."""

    ttd_min: Quantiles | Same
    ttr_min: Quantiles | Same
    users_fraction: Quantiles | Same
    days_between: Quantiles | Same | None


def retire_risk(before: DeclaredRisk, after: DeclaredRisk, *, seed: str, rates: Rates | None = None) -> RiskEffect:
    """What is avoided a year. `seed` is the record's id: the same seed, ranges and version give the same bytes.

    Raises BadInput for ranges that are not 0 < P5 <= P50 <= P95, shares over 1, and `Same` or None on the side before.
    """
    given = _given(before)
    draws = {name: spread(one, f"{seed}.{VERSION}.before.{name}", most=_most(name)) for name, one in given.items()}
    middles = {name: one.p50 for name, one in given.items()}
    later = {field.name: getattr(after, field.name) for field in fields(after)}
    came = {name: _later(name, one, draws[name], f"{seed}.{VERSION}.after.{name}") for name, one in later.items()}
    ends = {name: _middle(name, one, middles[name]) for name, one in later.items()}
    was_minutes, came_minutes = _minutes(draws), _minutes(came)
    avoided = interval(was_minutes - came_minutes, UNIT)
    priced = price_minutes(was_minutes - came_minutes, rates, seed=f"{seed}.{VERSION}")
    sources = [one.source for one in (*given.values(), *later.values()) if isinstance(one, Quantiles)]
    grade, reasons = grade_risk(sources)
    low, likely, high = outward(avoided.low or 0.0, avoided.likely or 0.0, avoided.high or 0.0)
    effect = RiskEffect(
        status="inconclusive" if (avoided.low or 0.0) <= 0 <= (avoided.high or 0.0) else "ok",
        reason_code=None, reason_text=None, grade=grade, grade_reasons=reasons, flags=(), checks=(),
        model=Model(version=VERSION), data_sha256=digest(VERSION, before, after, seed, rates), sentence="",
        ask_again_on=None, before=interval(was_minutes, UNIT), after=interval(came_minutes, UNIT), avoided=avoided,
        shown=Range(low=low, likely=likely, high=high, unit=UNIT),
        point=RiskPoint(before=_point(middles), after=_point(ends)), money=priced.money, money_reason=priced.reason,
    )  # fmt: skip
    return replace(effect, sentence=risk_sentence(effect, sources))


def _given(before: DeclaredRisk) -> dict[str, Quantiles]:
    found = {}
    for field in fields(before):
        one = getattr(before, field.name)
        if not isinstance(one, Quantiles):
            raise BadInput(None, f"{NAMES[field.name]} before the change is a range of its own")
        require(f"{NAMES[field.name]} before", one, **_limit(field.name))
        found[field.name] = one
    return found


def _later(name: str, one: Quantiles | Same | None, before: Floats, seed: str) -> Floats:
    if isinstance(one, Quantiles):
        require(f"{NAMES[name]} after", one, **_limit(name))
        return spread(one, seed, most=_most(name))
    if isinstance(one, Same):
        if not (isfinite(one.factor) and 0 < one.factor <= 1e6):
            raise BadInput(None, f"{NAMES[name]} after: a factor of {one.factor:g}; it lies above 0")
        drawn = before * one.factor
        return np.minimum(drawn, 1.0) if _most(name) else drawn
    if name != "days_between":
        raise BadInput(None, f"{NAMES[name]} after: a range or the same draw is needed")
    return np.full(DRAWS, np.inf)


def _middle(name: str, one: Quantiles | Same | None, before: float) -> float:
    if one is None:
        return float("inf")
    middle = one.p50 if isinstance(one, Quantiles) else before * one.factor
    return min(middle, 1.0) if _most(name) else middle


def _minutes(side: dict[str, Floats]) -> Floats:
    minutes: Floats = (side["ttd_min"] + side["ttr_min"]) * side["users_fraction"] * DAYS_A_YEAR / side["days_between"]
    return minutes


def _point(side: dict[str, float]) -> float:
    return (side["ttd_min"] + side["ttr_min"]) * side["users_fraction"] * DAYS_A_YEAR / side["days_between"]


def _most(name: str) -> float | None:
    return 1.0 if name == "users_fraction" else None


def _limit(name: str) -> dict[str, float]:
    return {"most": 1.0} if name == "users_fraction" else {}
