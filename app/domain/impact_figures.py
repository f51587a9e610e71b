"""How an impact's inputs are kept, and how its figures are worked out from them again.

Inputs are flat text, so that every figure opens to what it was made of:
`{"timeouts": "41", "timeouts.low": "30", "timeouts.unit": "a day", "timeouts.source": "Dashboard"}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from app.domain.formula import Input, Working, work
from app.domain.formula_tree import BadFormula
from app.domain.impact import Bounds, Method
from app.kit.money import minor_digits

PERCENT = "%"
RISK_FORMULA = (
    "(detect_before + repair_before) x share_before x times_before"
    " - (detect_after + repair_after) x share_after x times_after"
)


@dataclass(frozen=True)
class Figures:
    """What an impact row keeps of the amount."""

    method: Method
    bounds: Bounds | None
    unit: str
    period: str
    formula: str
    inputs: Mapping[str, str]

    @property
    def ends(self) -> tuple[Decimal, Decimal, Decimal] | tuple[None, None, None]:
        """Low, likely and high; three times nothing where no amount is known."""
        return (self.bounds.low, self.bounds.likely, self.bounds.high) if self.bounds else (None, None, None)


def inputs_of(kept: Mapping[str, str]) -> dict[str, Input]:
    """The named figures. Raises ArithmeticError for what is no number."""
    found = {}
    for name, text in kept.items():
        if "." not in name:
            likely = Decimal(text)
            low, high = Decimal(kept.get(f"{name}.low", text)), Decimal(kept.get(f"{name}.high", text))
            found[name] = Input(Bounds(low, likely, high), percent=kept.get(f"{name}.unit") == PERCENT)
    return found


def worked_again(formula: str, inputs: Mapping[str, str], unit: str) -> Working | None:
    """The recomputation of what a row keeps; None where it holds no formula that can be worked out."""
    return _worked(formula, tuple(sorted(inputs.items())), unit) if formula else None


def plain(bounds: Bounds) -> Bounds:
    """495.000000 is kept as 495."""
    return Bounds(*(_plain(one) for one in (bounds.low, bounds.likely, bounds.high)))


def places_of(unit: str) -> int:
    """Money ends at its minor unit; everything else at six decimals."""
    digits = minor_digits(unit)
    return 6 if digits is None else digits


@lru_cache(maxsize=1024)
def _worked(formula: str, inputs: tuple[tuple[str, str], ...], unit: str) -> Working | None:
    """Rows never change, so neither does what they come to."""
    try:
        return work(formula, inputs_of(dict(inputs)), places=places_of(unit))
    except (BadFormula, ArithmeticError):
        return None


def _plain(value: Decimal) -> Decimal:
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".")) if "." in text else value
