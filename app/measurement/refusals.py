"""The words of a refusal: a normal answer, with its reason and, where waiting helps, the day to ask again."""

from datetime import date

from app.measurement.figures import day

REFUSALS = {
    "too_short_before": "Not enough history to tell: {found} before the change, {needed} needed. Attach older data.",
    "too_short_after": "Too early to tell: {found} after the change, {needed} needed.",
    "too_many_missing": "Too many gaps: {percent} % of the days {window} the change have no value; 30 % is the most.",
    "constant_series": "Nothing to compare: {metric} has one and the same value before and after the change.",
    "baseline_unstable": "{metric} moves too much by itself to tell: effects appear where nothing was changed.",
    "metric_redefined": "{metric} was defined anew on {day}, inside the window: before and after do not compare.",
    "t0_after_result": "The date of the change was edited after a result was seen. A second person has to confirm it.",
    "control_affected": "The control {control} moved at the change as well. State what moved both, or use another one.",
    "multi_series": "The query answers with {count} series where one is needed: {labels}.",
    "no_events": "Nothing to compare: no {what} before, none after, and no comparable services.",
    "undercounted": "The counts are not complete: {count} still open. Measure again once it is known when they ended.",
    "mixed_units": "{first} and {second} have units that cannot be joined.",
}


def refusal(code: str, ask_again_on: date | None, /, **facts: object) -> str:
    """What is missing and, where waiting helps, when to ask again. Facts: the names in braces in `REFUSALS`."""
    again = f" Ask again on {day(ask_again_on)}." if ask_again_on else ""
    return REFUSALS[code].format(**facts) + again
