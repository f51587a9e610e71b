"""Currencies of ISO 4217 and how finely each is counted."""

from functools import cache

from babel.numbers import get_currency_precision, is_currency

_NO_MONEY = ("XXX", "XTS")  # "no currency" and "reserved for testing"


@cache
def minor_digits(currency: str) -> int | None:
    """How many decimals the currency has (2 for EUR, 0 for JPY); None for what is no currency."""
    if len(currency) != 3 or not currency.isupper() or currency in _NO_MONEY or not is_currency(currency):
        return None
    return get_currency_precision(currency)
