"""What the estimator says, read back from its own bytes (design of the room `measurement`): the parts a page shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.impact import Grade

OK, INCONCLUSIVE, REFUSED = "ok", "inconclusive", "refused"
_GRADES = {"asserted": Grade.ASSERTED, "estimated": Grade.ESTIMATED, "measured": Grade.MEASURED}


class BadAnswer(ValueError):
    """The bytes are not an answer: the estimator ended in a way that nobody planned for."""


@dataclass(frozen=True)
class Interval:
    """A 90 % interval with its middle; negative = fell. `high` None = no upper limit."""

    low: float | None
    likely: float | None
    high: float | None
    unit: str


@dataclass(frozen=True)
class Side:
    """One side of the change: the mean per day of a series, or the events of a count."""

    mean: float
    days: float
    valid: int | None
    first: date | None
    last: date | None


@dataclass(frozen=True)
class Check:
    name: str
    passed: bool
    value: float | None
    limit: float | None


@dataclass(frozen=True)
class Span:
    first: date
    last: date


@dataclass(frozen=True)
class Answer:
    """`effect` in the unit for a series; `reduction` as a fraction for a count. Refused: neither is there."""

    status: str
    reason_code: str
    reason_text: str
    grade: Grade
    grade_reasons: tuple[str, ...]
    flags: tuple[str, ...]
    checks: tuple[Check, ...]
    sentence: str
    ask_again_on: date | None
    model: str
    data_sha256: str
    effect: Interval | None
    relative: Interval | None
    reduction: Interval | None
    before: Side | None
    after: Side | None
    before_span: Span | None
    donut: Span | None
    after_span: Span | None


def read_answer(text: str) -> Answer:
    """Raises BadAnswer."""
    try:
        found = json.loads(text)
        windows = found.get("windows") or {}
        return Answer(
            status=_one_of(found["status"], (OK, INCONCLUSIVE, REFUSED)),
            reason_code=found["reason_code"] or "",
            reason_text=found["reason_text"] or "",
            grade=_GRADES[found["grade"]],
            grade_reasons=tuple(found["grade_reasons"]),
            flags=tuple(found["flags"]),
            checks=tuple(Check(one["name"], one["passed"], one["value"], one["limit"]) for one in found["checks"]),
            sentence=str(found["sentence"]),
            ask_again_on=_day(found["ask_again_on"]),
            model=str(found["model"]["version"]),
            data_sha256=str(found["data_sha256"]),
            effect=_interval(found.get("effect_abs")),
            relative=_interval(found.get("effect_rel")),
            reduction=_interval(found.get("reduction")),
            before=_side(found.get("before")),
            after=_side(found.get("after")),
            before_span=_span(windows.get("before")),
            donut=_span(windows.get("donut")),
            after_span=_span(windows.get("after")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadAnswer(type(error).__name__) from None


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise ValueError(text)
    return text


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _interval(found: Mapping[str, Any] | None) -> Interval | None:
    return Interval(found["low"], found["likely"], found["high"], found["unit"]) if found else None


def _side(found: Mapping[str, Any] | None) -> Side | None:
    if not found:
        return None
    first, last = _day(found.get("first")), _day(found.get("last"))
    mean = found["mean"] if "mean" in found else found["events"]
    return Side(float(mean), float(found["days"]), found.get("valid"), first, last)


def _span(found: Mapping[str, Any] | None) -> Span | None:
    return Span(date.fromisoformat(found["first"]), date.fromisoformat(found["last"])) if found else None
