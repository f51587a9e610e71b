"""A day as it is given on the command line: itself, or so much before the newest change."""

import re
from datetime import UTC, date, datetime, timedelta

from app.kit.errors import Code, Invalid

_BACK = re.compile(r"(\d{1,4})\.(day|week|month|year)s?")
_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}


def since_day(given: str, newest: int) -> date:
    """`2026-01-31`, or `24.months` (days, weeks, years) back from `newest`, in seconds since 1970. Raises Invalid."""
    back = _BACK.fullmatch(given)
    try:
        if back is None:
            return date.fromisoformat(given)
        count, unit = int(back[1]), back[2]
        last = datetime.fromtimestamp(newest, UTC).date()
        return _months_before(last, count * _MONTHS[unit]) if unit in _MONTHS else last - timedelta(count * _DAYS[unit])
    except (ValueError, OverflowError):
        raise Invalid.one(
            "--since", Code.BAD_DATE, "not a day: 2026-01-31, or 24.months back from the newest change."
        ) from None


def _months_before(last: date, months: int) -> date:
    """The same day of an earlier month, or its last one where it is shorter."""
    year, month = divmod(last.year * 12 + last.month - 1 - months, 12)
    for day in range(last.day, last.day - 4, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            if year < 1:
                raise
    raise ValueError
