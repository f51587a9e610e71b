"""What comes in about a contribution: a new one, a change of its facts, and a question to the list."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from app.domain.contribution import MOST_CONTRIBUTORS, ContributionKind, Role, State
from app.domain.draft import Day, Draft, MaybeWords, ShortText, Title, fault
from app.domain.evidence import PublicUrl
from app.domain.impact import Grade
from app.domain.impact_draft import ImpactDraft
from app.domain.listing import Limit
from app.kit.errors import Code
from app.kit.paging import PAGE_SIZE
from app.kit.text import is_blank


def _share(value: int) -> int:
    if not 0 <= value <= 100:
        raise fault(Code.BAD_SHARE, "A share is a whole number of per cent, from 0 to 100.")
    return value


class ContributorDraft(Draft):
    """`person` is an id, an e-mail address, a handle or a full name."""

    person: ShortText
    role: Role = Role.LED
    share: Annotated[int, AfterValidator(_share)] | None = None

    @field_validator("person")
    @classmethod
    def _is_given(cls, text: str) -> str:
        if is_blank(text):
            raise fault(Code.REQUIRED, "Name a person.")
        return text


def _people(rows: list[ContributorDraft]) -> list[ContributorDraft]:
    if len(rows) > MOST_CONTRIBUTORS:
        raise fault(Code.TOO_MANY, f"At most {MOST_CONTRIBUTORS} people can be named.")
    if sum(row.share or 0 for row in rows) > 100:
        raise fault(Code.BAD_SHARE, "Together the shares are more than 100 per cent.")
    return rows


Contributors = Annotated[list[ContributorDraft], AfterValidator(_people)]


class ContributionDraft(Draft):
    """Work as somebody records it. Without contributors it is the recorder's own.

    `words` say what changed because of it; `effect_unknown` says that nobody has asked yet. `incident` is a number
    such as INC-1, `service` a name or an id.
    """

    title: Title
    kind: ContributionKind = ContributionKind.PREVENTIVE_FIX
    category: ShortText = "other"
    effect_unknown: bool = False
    words: MaybeWords = Field(default="", validate_default=True)
    contributors: Contributors = Field(default_factory=list)
    url: PublicUrl = ""
    incident: ShortText = ""
    service: ShortText = ""
    started_on: Day | None = None
    finished_on: Day | None = None
    impact: ImpactDraft | None = None

    @field_validator("words")
    @classmethod
    def _says_what_changed(cls, words: str, info: ValidationInfo) -> str:
        if is_blank(words) and not info.data.get("effect_unknown"):
            raise fault(Code.REQUIRED, "Write what changed, or tick that you do not know it yet.")
        return words

    @field_validator("finished_on")
    @classmethod
    def _ends_after_it_began(cls, finished_on: date | None, info: ValidationInfo) -> date | None:
        return _in_order(info.data.get("started_on"), finished_on)


class ContributionPatch(Draft):
    """Facts that may be put right. Only what is given changes; an empty `service` or `started_on` takes it away."""

    title: Title | None = None
    kind: ContributionKind | None = None
    category: ShortText | None = None
    summary: MaybeWords | None = None
    effect_unknown: bool | None = None
    service: ShortText | None = None
    started_on: Day | None = None
    finished_on: Day | None = None

    @field_validator("title", "kind", "category", "summary", "effect_unknown", "finished_on")
    @classmethod
    def _is_given(cls, value: Any) -> Any:
        """None means "as it is" only where the field is absent."""
        if value is None:
            raise fault(Code.REQUIRED, "This cannot be left empty.")
        return value


def _in_order(first: date | None, last: date | None) -> date | None:
    if first and last and first > last:
        raise fault(Code.BAD_DATE, "The work cannot finish before it began.")
    return last


class GradeWord(StrEnum):
    """How an address spells a grade."""

    NOT_YET_KNOWN = "not_yet_known"
    ASSERTED = "asserted"
    ESTIMATED = "estimated"
    MEASURED = "measured"
    VERIFIED = "verified"

    @property
    def grade(self) -> Grade:
        return Grade(list(GradeWord).index(self))


def _sort(value: str) -> str:
    if value not in ("", "date"):
        raise fault(Code.SORT_NOT_OFFERED, "This list has one order: by date, newest first.")
    return value


def _none_if_blank(value: Any) -> Any:
    return None if isinstance(value, str) and is_blank(value) else value


class PageQuery(Draft):
    """Where in a list by date a reader stands."""

    limit: Limit = PAGE_SIZE
    cursor: str = ""
    sort: Annotated[str, AfterValidator(_sort)] = ""

    def purpose(self, name: str, reader_id: str) -> str:
        """Names a list for its cursors: the same filters, the same reader."""
        kept = self.model_dump_json(exclude={"limit", "cursor", "sort"}, exclude_defaults=True)
        return f"{name}:{reader_id}:{kept}"


Blank = BeforeValidator(_none_if_blank)


class ListQuery(PageQuery):
    """The filters of the list. An empty one is none, as a form sends them all."""

    q: ShortText = ""
    kind: Annotated[ContributionKind | None, Blank] = None
    category: Annotated[ShortText | None, Blank] = None
    unit: Annotated[ShortText | None, Blank] = None
    grade: Annotated[GradeWord | None, Blank] = None
    state: Annotated[State | None, Blank] = None
    service: Annotated[ShortText | None, Blank] = None
    since: Annotated[Day | None, Blank] = Field(default=None, alias="from")
    until: Annotated[Day | None, Blank] = Field(default=None, alias="to")

    @field_validator("until")
    @classmethod
    def _is_no_earlier(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if since and until and since > until:
            raise fault(Code.BAD_RANGE, "The first day lies after the last.")
        return until
