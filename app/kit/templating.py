"""One Jinja2 environment: autoescape on, undefined is an error, text and figures formatted by the reader's locale."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_precision, is_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.kit.markup import Generator, drawn_once, drawn_once_each

DEFAULT_LOCALE = "en"
UNIT_WORDS = {
    "customer_minutes": ("customer-minute", "customer-minutes"),
    "minutes": ("minute", "minutes"),
    "hours": ("hour", "hours"),
    "incidents": ("incident", "incidents"),
    "customers": ("customer", "customers"),
}


def make_environment(folder: Path, **shared: Any) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),  # a letter's plain half has no markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.code_generator_class = Generator
    environment.filters |= FILTERS
    environment.globals |= {"drawn_once": drawn_once, "drawn_once_each": drawn_once_each, **shared}
    return environment


def long_day(value: date, locale: str = DEFAULT_LOCALE) -> str:
    """18 May 2026."""
    if locale == DEFAULT_LOCALE:
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return format_date(value, "long", locale=known_locale(locale))


def short_day(value: date, locale: str = DEFAULT_LOCALE) -> str:
    """18 May."""
    if locale == DEFAULT_LOCALE:
        return f"{value.day} {MONTHS[value.month - 1]}"
    return format_date(value, "d MMMM", locale=known_locale(locale))


def week_day(value: date, locale: str = DEFAULT_LOCALE) -> str:
    """Monday 18 May."""
    return format_date(value, "EEEE d MMMM", locale=known_locale(locale))


def moment(value: datetime, zone: str = "UTC", locale: str = DEFAULT_LOCALE) -> str:
    """12 March 2026, 14:20. For the events of an incident and for our own letters, never for a person's work."""
    return format_datetime(value.astimezone(ZoneInfo(zone)), "d MMMM y, HH:mm", locale=known_locale(locale))


def clock_time(value: datetime, zone: str = "UTC") -> str:
    return f"{value.astimezone(ZoneInfo(zone)):%H:%M}"


def number(value: Decimal | int | float, locale: str = DEFAULT_LOCALE) -> str:
    if locale == DEFAULT_LOCALE and type(value) is int:
        return f"{value:,}"
    if locale == DEFAULT_LOCALE and type(value) is Decimal and value.is_finite():
        return _trimmed(f"{value:,f}")
    return str(format_decimal(value, locale=known_locale(locale), decimal_quantization=False))


def amount(value: Decimal | int, unit: str, locale: str = DEFAULT_LOCALE) -> str:
    """ "EUR 20,000" or "540 minutes"; a currency keeps its own number of decimals, none where they are zero."""
    if _is_currency(unit):
        places = 0 if Decimal(value) == Decimal(value).to_integral_value() else get_currency_precision(unit)
        if locale == DEFAULT_LOCALE:
            return f"{'-' if value < 0 else ''}{unit} {abs(value):,.{places}f}"
        pattern = "¤¤ #,##0" + ("." + "0" * places if places else "")
        text = format_currency(value, unit, pattern, locale=known_locale(locale), currency_digits=False)
        return text.replace("\xa0", " ")
    one, many = UNIT_WORDS.get(unit, (unit, unit))
    return f"{number(value, locale)} {one if value == 1 else many}"


def _trimmed(digits: str) -> str:
    """Without zeros that say nothing."""
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def paragraphs(text: str) -> Markup:
    """What a person wrote, as paragraphs: escaped first, so nothing in it is markup."""
    parts = re.split(r"\n{2,}", text.strip())
    lines = (Markup("<br>").join(escape(line) for line in part.split("\n")) for part in parts)
    return Markup("").join(Markup('<p dir="auto">{}</p>').format(line) for line in lines)


@lru_cache(maxsize=512)
def known_locale(name: str) -> str:
    """The locale itself where its data exist, else the default."""
    try:
        Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return DEFAULT_LOCALE
    return name.replace("-", "_")


_is_currency = lru_cache(maxsize=512)(is_currency)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _for_reader(plain: Callable[..., str]) -> Callable[..., str]:
    """A filter that takes the reader's locale from the page."""

    @pass_context
    def filtered(context: Context, value: Any, *rest: Any) -> str:
        return plain(value, *rest, locale=context.get("locale", DEFAULT_LOCALE))

    return filtered


FILTERS: Mapping[str, Callable[..., Any]] = {
    "day": _for_reader(long_day),
    "short_day": _for_reader(short_day),
    "week_day": _for_reader(week_day),
    "moment": _for_reader(moment),
    "number": _for_reader(number),
    "amount": _for_reader(amount),
    "clock_time": clock_time,
    "paragraphs": paragraphs,
}
