"""What comes in while people look after a contribution: its circle, its review, words beside it, its parts."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.domain.contribution import MOST_CONTRIBUTORS, Relation, Visibility
from app.domain.draft import Draft, MaybeWords, Ref, ShortText, Title, Words, fault
from app.domain.evidence import EvidenceKind, PublicUrl
from app.kit.errors import Code
from app.kit.ids import is_id
from app.kit.text import is_blank


def _given(value: str) -> str:
    if is_blank(value):
        raise fault(Code.REQUIRED, "Choose one.")
    return value


def _an_id(value: str) -> str:
    if not is_id(value):
        raise fault(Code.BAD_CHOICE, "This is not the id of anything here.")
    return value


Given = Annotated[ShortText, AfterValidator(_given)]
Id = Annotated[str, AfterValidator(_an_id)]
Ids = Annotated[tuple[Id, ...], Field(max_length=100, strict=False)]


class VisibilityDraft(Draft):
    visibility: Visibility


class WordsDraft(Draft):
    """A reply, an objection, a correction, a question, an answer, a report, the reason of a decline."""

    words: Words


class VerificationDraft(Draft):
    """What the second person looked at."""

    words: MaybeWords = ""


class HandOverDraft(Draft):
    """`person` is an id, an e-mail address, a handle or a full name."""

    person: Given
    words: MaybeWords = ""


class EvidenceDraft(Draft):
    """A link, or words where there is none to give."""

    kind: EvidenceKind
    url: PublicUrl = ""
    title: ShortText = ""
    words: MaybeWords = ""


class LinkDraft(Draft):
    """`incident` is a number such as INC-1, or an id."""

    incident: Ref
    relation: Relation


class MergeDraft(Draft):
    """`into` is the id or the ref of the contribution that stays."""

    into: Ref


class SplitDraft(Draft):
    """What goes to the new contribution. Whoever is left alone on the first one stands on both."""

    title: Title
    contributors: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_CONTRIBUTORS, strict=False)]
    evidence: Ids = ()
    nominations: Ids = ()
