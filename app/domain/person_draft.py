"""What comes in about people, their teams and their services."""

from enum import StrEnum
from functools import cache
from typing import Annotated
from unicodedata import normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, Field

from app.domain.draft import Draft, Email, Name, ShortText, fault
from app.domain.listing import Limit
from app.kit.errors import Code
from app.kit.paging import PAGE_SIZE

MOST_HANDLES = 20


class Right(StrEnum):
    """What an account may do. Roles add up."""

    MEMBER = "member"
    HR = "hr"
    ADMIN = "admin"


class HandleKind(StrEnum):
    GIT_EMAIL = "git_email"
    CODE_HOST = "code_host"
    PAGER = "pager"
    CHAT = "chat"
    ALIAS = "alias"


def fold_address(text: str) -> str:
    """E-mail addresses and handles compare in this form: one case, one normal form."""
    return normalize("NFC", normalize("NFC", text.strip()).casefold())


def _rights(values: list[Right]) -> list[Right]:
    if len(set(values)) != len(values):
        raise fault(Code.BAD_CHOICE, "Name each role once.")
    if not values:
        raise fault(Code.REQUIRED, "Choose at least one role.")
    return values


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise fault(Code.BAD_ZONE, "Write a time zone such as Europe/Oslo.") from None
    return name


@cache
def zones() -> tuple[str, ...]:
    """What a form offers: places, not abbreviations."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


def _locale(name: str) -> str:
    if name not in LOCALES:
        raise fault(Code.BAD_LOCALE, "Choose one of the languages that are offered.")
    return name


# The language of the pages is English; the region decides how dates and numbers are written.
LOCALES = {"en": "English", "en-GB": "English (United Kingdom)", "en-US": "English (United States)"}

Rights = Annotated[list[Right], Field(max_length=3), AfterValidator(_rights)]
Zone = Annotated[ShortText, AfterValidator(_zone)]
Locale = Annotated[str, AfterValidator(_locale)]


class HandleDraft(Draft):
    """A name that a tool knows somebody by."""

    kind: HandleKind
    value: Annotated[Name, Field(max_length=254)]


Handles = Annotated[list[HandleDraft], Field(max_length=MOST_HANDLES)]


class PersonDraft(Draft):
    """Somebody new. `team` is a name or an id, `manager` an e-mail address or an id; both may be empty."""

    name: Name
    email: Email
    team: ShortText = ""
    manager: ShortText = ""
    roles: Rights = Field(default_factory=lambda: [Right.MEMBER])
    handles: Handles = Field(default_factory=list)
    time_zone: Zone = "UTC"
    locale: Locale = "en"


class PersonChange(Draft):
    """Only what is given changes; an empty `team` or `manager` means none."""

    name: Name | None = None
    locale: Locale | None = None
    time_zone: Zone | None = None
    handles: Handles | None = None
    email: Email | None = None
    team: ShortText | None = None
    manager: ShortText | None = None
    roles: Rights | None = None


class TeamDraft(Draft):
    """`parent` is a name or an id of another team, or empty."""

    name: Name
    parent: ShortText = ""


class ServiceDraft(Draft):
    """`team` is a name or an id of the team that looks after it, or empty."""

    name: Name
    team: ShortText = ""


def _no_sort(_value: str) -> str:
    raise fault(Code.SORT_NOT_OFFERED, "People stand in the order of their names, and in no other.")


class PeopleQuery(Draft):
    """The list has one order. Whoever asks for another is told so."""

    q: ShortText = ""
    limit: Limit = PAGE_SIZE
    cursor: str = ""
    sort: Annotated[str, AfterValidator(_no_sort)] = ""


class TeamsQuery(Draft):
    q: ShortText = ""
    limit: Limit = PAGE_SIZE
    cursor: str = ""
