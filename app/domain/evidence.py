"""What supports the words: a link or a document. Links are kept, never followed by a page."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

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


def _public(url: str) -> str:
    if url and is_inside(urlsplit(url).hostname or ""):
        raise fault(Code.BAD_URL, "This address lies inside a private network. Give one that a colleague can open.")
    return url


PublicUrl = Annotated[Url, AfterValidator(_public)]
