"""Bring the words that a contribution is found by up to date."""

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.domain import Contribution, SearchEntry
from app.domain.search import body_of


def index_words(db: Session, contribution_id: str) -> None:
    """After every change of title, summary, ref or category."""
    db.flush()
    c = Contribution
    question = select(col(c.title), col(c.summary), col(c.ref), col(c.category)).where(col(c.id) == contribution_id)
    body = body_of(**db.execute(question).one()._mapping)
    entry = col(SearchEntry.contribution_id) == contribution_id
    changed = db.execute(update(SearchEntry).where(entry).values(body=body))
    if changed.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE answers with a CursorResult
        db.execute(insert(SearchEntry).values(contribution_id=contribution_id, body=body))
