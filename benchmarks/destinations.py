"""Where the viewers go: an edition, and a piece of work that its reader opens from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from app.database import Store
from app.domain import Contributor, Digest, DigestItem
from benchmarks import access
from benchmarks.composing import compose, has_editions

READER = "reader"


@dataclass(frozen=True)
class Destinations:
    """The reader of the edition has a session and a token under the name READER."""

    contribution_id: str
    title: str
    items: int


def prepared(url: str, now: datetime) -> Destinations:
    """Editions are made where there are none; the viewers are signed in."""
    store = Store.open(url)
    if not has_editions(store):
        compose(store)
    manager_id, found = _fullest(store)
    store.close()
    access.let_in(url, now, {READER: manager_id})
    return found


def _fullest(store: Store) -> tuple[str, Destinations]:
    """The first of the managers with the most items, and the first of these with one contributor."""
    count = func.count().label("items")
    item, work = DigestItem, Contributor
    with store.read() as db:
        fullest = (
            select(col(Digest.manager_id), col(Digest.id), count)
            .join(item, col(item.digest_id) == col(Digest.id))
            .group_by(col(Digest.manager_id), col(Digest.id))
            .order_by(count.desc(), col(Digest.manager_id))
            .limit(1)
        )
        manager_id, digest_id, items = db.execute(fullest).one()
        people = select(func.count()).where(col(work.contribution_id) == col(item.contribution_id)).scalar_subquery()
        opened = (
            select(col(item.contribution_id), col(item.facts))
            .where(col(item.digest_id) == digest_id)
            .order_by(people, col(item.position))
            .limit(1)
        )
        row = db.execute(opened).one()
    return manager_id, Destinations(row.contribution_id, row.facts["title"], items)
