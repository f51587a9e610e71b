"""For what system."""

from app.domain.noun import Noun
from app.kit.columns import key, maybe_link, word


class Service(Noun, table=True):
    __tablename__ = "service"

    id: str = key()
    name: str = word(200)
    name_folded: str = word(200, index=True)
    team_id: str | None = maybe_link("team", index=True)
    sample: bool = False
    version: int = 1
