"""An answer as text for a terminal: the sentence first, then the table, the checks and the grade."""

from collections.abc import Callable, Iterator, Sequence

from app.measurement import Range, SeriesEffect
from app.measurement.figures import amounts, percents, plain
from app.measurement.values import Check, Days, Period


def report(effect: SeriesEffect) -> str:
    """Ends without a line break."""
    parts = [[effect.sentence], list(_table(effect)), list(_checks(effect.checks)), list(_grade(effect))]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _table(effect: SeriesEffect) -> Iterator[str]:
    by, part, unit = effect.effect_abs, effect.effect_rel, effect.effect_abs.unit if effect.effect_abs else ""
    if by is None or effect.before is None or effect.after is None:
        return
    rows = [_side("before", effect.before, unit), _side("after", effect.after, unit)]
    if effect.windows and effect.windows.donut:
        rows.insert(1, ("left out", "", "", _days(effect.windows.donut)))
    rows.append(_effect("effect", by, unit, amounts))
    if part is not None:
        rows.append(_effect("", part, "%", percents))
    if effect.after_rollout is not None:
        rows.append(_effect("after the roll-out", effect.after_rollout, "%", percents))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[3]]).rstrip()


def _side(name: str, side: Period, unit: str) -> tuple[str, str, str, str]:
    days = f"{side.valid} of {side.days} days" if side.valid < side.days else f"{side.days} days"
    return name, f"{plain(side.mean)} {unit}".rstrip(), days, _days(Days(first=side.first, last=side.last))


def _days(days: Days) -> str:
    return f"{days.first.isoformat()} to {days.last.isoformat()}"


def _effect(name: str, found: Range, unit: str, written: Callable[..., tuple[str, ...]]) -> tuple[str, str, str, str]:
    if found.low is None or found.likely is None or found.high is None:
        return name, "", "", ""
    likely, low, high = written(found.likely, found.low, found.high, low=found.low, high=found.high)
    return name, f"{likely} {unit}".rstrip(), "90 % interval", f"{low} to {high} {unit}".rstrip()


def _checks(checks: Sequence[Check]) -> Iterator[str]:
    for check in checks:
        yield f"{'passed' if check.passed else 'failed'}  {_said(check)}"


def _said(check: Check) -> str:
    seen, limit = plain(abs(check.value or 0), digits=2), plain(check.limit or 0, digits=2)
    if check.name == "baseline_placebo":
        return f"a change pretended inside the baseline shows no effect (z {seen}, at most {limit})"
    if check.name == "older_placebos":
        share = f"{100 * (check.value or 0):.0f} % of them do, at most {100 * (check.limit or 0):.0f} %"
        return f"changes pretended in older history show no effect ({share})"
    if check.name == "change_point":
        where = "on the day" if not check.value else f"{seen} days {'before' if check.value < 0 else 'after'} it"
        return f"the clearest step of the series lies near the change ({where})"
    if check.name.startswith("control "):
        return f"{check.name} did not move at the change (z {seen}, at most {limit})"
    return check.name.replace("_", " ")


def _grade(effect: SeriesEffect) -> Iterator[str]:
    if effect.status == "refused":
        return
    yield f"Grade: {effect.grade}."
    for reason in effect.grade_reasons:
        yield f"  {reason}"
