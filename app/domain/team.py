"""With whom: a team within a tree of units."""

from app.domain.noun import Noun
from app.kit.columns import key, maybe_link, word


class Team(Noun, table=True):
    __tablename__ = "team"

    id: str = key()
    name: str = word(200)
    name_folded: str = word(200, index=True)
    parent_id: str | None = maybe_link("team", index=True)
    sample: bool = False
    version: int = 1
