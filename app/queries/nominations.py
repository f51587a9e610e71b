"""Somebody's words for a piece of work, for those who may see the work."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.domain import Nomination, Viewer
from app.kit.errors import NotFound
from app.kit.ids import is_id
from app.queries import standings


@dataclass(frozen=True)
class NominationShape:
    id: str
    contribution_id: str
    author_id: str
    words: str
    written_on: date
    version: int


def sighted(db: Session, viewer: Viewer, nomination_id: str) -> Nomination:
    """The row, for an action to change. Its scope is that of its contribution."""
    found = db.get(Nomination, nomination_id) if is_id(nomination_id) else None
    if found is None:
        raise NotFound()
    standings.sighted(db, viewer, found.contribution_id)
    return found


def shape_of(nomination: Nomination) -> NominationShape:
    return NominationShape(
        id=nomination.id,
        contribution_id=nomination.contribution_id,
        author_id=nomination.author_id,
        words=nomination.words,
        written_on=nomination.written_at.date(),
        version=nomination.version,
    )
