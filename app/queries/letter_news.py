"""What a letter about somebody's work says: read anew when it leaves, since words may have been taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Contribution, Person, Recognition
from app.domain.policy import can_see
from app.queries import standings
from app.queries.letters import Reader
from app.queries.notices import RECOGNISED


@dataclass(frozen=True)
class News:
    """`by` and `words` are empty where nobody wrote anything."""

    kind: str
    contribution_id: str
    title: str
    visibility: str
    by: str
    words: str
    facts: Mapping[str, Any]


def news(
    db: Session, *, reader: Reader, kind: str, contribution_id: str, subject_id: str, facts: Mapping[str, Any]
) -> News | None:
    """None for what was taken back, or what the reader may no longer see."""
    standing = standings.standing_of(db, reader.viewer, contribution_id)
    if standing is None or not can_see(reader.viewer, standing):
        return None
    work = db.execute(
        select(col(Contribution.title), col(Contribution.visibility)).where(col(Contribution.id) == contribution_id)
    ).one()
    by, words = str(facts.get("by_name", "")), str(facts.get("words", ""))
    if kind == RECOGNISED:
        said = db.execute(
            select(col(Person.name), col(Recognition.words))
            .join(Person, col(Person.id) == col(Recognition.giver_id))
            .where(col(Recognition.id) == subject_id, col(Recognition.undone_at).is_(None))
        ).first()
        if said is None:
            return None
        by, words = said.name, said.words
    return News(kind, contribution_id, work.title, work.visibility, by, words, facts)
