"""What supports the words: a link or a document. Links are kept, never followed by a page."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator
from sqlmodel import Field

from app.domain.draft import Url, fault
from app.domain.noun import Noun
from app.kit.columns import key, link, long_text, maybe_moment, moment, word
from app.kit.errors import Code
from app.kit.hosts import is_inside

LONGEST_URL = 2_048


class EvidenceKind(StrEnum):
    PULL_REQUEST = "pull_request"
    COMMIT = "commit"
    INCIDENT = "incident"
    TICKET = "ticket"
    DASHBOARD = "dashboard"
    REVIEW = "post_incident_review"
    CHAT = "chat"
    WITNESS = "witness_statement"
    DOCUMENT = "document"


class Evidence(Noun, table=True):
    __tablename__ = "evidence"

    id: str = key()
    contribution_id: str = link("contribution", index=True)
    kind: str = word(24)
    url: str = word(LONGEST_URL, "")
    title: str = word(200, "")
    words: str = long_text()
    added_by_id: str = link("person", index=True)
    added_at: datetime = moment()
    removed_at: datetime | None = maybe_moment()
    url_key: str | None = Field(
        default=None, max_length=64, index=True, sa_column_kwargs={"default": lambda row: url_key(_url_of(row))}
    )


def url_key(url: str) -> str | None:
    """Equal for two spellings of one address, short enough for an index; None for what is no address."""
    try:
        parts = urlsplit(url)
        port = parts.port or ""
    except ValueError:
        return None
    if not parts.hostname:
        return None
    place = f"{parts.hostname}:{port}{parts.path.rstrip('/')}?{parts.query}"
    return hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()


def kind_of(url: str) -> EvidenceKind:
    """A guess from the address alone; whoever adds it can say better."""
    parts = urlsplit(url.lower())
    place = f"{parts.hostname}{parts.path}"
    found = (kind for kind, marks in _MARKS.items() if any(mark in place for mark in marks))
    return next(found, EvidenceKind.DOCUMENT)


_MARKS: dict[EvidenceKind, tuple[str, ...]] = {
    EvidenceKind.REVIEW: ("postmortem", "post-mortem", "post-incident", "retrospective"),
    EvidenceKind.PULL_REQUEST: ("/pull/", "/merge_requests/", "/pull-requests/", "/pullrequest/"),
    EvidenceKind.COMMIT: ("/commit/", "/commits/"),
    EvidenceKind.INCIDENT: ("pagerduty", "opsgenie", "/incident"),
    EvidenceKind.TICKET: ("/browse/", "/issues/", "/issue/", "jira", "linear.app"),
    EvidenceKind.DASHBOARD: ("grafana", "datadog", "kibana", "dashboard"),
    EvidenceKind.CHAT: ("slack", "teams.microsoft", "chat."),
}


def _url_of(row: Any) -> str:
    return str(row.get_current_parameters().get("url") or "")


def _public(url: str) -> str:
    if url and is_inside(urlsplit(url).hostname or ""):
        raise fault(Code.BAD_URL, "This address lies inside a private network. Give one that a colleague can open.")
    return url


PublicUrl = Annotated[Url, AfterValidator(_public)]
