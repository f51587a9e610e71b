"""The picture of a measurement as finished shapes: places in a box of 1,000 by 240, words beside them, rows of a table.

Days are dots, the means are lines, what was expected without the change is a band; the axis begins at zero.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.domain.answer import Answer, Span
from app.kit.templating import number, short_day
from app.queries.measurements import Asked, Look

WIDTH, HEIGHT = 1000, 240
BEFORE, LEFT_OUT, AFTER, LATER = "before", "left out", "after", "later"


@dataclass(frozen=True)
class Tick:
    """`at` in per cent of the picture. `near`: so near another that a narrow page has no room for both."""

    at: str
    words: str
    near: bool = False


@dataclass(frozen=True)
class Line:
    """A level from one day to another."""

    x1: str
    x2: str
    y: str


@dataclass(frozen=True)
class Box:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Chart:
    """`dots` by part: paths of points of no length. `bars` stand instead of dots where weeks are counted."""

    dots: tuple[tuple[str, str], ...]
    bars: tuple[tuple[str, Box], ...]
    band: Box | None
    band_label: Tick | None
    levels: tuple[tuple[str, Line], ...]
    left_out: Box | None
    change_at: str
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    unit: str
    table: tuple[tuple[str, str, str], ...]
    step: str


def chart_of(asked: Asked, look: Look, answer: Answer, *, locale: str) -> Chart | None:
    """None where there is nothing to draw."""
    days = [(date.fromisoformat(day), value) for day, value in look.drawn]
    if len(days) < 2:
        return None
    weekly = asked.source == "incidents"
    frame = _Frame.around(days, _band(answer), weekly=weekly)
    parts = [(_part(day, asked, answer), day, value) for day, value in days]
    box = frame.band(answer.after_span, _band(answer)) if not weekly else None
    return Chart(
        dots=() if weekly else _dots(frame, parts),
        bars=tuple((part, frame.bar(day, value)) for part, day, value in parts) if weekly else (),
        band=box,
        band_label=Tick(_beside(box), "Expected without the change") if box else None,
        levels=() if weekly else _levels(frame, answer),
        left_out=frame.whole_height(answer.donut) if answer.donut and not weekly else None,
        change_at=_percent(frame.x(asked.changed_on), WIDTH),
        rows=tuple(Tick(_percent(frame.y(value), HEIGHT), number(_short(value), locale)) for value in frame.ticks()),
        columns=frame.columns(asked.changed_on, locale),
        unit="incidents a week" if weekly else asked.unit,
        table=tuple((day.isoformat(), number(_short(value), locale), part) for part, day, value in parts),
        step="week from" if weekly else "day",
    )


@dataclass(frozen=True)
class _Frame:
    first: date
    last: date
    top: float
    bottom: float
    days_each: int

    @classmethod
    def around(cls, days: Sequence[tuple[date, float]], band: tuple[float, float] | None, *, weekly: bool) -> "_Frame":
        values = [value for _, value in days] + list(band or ())
        top, bottom = max(*values, 0.0), min(*values, 0.0)
        each = 7 if weekly else 1
        last = days[-1][0] + timedelta(days=each)
        if weekly:  # whole incidents at each line
            return cls(days[0][0], last, 4.0 * max(1, math.ceil(top / 4)), 0.0, each)
        return cls(days[0][0], last, _ceiling(top) if top > 0 else 0.0, -_ceiling(-bottom) if bottom < 0 else 0.0, each)

    def x(self, day: date) -> float:
        return WIDTH * (day - self.first).days / max(1, (self.last - self.first).days)

    def y(self, value: float) -> float:
        return HEIGHT * (self.top - value) / ((self.top - self.bottom) or 1.0)

    def ticks(self) -> list[float]:
        return [self.bottom + (self.top - self.bottom) * part / 4 for part in range(5)]

    def dot(self, day: date, value: float) -> str:
        half = WIDTH * 0.5 / max(1, (self.last - self.first).days)
        return f"M{self.x(day) + half:.1f} {self.y(value):.1f}h0"

    def bar(self, day: date, value: float) -> Box:
        left, right = self.x(day), self.x(day + timedelta(days=self.days_each))
        return _box(left + 1, self.y(value), max(1.0, right - left - 2), HEIGHT - self.y(value))

    def band(self, span: Span | None, band: tuple[float, float] | None) -> Box | None:
        if span is None or band is None:
            return None
        left, right = self.x(span.first), self.x(span.last + timedelta(days=1))
        top, bottom = self.y(band[1]), self.y(band[0])
        return _box(left, top, right - left, max(2.0, bottom - top))

    def whole_height(self, span: Span) -> Box:
        left, right = self.x(span.first), self.x(span.last + timedelta(days=1))
        return _box(left, 0, right - left, HEIGHT)

    def columns(self, changed_on: date, locale: str) -> tuple[Tick, ...]:
        at = 100 * self.x(changed_on) / WIDTH
        ends = [(0.0, self.first), (100.0, self.last - timedelta(days=1))]
        shown = [(place, day) for place, day in ends if abs(place - at) > 22]
        return tuple(
            Tick(f"{place:.2f}%", short_day(day, locale), near=0 < abs(place - at) < 45)
            for place, day in sorted([*shown, (at, changed_on)])
        )


def _dots(frame: _Frame, parts: Sequence[tuple[str, date, float]]) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {}
    for part, day, value in parts:
        found.setdefault(part, []).append(frame.dot(day, value))
    return tuple((part.replace(" ", "-"), "".join(path)) for part, path in found.items())


def _levels(frame: _Frame, answer: Answer) -> tuple[tuple[str, Line], ...]:
    found = []
    for name, side, span in (("before", answer.before, answer.before_span), ("after", answer.after, answer.after_span)):
        if side is not None and span is not None:
            x1, x2 = frame.x(span.first), frame.x(span.last + timedelta(days=1))
            found.append((name, Line(f"{x1:.1f}", f"{x2:.1f}", f"{frame.y(side.mean):.1f}")))
    return tuple(found)


def _band(answer: Answer) -> tuple[float, float] | None:
    """What the model expected without the change: what was seen, less the effect."""
    effect, after = answer.effect, answer.after
    if effect is None or after is None or effect.low is None or effect.high is None:
        return None
    return after.mean - effect.high, after.mean - effect.low


def _part(day: date, asked: Asked, answer: Answer) -> str:
    if answer.donut and answer.donut.first <= day <= answer.donut.last:
        return LEFT_OUT
    if day < asked.changed_on:
        return BEFORE
    return AFTER if answer.after_span is None or day <= answer.after_span.last else LATER


def _ceiling(value: float) -> float:
    """The next of 1, 2, 4, 6, 8 or 10 times a power of ten: quarters of it read well."""
    size = 10.0 ** math.floor(math.log10(value))
    return next(step * size for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if step * size >= value * 0.999)


def _short(value: float) -> Decimal:
    return Decimal(f"{value:.4g}")


def _beside(band: Box) -> str:
    """Above the band, or below one that touches the top; in units of the whole picture, whose box begins at 22."""
    top, height = float(band.y), float(band.height)
    return f"{top + 16:.1f}" if top > 24 else f"{top + height + 38:.1f}"


def _percent(value: float, whole: int) -> str:
    return f"{100 * value / whole:.2f}%"


def _box(x: float, y: float, width: float, height: float) -> Box:
    return Box(*(f"{one:.1f}" for one in (x, y, width, height)))
