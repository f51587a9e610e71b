"""A formula that people can check by hand: names, numbers, + - x / and brackets. Nothing else is understood.

Inputs may be ranges. The ends of the result come from interval arithmetic (Moore 1966): the low end takes, for each
part, whichever ends make it smallest. Every printed line is rounded before the next one uses it, so that somebody
with a pencil arrives at the same figure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from itertools import product

from app.domain.formula_tree import BadFormula, Leaf, Node, Pair, leaves, parse, terms
from app.domain.impact import Bounds

PLACES = 6
_LARGEST = Decimal("1e18")
_DO: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda a, b: a + b,
    "−": lambda a, b: a - b,
    "×": lambda a, b: a * b,
    "÷": lambda a, b: a / b,
}


@dataclass(frozen=True)
class Input:
    """What a name stands for. `percent` values are shown as "50 %" and count as 0.5."""

    ends: Bounds
    percent: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a recomputation: "(30 + 60) × 50 % × 12" and 540."""

    text: str
    value: Decimal


@dataclass(frozen=True)
class Working:
    """How the low, the likely and the high figure come about, line by line; the last line holds the figure."""

    low: tuple[Line, ...]
    likely: tuple[Line, ...]
    high: tuple[Line, ...]

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.low[-1].value, self.likely[-1].value, self.high[-1].value)


@dataclass(frozen=True)
class _Value:
    value: Decimal
    text: str


_Three = tuple[_Value, _Value, _Value]


def work(formula: str, inputs: Mapping[str, Input], *, places: int = PLACES) -> Working:
    """Raises BadFormula for what it does not understand, an unknown name, a division by zero, or too large a figure."""
    root = parse(formula)
    with localcontext() as context:
        context.prec = 60
        parts = [(sign, node, _worked(node, inputs)) for sign, node in terms(root)]
        return Working(*(_lines(parts, end, places) for end in range(3)))


def names_in(formula: str) -> tuple[str, ...]:
    """In the order in which the formula first uses them. Raises BadFormula."""
    return tuple(dict.fromkeys(leaf.name for leaf in leaves(parse(formula)) if leaf.name))


def written(value: Decimal) -> str:
    """1250000.50 -> "1,250,000.5": plain digits that anybody can type again."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _lines(terms: list[tuple[str, Node, _Three]], end: int, places: int) -> tuple[Line, ...]:
    """Compound parts of a sum get a line each; the last line adds them up."""
    single = len(terms) == 1
    lines: list[Line] = []
    total, text = Decimal(0), ""
    for sign, node, three in terms:
        part = three[2 - end if sign == "−" else end]
        value = part.value if single else _rounded(part.value, PLACES)
        if isinstance(node, Pair) and not single:
            lines.append(Line(part.text, value))
            part = _Value(value, written(value) if value >= 0 else f"({written(value)})")
        total = _DO[sign](total, value)
        text = f"{text} {sign} {part.text}" if text else part.text
    return (*lines, Line(text, _rounded(total, places)))


def _worked(node: Node, inputs: Mapping[str, Input]) -> _Three:
    if isinstance(node, Leaf):
        return _leaf(node, inputs)
    left, right = _worked(node.left, inputs), _worked(node.right, inputs)
    if (node.sign == "÷" and any(one.value == 0 for one in right)) or _crosses_zero(node.sign, right):
        raise BadFormula("This divides by zero.")
    ends = [_joined(node, a, b) for a, b in product((left[0], left[2]), (right[0], right[2]))]
    by_size = sorted(ends, key=lambda one: one.value)
    return by_size[0], _joined(node, left[1], right[1]), by_size[-1]


def _crosses_zero(sign: str, divisor: _Three) -> bool:
    return sign == "÷" and divisor[0].value < 0 < divisor[2].value


def _joined(node: Pair, left: _Value, right: _Value) -> _Value:
    first = f"({left.text})" if _needs_brackets(node, node.left, right=False) else left.text
    second = f"({right.text})" if _needs_brackets(node, node.right, right=True) else right.text
    return _Value(_DO[node.sign](left.value, right.value), f"{first} {node.sign} {second}")


def _needs_brackets(node: Pair, side: Node, *, right: bool) -> bool:
    if isinstance(side, Leaf):
        return False
    if node.sign in "×÷":
        return side.sign in "+−" or (right and "÷" in (node.sign, side.sign))
    return right and node.sign == "−" and side.sign in "+−"


def _leaf(leaf: Leaf, inputs: Mapping[str, Input]) -> _Three:
    if not leaf.name:
        one = _shown(leaf.number, leaf.percent)
        return one, one, one
    if leaf.name not in inputs:
        raise BadFormula(f"There is no input named {leaf.name}.")
    given = inputs[leaf.name]
    ends = given.ends
    return (_shown(ends.low, given.percent), _shown(ends.likely, given.percent), _shown(ends.high, given.percent))


def _shown(number: Decimal, percent: bool) -> _Value:
    return _Value(number / 100, f"{written(number)} %") if percent else _Value(number, written(number))


def _rounded(value: Decimal, places: int) -> Decimal:
    if abs(value) > _LARGEST:
        raise BadFormula("This comes to a figure that is too large.")
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
