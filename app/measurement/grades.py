"""How well an answer is supported, computed from facts on the record: asserted < estimated < measured.

`verified` is not given here: it needs a second person. One step down for each thing that is missing, not below asserted
(design rules E1 to E9); one step up for a two-fold effect whose placebo passed (Guyatt et al. 2011, rating up).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.measurement.figures import day, plural
from app.measurement.results import CountEffect
from app.measurement.values import Change, Check, Grade, OtherChange, Series, SeriesEffect, Trigger, Windows

BEFORE_DAYS, AFTER_DAYS = 56, 28  # what *measured* asks for
LEVELS: tuple[Grade, ...] = ("asserted", "estimated", "measured")
TWO_FOLD = (-0.5, 1.0)
MEASURED_WHY = (
    "Long enough before and after, the checks passed, the interval excludes no change, nothing else is recorded."
)
Graded = tuple[Grade, tuple[str, ...]]


@dataclass(slots=True)
class _Ledger:
    """What speaks against *measured*. `capped`: a condition of it is not met, which no large effect makes up for."""

    reasons: list[str] = field(default_factory=list)
    capped: bool = False

    def lower(self, reason: str, *, cap: bool = False) -> None:
        self.reasons.append(reason)
        self.capped = self.capped or cap

    def grade(self, *, raised: str | None = None, why: str = MEASURED_WHY) -> Graded:
        level = max(2 - len(self.reasons), 0)
        reasons = list(self.reasons)
        if raised and level < (1 if self.capped else 2):
            level += 1
            reasons.append(raised)
        return LEVELS[level], tuple(reasons) or (why,)


def grade_series(series: Series, change: Change, effect: SeriesEffect) -> Graded:
    """The grade of an answered series and why; `effect` may still carry any grade. A refused one is asserted."""
    if effect.windows is None or effect.after is None:
        return "asserted", (effect.reason_text or "Nothing could be worked out.",)
    windows, after = effect.windows, effect.after
    ledger = _Ledger()
    _interval(ledger, effect.status, "zero")
    _asked(ledger, others_within(change, windows))
    failed = [check for check in effect.checks if _is_placebo(check) and not check.passed]
    if failed:
        ledger.lower("The same method sees effects in the history, where nothing was changed.", cap=True)
    _lengths(ledger, (windows.after.first - windows.before.first).days, after.valid)
    for redefined in series.redefined_on:
        ledger.lower(f"The definition of the metric changed on {day(redefined)}.")
    flips = [variant.name for variant in effect.robustness if not variant.same_sign]
    if flips and effect.status == "ok":  # where the interval includes zero no sign is claimed that could turn
        ledger.lower(f"Asked another way, the sign turns ({', '.join(flips)}).")
    _confirmed(ledger, change)
    passed = not failed and any(map(_is_placebo, effect.checks))
    large = effect.effect_rel is not None and _is_two_fold(effect.effect_rel.likely)
    raised = "The effect is two-fold or more and the placebo passed: one grade up." if large and passed else None
    return ledger.grade(raised=raised)


def grade_counts(change: Change | None, trigger: Trigger, effect: CountEffect) -> Graded:
    """The same for counts. Without a `change`, other changes and the record of the date are the caller's to judge."""
    if effect.before is None or effect.after is None:
        return "asserted", (effect.reason_text or "Nothing could be worked out.",)
    ledger = _Ledger()
    _interval(ledger, effect.status, "no change")
    if effect.method == "exact" and trigger != "planned":
        ledger.lower("No ten comparable services: a service picked at its worst gets better by itself.", cap=True)
    _lengths(ledger, effect.before.days, effect.after.days, with_data="")
    if change is None:
        return ledger.grade(why="Long enough before and after; the interval excludes no change.")
    first, end = change.t0 - timedelta(days=effect.before.days), change.t0 + timedelta(days=effect.after.days)
    others = change.other_changes
    _asked(ledger, None if others is None else [one for one in others if first <= one.ts < end])
    _confirmed(ledger, change)
    return ledger.grade()


def grade_risk(sources: Iterable[str]) -> Graded:
    """Estimated where every range names who gave it."""
    if all(source.strip() for source in sources):
        return "estimated", ("Every range was given by a named source; a declared risk is at most estimated.",)
    return "asserted", ("Not every range names its source.",)


def _interval(ledger: _Ledger, status: str, nothing: str) -> None:
    if status == "inconclusive":
        ledger.lower(f"The interval includes {nothing}.", cap=True)


def others_within(change: Change, windows: Windows) -> tuple[OtherChange, ...] | None:
    """Other changes from the first day of the window to its last; None = nobody was asked."""
    if change.other_changes is None:
        return None
    zone, first, last = ZoneInfo(windows.tz), windows.before.first, windows.after.last
    return tuple(one for one in change.other_changes if first <= one.ts.astimezone(zone).date() <= last)


def _asked(ledger: _Ledger, others: Sequence[OtherChange] | None) -> None:
    if others is None:
        ledger.lower("Nobody was asked about other changes.", cap=True)
    elif others:
        verb = "is" if len(others) == 1 else "are"
        ledger.lower(f"{plural(len(others), 'other change')} {verb} recorded in the window.")


def _lengths(ledger: _Ledger, before: float, after: float, *, with_data: str = " with data") -> None:
    if before < BEFORE_DAYS:
        ledger.lower(f"{plural(before, 'day')} before the change; {BEFORE_DAYS} are needed for measured.", cap=True)
    if after < AFTER_DAYS:
        ledger.lower(
            f"{plural(after, 'day')}{with_data} after the change; {AFTER_DAYS} are needed for measured.", cap=True
        )


def _confirmed(ledger: _Ledger, change: Change) -> None:
    """A date that moved after a result costs nothing once a second person confirmed it."""
    if change.moved_after_result and not change.confirmed_by:
        ledger.lower("The date of the change was edited after a result was seen.", cap=True)


def _is_placebo(check: Check) -> bool:
    return "placebo" in check.name


def _is_two_fold(likely: float | None) -> bool:
    return likely is not None and (likely <= TWO_FOLD[0] or likely >= TWO_FOLD[1])
