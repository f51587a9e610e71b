"""Somebody's words for why the work matters. Several can support one contribution; their number moves nothing."""

from datetime import datetime

from sqlalchemy import UniqueConstraint

from app.domain.noun import Noun
from app.kit.columns import key, link, long_text, moment


class Nomination(Noun, table=True):
    __tablename__ = "nomination"
    __table_args__ = (UniqueConstraint("contribution_id", "author_id"),)

    id: str = key()
    contribution_id: str = link("contribution")
    author_id: str = link("person", index=True)
    words: str = long_text()
    written_at: datetime = moment()
    version: int = 1
