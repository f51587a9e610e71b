"""What somebody settles for themself: how pages look, when the digest comes, which password opens the door."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from app.domain.account import SHORTEST_PASSWORD
from app.domain.draft import Draft, Name, fault
from app.domain.person_draft import Handles, Locale, Zone
from app.kit.errors import Code
from app.kit.text import fold

# Guessed first by everybody who guesses; those shorter than the least length need not stand here.
_COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456123456 123123123123 111111111111 000000000000 121212121212
    112233445566 987654321012 147258369147 abcdefghijkl abcdefgh1234 abcd12345678 abc123abc123 aaaaaaaaaaaa
    qwertyuiop12 qwertyuiop123 qwertyuiopas qwerty123456 qwerty12345678 1q2w3e4r5t6y 1q2w3e4r5t6y7u qazwsxedcrfv
    1qaz2wsx3edc zaq12wsxcde3 asdfghjkl123 zxcvbnm12345 password1234 password12345 password123456 passwordpassword
    passw0rd1234 mypassword12 mypassword123 administrator administrator1 admin1234567 adminadminadmin letmeinletmein
    welcome12345 welcome123456 welcomewelcome changeme1234 changemechangeme iloveyou1234 iloveyouiloveyou
    sunshine1234 football1234 princess1234 superman1234 dragon123456 monkey123456 trustno1trustno1 manchester123
    correcthorsebatterystaple liverpool123 unsungunsung secret123456 secretsecret default12345 testtesttest test12345678
    """.split()
)


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class WeekStart(StrEnum):
    MONDAY = "monday"
    SUNDAY = "sunday"
    SATURDAY = "saturday"


class Channel(StrEnum):
    """Where a digest comes. The page in the app is always there; the others as far as they are connected."""

    APP = "app"
    MAIL = "mail"


class OwnSettings(Draft):
    """Only what is given changes: each setting saves alone."""

    name: Name | None = None
    time_zone: Zone | None = None
    locale: Locale | None = None
    week_start: WeekStart | None = None
    theme: Theme | None = None
    keys_on: bool | None = None
    handles: Handles | None = None


def _weekday(value: int) -> int:
    if not 1 <= value <= 7:
        raise fault(Code.BAD_CHOICE, "Choose a day from 1 for Monday to 7 for Sunday.")
    return value


def _hour(value: Any) -> Any:
    if isinstance(value, bool | float) or (isinstance(value, str) and not value.isdecimal()):
        raise fault(Code.BAD_TIME, "Give a full hour from 0 to 23.")
    return value


def _of_the_day(value: int) -> int:
    if not 0 <= value <= 23:
        raise fault(Code.BAD_TIME, "Give a full hour from 0 to 23.")
    return value


class DigestDraft(Draft):
    """`weekday` 1 is Monday, `hour` the full hour in one's own time zone."""

    weekday: Annotated[int, AfterValidator(_weekday)]
    hour: Annotated[int, BeforeValidator(_hour), AfterValidator(_of_the_day)]
    channel: Channel = Channel.APP


def _strong(password: str) -> str:
    plain = fold(password).replace(" ", "")
    if len(password) < SHORTEST_PASSWORD:
        raise fault(Code.BAD_PASSWORD, f"Use at least {SHORTEST_PASSWORD} characters. Several words are easy to keep.")
    if len(password) > 1_000:
        raise fault(Code.TOO_LONG, "Keep this to 1,000 characters.")
    if plain in _COMMON or len(set(plain)) < 5:
        raise fault(Code.BAD_PASSWORD, "This password is among the first that are guessed. Choose another one.")
    return password


class PasswordDraft(Draft):
    """`current` may be empty for somebody who has come in by link and has none yet."""

    current: Annotated[str, Field(max_length=1_000)] = ""
    new: Annotated[str, AfterValidator(_strong)]
