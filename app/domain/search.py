"""The words that a contribution can be found by, folded once so that both databases find alike."""

from sqlmodel import Field

from app.domain.noun import Noun
from app.kit.columns import long_text


class SearchEntry(Noun, table=True):
    """`seq` is the row number that FTS5 points at; a text key's hidden row number may change on VACUUM."""

    __tablename__ = "search_entry"

    seq: int | None = Field(default=None, primary_key=True)
    contribution_id: str = Field(foreign_key="contribution.id", max_length=36, unique=True)
    body: str = long_text()
