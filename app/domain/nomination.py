"""Somebody's words for why the work matters. Several can support one contribution; their number moves nothing."""

from datetime import datetime

from pydantic import Field, field_validator
from sqlalchemy import UniqueConstraint

from app.domain.contribution_draft import ContributionDraft, ContributorDraft, Contributors
from app.domain.draft import Draft, Words, fault
from app.domain.noun import Noun
from app.kit.columns import key, link, long_text, moment
from app.kit.errors import Code


class Nomination(Noun, table=True):
    __tablename__ = "nomination"
    __table_args__ = (UniqueConstraint("contribution_id", "author_id"),)

    id: str = key()
    contribution_id: str = link("contribution")
    author_id: str = link("person", index=True)
    words: str = long_text()
    written_at: datetime = moment()
    version: int = 1


class NominationDraft(ContributionDraft):
    """Work of others that somebody puts forward: at least one person is named."""

    contributors: Contributors = Field(default_factory=list, validate_default=True)

    @field_validator("contributors")
    @classmethod
    def _names_somebody(cls, rows: list[ContributorDraft]) -> list[ContributorDraft]:
        if not rows:
            raise fault(Code.REQUIRED, "Name at least one person.")
        return rows


class NominationWords(Draft):
    """Words for work that is already here, or a correction of one's own."""

    words: Words
