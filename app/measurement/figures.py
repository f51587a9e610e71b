"""How figures, spans and days are written: no finer than the interval allows, and never rounded across zero."""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from math import floor, log10

MONTHS = "January February March April May June July August September October November December".split()
_NUMBERS = {1: "One week", 2: "Two weeks", 3: "Three weeks", 4: "Four weeks"}
_MOST_DIGITS = 12


def day(value: date) -> str:
    """3 March 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def span(days: float) -> str:
    """56 -> 8 weeks; 84.5 -> 84.5 days; 1 -> 1 day."""
    return f"{days / 7:.0f} weeks" if days >= 14 and days % 7 == 0 else plural(days, "day")


def plural(count: float, noun: str) -> str:
    """1 day, 2 days, 1,840 days."""
    return f"{plain(count, digits=_MOST_DIGITS)} {noun}{'' if count == 1 else 's'}"


def left_out(days: int) -> str:
    """Two weeks before the change are left out. Empty where none are."""
    if days == 0:
        return ""
    if days == 1:
        return "The day before the change is left out."
    what = _NUMBERS.get(days // 7) if days % 7 == 0 else None
    return f"{what or f'The {span(days)}'} before the change {'is' if days == 7 else 'are'} left out."


def plain(value: float, *, digits: int = 3) -> str:
    """1836.2 -> 1,840: so many significant digits, thousands apart, no needless zeros."""
    if value == 0:
        return "0"
    if not 1e-9 <= abs(value) < 1e15:
        return f"{value:.{digits}g}"
    places = digits - 1 - _size(value)
    text = f"{round(value, places):,.{max(places, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def pair(first: float, second: float) -> tuple[str, str]:
    """Two means, three digits each, or as many as it takes to tell them apart."""
    for digits in range(3, _MOST_DIGITS):
        if first == second or plain(first, digits=digits) != plain(second, digits=digits):
            return plain(first, digits=digits), plain(second, digits=digits)
    return plain(first), plain(second)


def amounts(*values: float, low: float, high: float) -> tuple[str, ...]:
    """Signed amounts with two significant digits of the larger end, finer only where the interval is narrow."""
    step = min(_two(low, high), _narrow(low, high))
    return tuple(_signed(value, step, keep=_matters(value, low, high)) for value in values)


def percents(*values: float, low: float, high: float) -> tuple[str, ...]:
    """Fractions as signed figures in per cent, without its sign: whole ones, finer only for a narrow interval."""
    narrow = _narrow(100 * low, 100 * high)
    step = min(1.0, narrow) if max(abs(low), abs(high)) < 10 else min(_two(100 * low, 100 * high), narrow)
    return tuple(_short_of_all(100 * value, step, keep=_matters(value, low, high)) for value in values)


def outward(low: float, likely: float, high: float) -> tuple[float, float, float]:
    """To two significant digits: low down, high up, likely to the nearest. A constant is no range and stays exact."""
    if low == high:
        return low, likely, high
    return _two_digits(low, ROUND_FLOOR), _two_digits(likely, ROUND_HALF_EVEN), _two_digits(high, ROUND_CEILING)


def _two_digits(value: float, rounding: str) -> float:
    if value == 0:
        return 0.0
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(_size(value) - 1), rounding=rounding))


def _size(value: float) -> int:
    return floor(log10(abs(value)))


def _two(low: float, high: float) -> float:
    """The second significant digit of the larger end."""
    largest = max(abs(low), abs(high))
    return 10.0 ** (_size(largest) - 1) if largest else 1.0


def _narrow(low: float, high: float) -> float:
    """The smallest power of ten that is more than a tenth of the width (rule E6)."""
    largest, width = max(abs(low), abs(high)), high - low
    if largest == 0:
        return 1.0
    finest = 10.0 ** (_size(largest) - _MOST_DIGITS)
    return max(10.0 ** (_size(width / 10) + 1) if width > 0 else 10.0 ** (_size(largest) - 2), finest)


def _matters(value: float, low: float, high: float) -> bool:
    """Whether it would change what is said if this were shown as zero: an end, or all of an interval beside zero."""
    return value in (low, high) or low > 0 or high < 0


def _signed(value: float, step: float, *, keep: bool) -> str:
    places = -_size(step * 1.0000001)
    rounded = round(value, places)
    if rounded == 0 and value != 0 and keep:
        return ("+" if value > 0 else "") + plain(value, digits=1)
    return f"{rounded:+,.{max(places, 0)}f}" if rounded else "0"


def _short_of_all(value: float, step: float, *, keep: bool) -> str:
    """-99.7 % is not "-100 %": something is left."""
    text = _signed(value, step, keep=keep)
    while text.startswith("-100") and value > -100 and step > 1e-6:
        step /= 10
        text = _signed(value, step, keep=keep)
    return text
