"""The written calendar, and how it moves: everything is laid out for one Monday and shifts by whole weeks."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
WRITTEN = datetime(2026, 5, 18, 8, 5)  # noqa: DTZ001 - the clock on the wall in Oslo, whichever week it stands for
PAGER_SILENT_SINCE = WRITTEN - timedelta(days=3, hours=17, minutes=45)  # Thursday 14 May, 14:20
FIRST_DAY = date(2024, 11, 18)
EDITION_HOUR = 8


def at(text: str) -> datetime:
    """ "2026-03-12 09:40" on the wall of Oslo."""
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    return date.fromisoformat(text)


class Calendar:
    """Turns the written calendar into real time, for the week in which `now` lies."""

    def __init__(self, now: datetime) -> None:
        here = now.astimezone(OSLO).replace(tzinfo=None)
        self.shift = timedelta(weeks=(here - WRITTEN) // timedelta(weeks=1))

    def day(self, written: date) -> date:
        return written + self.shift

    def moment(self, written: datetime, zone: str = "Europe/Oslo") -> datetime:
        return (written + self.shift).replace(tzinfo=ZoneInfo(zone))

    def edition(self, monday: date, zone: str) -> datetime:
        """Eight o'clock on a written Monday, where the manager is."""
        return self.moment(datetime.combine(monday, time(EDITION_HOUR)), zone)
