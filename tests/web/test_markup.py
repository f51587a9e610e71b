"""What people wrote stands on a page as text, and figures read the same by the quick way as by Babel."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup, escape

from app.kit.markup import escaped
from app.kit.templating import amount, number

FIGURES = [0, 7, -1_234, 10**12, Decimal("0.50"), Decimal("-1234567.8900"), Decimal("1E+3"), Decimal("0.005")]


class Named(str):
    """A text of another type, as enumerations are."""

    __slots__ = ()


@pytest.mark.parametrize("value", ["plain", "<b>&\"'</b>", Markup("<b>x</b>"), Named("<i>"), 12, None, Markup("")])
def test_whatever_comes_is_escaped_as_markupsafe_does_it(value):
    assert escaped(value) == escape(value)


@pytest.mark.parametrize("value", FIGURES)
def test_figures_read_as_babel_writes_them(value):
    assert number(value) == format_decimal(value, locale="en", decimal_quantization=False)
    places = "" if value == int(value) else ".00"
    by_babel = format_currency(value, "EUR", f"¤¤ #,##0{places}", locale="en", currency_digits=False)
    assert amount(value, "EUR") == by_babel.replace("\xa0", " ")
