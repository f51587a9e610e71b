"""Work that may be the same as what somebody is typing, among what they may see."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain import Viewer
from app.domain.contribution_draft import ListQuery
from app.queries import contribution_lists, search

MOST = 5


@dataclass(frozen=True)
class SimilarWork:
    id: str
    title: str
    finished: str


def to_title(db: Session, *, viewer: Viewer, title: str) -> list[SimilarWork]:
    """After three words: what holds the three longest of them, newest first."""
    sought = search.like_title(title[:200])
    if sought is None:
        return []
    page = contribution_lists.found(db, viewer=viewer, query=ListQuery(limit=MOST), sought=sought, cursor=None)
    return [SimilarWork(row.id, row.title, row.finished_on.isoformat()) for row in page.rows]
