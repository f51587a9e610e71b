"""What comes in about an incident: what happened, when, to which systems, and who helped. Never who caused it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from app.domain.contribution import Relation
from app.domain.draft import AmountField, Day, Draft, MaybeWords, Name, Ref, ShortText, Title, Url, fault
from app.domain.incident import ResponderRole
from app.domain.listing import Limit
from app.kit.errors import Code
from app.kit.paging import PAGE_SIZE
from app.kit.text import is_blank

MOST = 50
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
TIMES = ("started_at", "detected_at", "mitigated_at", "resolved_at")
TIME_WORDS = {"detected_at": "noticed", "mitigated_at": "eased", "resolved_at": "over"}


def _moment(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise fault(Code.BAD_TIME, "A time needs its zone, such as 2026-03-12T14:20:00+01:00.")
    if not _FIRST <= value <= _LAST:
        raise fault(Code.BAD_DATE, "Give a time between the years 2000 and 2199.")
    return value.astimezone(UTC)


def _share(value: Decimal) -> Decimal:
    if value > 100 or -int(value.as_tuple().exponent) > 1:
        raise fault(Code.BAD_SHARE, "Give per cent from 0 to 100, with at most one decimal.")
    return value


def _none_if_blank(value: Any) -> Any:
    return None if isinstance(value, str) and is_blank(value) else value


Moment = Annotated[datetime, AfterValidator(_moment)]
Share = Annotated[AmountField, AfterValidator(_share)]
Short = Annotated[ShortText, Field(max_length=40)]
Blank = BeforeValidator(_none_if_blank)
Texts = Annotated[list[Name], Field(max_length=MOST)]


class ResponderDraft(Draft):
    """`person` is an id, an e-mail address, a handle or a full name."""

    person: Name
    role: ResponderRole = ResponderRole.RESPONDER


Responders = Annotated[list[ResponderDraft], Field(max_length=MOST)]


class IncidentFacts(Draft):
    """The fields of an incident, none of them needed. `customer_share` is in per cent."""

    summary: MaybeWords | None = None
    severity: Short | None = None
    priority: Short | None = None
    urgency: Short | None = None
    detected_at: Moment | None = None
    mitigated_at: Moment | None = None
    resolved_at: Moment | None = None
    customer_share: Share | None = None
    services: Texts | None = None
    responders: Responders | None = None
    factors: Texts | None = None
    url: Url | None = None
    restricted: bool | None = None


class IncidentDraft(IncidentFacts):
    """Without a `ref` it gets one from its day."""

    ref: Annotated[Ref | None, Blank] = None
    title: Title
    started_at: Moment

    @field_validator("started_at")
    @classmethod
    def _comes_first(cls, started: datetime, info: ValidationInfo) -> datetime:
        if late := out_of_order({**info.data, "started_at": started}):
            raise fault(Code.BAD_DATE, late)
        return started


class IncidentChange(IncidentFacts):
    """Only what is given changes; `null` empties a time or the share."""

    title: Title | None = None
    started_at: Moment | None = None


class FollowUpDraft(Draft):
    """Work agreed after an incident. `owner` is an id, an e-mail address, a handle or a full name."""

    title: Name
    owner: ShortText = ""
    url: Url = ""
    done_on: Day | None = None


class CompletionDraft(Draft):
    """Left out, it was done today."""

    done_on: Day | None = None


class FixDraft(Draft):
    """`contribution` is an id, a ref such as PW-1, or the address of its page."""

    contribution: Name
    relation: Relation = Relation.PREVENTS


class IncidentQuery(Draft):
    """The filters of the list. An empty one is none, as a form sends them all."""

    q: ShortText = ""
    ref: Annotated[ShortText | None, Blank] = None
    service: Annotated[ShortText | None, Blank] = None
    severity: Annotated[ShortText | None, Blank] = None
    since: Annotated[Day | None, Blank] = Field(default=None, alias="from")
    until: Annotated[Day | None, Blank] = Field(default=None, alias="to")
    limit: Limit = PAGE_SIZE
    cursor: str = ""

    @field_validator("until")
    @classmethod
    def _is_no_earlier(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if since and until and since > until:
            raise fault(Code.BAD_RANGE, "The first day lies after the last.")
        return until

    def purpose(self, reader_id: str) -> str:
        """Names this list for its cursors: the same filters, the same reader."""
        kept = self.model_dump_json(exclude={"limit", "cursor"})
        return f"incidents:{reader_id}:{kept}"


def out_of_order(times: dict[str, Any]) -> str:
    """A sentence when an incident was noticed, eased or over before it began; empty when all is well."""
    started = times.get("started_at")
    for name, word in TIME_WORDS.items():
        moment = times.get(name)
        if started and moment and moment < started:
            return f"It cannot be {word} before it began."
    return ""
