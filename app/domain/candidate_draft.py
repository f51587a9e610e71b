"""What comes in about candidates."""

from typing import Annotated

from pydantic import Field

from app.domain.candidate import Dismissal
from app.domain.contribution_draft import Contributors
from app.domain.draft import Draft, MaybeWords, Ref, ShortText, Title
from app.domain.listing import Limit
from app.domain.review_draft import Id
from app.domain.sighting import Tag
from app.kit.paging import PAGE_SIZE

MOST_AT_ONCE = 50


class CandidatesQuery(Draft):
    """`item` opens one beside the list."""

    limit: Limit = PAGE_SIZE
    cursor: str = ""
    item: str = ""


class KeepDraft(Draft):
    """What is left out is taken from the candidate. Words say what changed because of it."""

    title: Title | None = None
    words: MaybeWords = ""
    category: ShortText = ""
    contributors: Contributors = Field(default_factory=list)
    incident: ShortText = ""
    service: ShortText = ""


class DismissalDraft(Draft):
    reason: Dismissal


class IntoDraft(Draft):
    """`into` is the id or ref of a contribution, or the id of another candidate."""

    into: Ref


class SplitHereDraft(Draft):
    """`change` is the id of the first change of the later part."""

    change: Id


class KindDraft(Draft):
    """What the work really is."""

    kind: Tag


class PostponementDraft(Draft):
    candidates: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
