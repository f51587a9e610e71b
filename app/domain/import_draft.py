"""What a row of an import file says, one Draft for each kind of row. docs/import.md shows the columns.

A cell may hold a list: its parts stand between semicolons, what belongs to a part between colons or bars.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from app.domain.contribution import ContributionKind, Relation
from app.domain.contribution_draft import ContributorDraft, Contributors
from app.domain.draft import Day, Draft, MaybeWords, Name, Ref, ShortText, Title, Url, fault
from app.domain.evidence import PublicUrl
from app.domain.impact import ImpactKind
from app.domain.incident_draft import MOST, Blank, FollowUpDraft, IncidentDraft, Moment, Responders, Share, Texts
from app.domain.person_draft import Handles, PersonDraft, Right, Rights, ServiceDraft, TeamDraft
from app.domain.recognition import Form
from app.kit.errors import Code
from app.kit.text import is_blank

FIGURES = ("low", "likely", "high", "unit", "period", "method", "source")
LATE = "Choose a day that is not in the future."


def _list(read: Callable[[str], Any]) -> BeforeValidator:
    """A cell's text becomes its parts; a list of JSON Lines is read part by part."""

    def parts(value: Any) -> Any:
        given = value.split(";") if isinstance(value, str) else value
        if given is None:
            return []
        if not isinstance(given, list):
            return given
        found = [read(part.strip()) if isinstance(part, str) else part for part in given]
        return [part for part in found if part]

    return BeforeValidator(parts)


def _fields(separator: str, *names: str) -> Callable[[str], Any]:
    """ "hana@company.example:led:60" -> {"person": ..., "role": "led", "share": "60"}; what is left out is not said."""

    def read(part: str) -> dict[str, str] | None:
        values = [value.strip() for value in part.split(separator)]
        if len(values) > len(names):
            raise fault(Code.BAD_ROW, f"Write each as {separator.join(names)}.")
        return {name: value for name, value in zip(names, values, strict=False) if value} or None

    return read


def _none_if_blank(value: Any) -> Any:
    return None if isinstance(value, str) and is_blank(value) else value


MaybeDay = Annotated[Day | None, BeforeValidator(_none_if_blank)]
Plain = _list(str)


class TeamRow(TeamDraft):
    """Known by its name."""


class ServiceRow(ServiceDraft):
    """Known by its name."""


class PersonRow(PersonDraft):
    """Known by the e-mail address."""

    roles: Annotated[Rights, Plain] = Field(default_factory=lambda: [Right.MEMBER])
    handles: Annotated[Handles, _list(_fields(":", "kind", "value"))] = Field(default_factory=list)


class IncidentRow(IncidentDraft):
    """Known by its ref. The order matters: `started_at` is compared with the times that stand before it."""

    detected_at: Annotated[Moment | None, Blank] = None
    mitigated_at: Annotated[Moment | None, Blank] = None
    resolved_at: Annotated[Moment | None, Blank] = None
    customer_share: Annotated[Share | None, Blank] = None
    services: Annotated[Texts, Plain] = Field(default_factory=list)
    responders: Annotated[Responders, _list(_fields(":", "person", "role"))] = Field(default_factory=list)
    factors: Annotated[Texts, Plain] = Field(default_factory=list)
    follow_ups: Annotated[
        list[FollowUpDraft], Field(max_length=MOST), _list(_fields("|", "title", "owner", "done_on", "url"))
    ] = Field(default_factory=list)
    url: Url = ""
    restricted: Annotated[bool, Blank] = False
    ref: Ref


class ContributionRow(Draft):
    """Known by its ref. There is no visibility: only its contributors decide who sees their work."""

    ref: Ref
    title: Title
    kind: ContributionKind
    category: ShortText = "other"
    summary: MaybeWords = ""
    contributors: Annotated[Contributors, _list(_fields(":", "person", "role", "share"))]
    started_on: MaybeDay = None
    finished_on: Day
    team: ShortText = ""
    service: ShortText = ""
    evidence_url: PublicUrl = ""
    incident_ref: ShortText = ""
    relation: Annotated[Relation | None, BeforeValidator(_none_if_blank)] = None
    impact_kind: Annotated[ImpactKind | None, BeforeValidator(_none_if_blank)] = None
    impact: MaybeWords = ""
    low: ShortText = ""
    likely: ShortText = ""
    high: ShortText = ""
    unit: ShortText = ""
    period: ShortText = ""
    method: ShortText = ""
    source: MaybeWords = ""
    nominated_by: ShortText = ""
    words: MaybeWords = Field(default="", validate_default=True)

    @field_validator("contributors")
    @classmethod
    def _names_somebody(cls, rows: list[ContributorDraft]) -> list[ContributorDraft]:
        if not rows:
            raise fault(Code.REQUIRED, "Name at least one person.")
        return rows

    @field_validator("finished_on")
    @classmethod
    def _ends_after_it_began(cls, finished_on: date, info: ValidationInfo) -> date:
        started = info.data.get("started_on")
        if started and started > finished_on:
            raise fault(Code.BAD_DATE, "The work cannot finish before it began.")
        return finished_on

    @field_validator("words")
    @classmethod
    def _are_somebodys(cls, words: str, info: ValidationInfo) -> str:
        author = info.data.get("nominated_by", "")
        if bool(words) != bool(author):
            raise fault(Code.REQUIRED, "Words and who wrote them belong together: fill both or neither.")
        return words

    def stated(self) -> dict[str, str]:
        """What it says of the effect, as an ImpactDraft reads it; empty where it says nothing."""
        figures = {
            name: getattr(self, name) for name in ("low", "likely", "high", "unit", "period", "method", "source")
        }
        said = {name: value for name, value in figures.items() if value}
        if self.impact_kind is None and not said and not self.impact:
            return {}
        sentence = self.impact or self.summary or self.title
        return said | {"sentence": sentence} | ({"kind": self.impact_kind.value} if self.impact_kind else {})


class RecognitionRow(Draft):
    """Known by all that it is: what somebody has said is never changed afterwards."""

    contribution_ref: Ref
    giver: Name
    recipients: Annotated[list[Name], Field(max_length=50), Plain]
    form: Form = Form.THANKS
    words: MaybeWords = Field(default="", validate_default=True)
    said_on: Day

    @field_validator("words")
    @classmethod
    def _says_something(cls, words: str, info: ValidationInfo) -> str:
        if is_blank(words) and info.data.get("form") in (Form.THANKS, Form.PUBLIC_PRAISE):
            raise fault(Code.REQUIRED, "Thanks and praise need the words that were said.")
        return words


@dataclass(frozen=True)
class Columns:
    """Which columns a file may have. An empty cell of one in `kept_when_empty` says nothing; of any other, "none"."""

    draft: type[Draft]
    kept_when_empty: frozenset[str] = frozenset()

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(self.draft.model_fields)

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(name for name, field in self.draft.model_fields.items() if field.is_required())


COLUMNS = {
    "people": Columns(PersonRow, frozenset({"roles", "time_zone", "locale"})),
    "teams": Columns(TeamRow),
    "services": Columns(ServiceRow),
    "incidents": Columns(IncidentRow, frozenset({"restricted"})),
    "contributions": Columns(ContributionRow, frozenset({"category"})),
    "recognitions": Columns(RecognitionRow, frozenset({"form"})),
}
