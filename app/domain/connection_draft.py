"""What comes in about connections: a repository to read, and how its candidates are handled."""

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from app.domain.candidate import HEAD_START_DAYS, Rule
from app.domain.draft import Day, Draft, Name, ShortText, Url, fault
from app.domain.evidence import PublicUrl
from app.kit.errors import Code

LONGEST_ADDRESS = 1_000
LONGEST_HEAD_START = 30


def _folder(text: str) -> str:
    """A whole path, spelt one way: without dots, doubled or trailing slashes."""
    parts = [part for part in text.strip().split("/") if part not in ("", ".")]
    if not text.strip().startswith("/") or ".." in parts or not parts or len(text) > LONGEST_ADDRESS:
        raise fault(Code.BAD_CHOICE, "Give the whole path of a folder on this machine, such as /srv/git/shop.")
    if any(ord(character) < 0x20 for character in text):
        raise fault(Code.BAD_CHARACTER, "This path holds a character that cannot be kept.")
    return "/" + "/".join(parts)


Folder = Annotated[str, AfterValidator(_folder)]


class ConnectionDraft(Draft):
    """A local clone. `browse_url` is where its commits can be read, `team` who looks at work of unknown hands."""

    name: Name
    address: Folder
    browse_url: PublicUrl = ""
    team: ShortText = ""
    history_from: Day | None = None


class GaugeDraft(Draft):
    """A Prometheus. Whether its address may be called is for the operator's list to say."""

    name: Name
    address: Annotated[Url, AfterValidator(lambda url: url.rstrip("/"))]

    @field_validator("address")
    @classmethod
    def _there(cls, address: str) -> str:
        if not address:
            raise fault(Code.REQUIRED, "Give the address of the server.")
        return address


class HandDraft(Draft):
    """Whom a name in a tool means: an id, an e-mail address, a handle or a full name; empty for nobody here."""

    person: ShortText = ""


class HandAnswer(Draft):
    """Whether it is the person who was asked."""

    is_me: bool


class DiscoveryDraft(Draft):
    """How candidates are handled here. A rule that is not named is off."""

    head_start_days: Annotated[int, Field(ge=0, le=LONGEST_HEAD_START)] = HEAD_START_DAYS
    rules: Annotated[list[Rule], Field(max_length=len(Rule))] = Field(default_factory=list)

    @field_validator("rules")
    @classmethod
    def _once_each(cls, rules: list[Rule]) -> list[Rule]:
        return sorted(set(rules))
