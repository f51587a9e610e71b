"""From an answer to an amount that anybody can work out again, or to none: then nothing is claimed."""

import math
from decimal import ROUND_HALF_EVEN, Decimal

from app.domain.answer import OK, Answer, Interval
from app.domain.formula import work
from app.domain.impact import Bounds, ImpactKind, Method
from app.domain.impact_figures import PERCENT, Figures, inputs_of, places_of, plain
from app.domain.measurement import Measurement, Source

FELL, ROSE, COUNTED = "expected - observed", "observed - expected", "events_before / days_before x 365 x reduction"
_MOST_PLACES = 6


def figures_of(asked: Measurement, answer: Answer) -> Figures:
    """The improvement with its formula; without bounds where there is none to claim."""
    counted = asked.source == Source.INCIDENTS
    method = Method.COUNT if counted else Method.SERIES
    period = "year" if counted else "day" if asked.kind != ImpactKind.OTHER else "once"
    recipe = _counted(answer) if counted else _moved(answer, lower_is_better=asked.direction == "lower_is_better")
    if recipe is None:
        return Figures(method, None, asked.unit, period, "", {})
    formula, inputs = recipe
    source = f"model {answer.model}, data {answer.data_sha256[:12]}"
    kept = dict(inputs) | {f"{name}.source": source for name in inputs if "." not in name}
    bounds = plain(work(formula, inputs_of(kept), places=places_of(asked.unit)).bounds)
    return Figures(method, bounds, asked.unit, period, formula, kept)


def is_better(answer: Answer, *, lower_is_better: bool) -> bool:
    """The whole interval lies on the good side of zero."""
    if answer.status != OK:
        return False
    if answer.reduction is not None:
        return (answer.reduction.low or 0) > 0
    if answer.effect is None or answer.effect.low is None or answer.effect.high is None:
        return False
    return answer.effect.high < 0 if lower_is_better else answer.effect.low > 0


def _moved(answer: Answer, *, lower_is_better: bool) -> tuple[str, dict[str, str]] | None:
    """What the model expected without the change, against what was seen."""
    effect, after = answer.effect, answer.after
    if not is_better(answer, lower_is_better=lower_is_better) or effect is None or after is None:
        return None
    ends = _ends(effect)
    if ends is None:
        return None
    by = _rounded(*ends)
    observed = _to_place(after.mean, _place(by))
    expected = Bounds(observed - by.high, observed - by.likely, observed - by.low)
    inputs = {"expected": expected.likely, "expected.low": expected.low, "expected.high": expected.high}
    kept = {name: format(value, "f") for name, value in inputs.items()} | {"observed": format(observed, "f")}
    return (FELL if lower_is_better else ROSE), kept | {"expected.unit": effect.unit, "observed.unit": effect.unit}


def _counted(answer: Answer) -> tuple[str, dict[str, str]] | None:
    reduction, before = answer.reduction, answer.before
    if not is_better(answer, lower_is_better=True) or reduction is None or before is None:
        return None
    ends = _ends(reduction)
    if ends is None:
        return None
    shares = [format(Decimal(str(round(max(0.0, min(1.0, end)) * 100, 1))), "f") for end in ends]
    return COUNTED, {
        "events_before": f"{before.mean:.0f}",
        "days_before": format(Decimal(str(round(before.days, 2))), "f"),
        "reduction": shares[1],
        "reduction.low": shares[0],
        "reduction.high": shares[2],
        "reduction.unit": PERCENT,
    }


def _ends(one: Interval) -> tuple[float, float, float] | None:
    if one.low is None or one.likely is None or one.high is None:
        return None
    return one.low, one.likely, one.high


def _rounded(low: float, likely: float, high: float) -> Bounds:
    """The last digit that is kept is at least a tenth of the interval's width (rule E6)."""
    width = high - low or abs(likely) or 1.0
    place = max(-_MOST_PLACES, math.ceil(math.log10(width / 10)))
    return Bounds(*(_to_place(one, place) for one in (low, likely, high)))


def _place(by: Bounds) -> int:
    return int(by.likely.as_tuple().exponent)


def _to_place(value: float, place: int) -> Decimal:
    """1,428 to the place of tens (1) is 1,430; 0.4183 to that of hundredths (-2) is 0.42."""
    scale = Decimal(1).scaleb(place)
    return (Decimal(repr(value)) / scale).quantize(Decimal(1), ROUND_HALF_EVEN) * scale
