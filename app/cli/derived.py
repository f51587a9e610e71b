"""Work out again what rows repeat of their parts, compare, and throw the result away."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.settle_silence import settle_silence
from app.database import Store
from app.domain import Contribution, Contributor

SAMPLE = 200


class _ThrownAway(Exception):
    """Ends the transaction without keeping anything."""


def would_change(store: Store) -> tuple[int, int]:
    """How many of the newest contributions were looked at, and of how many something would change."""
    with store.read() as db:
        newest = select(col(Contribution.id)).order_by(col(Contribution.id).desc()).limit(SAMPLE)
        ids = list(db.execute(newest).scalars())
    wrong: set[str] = set()
    with suppress(_ThrownAway), store.write() as db:
        before = _derived(db, ids)
        settle_silence(db, ids)
        after = _derived(db, ids)
        wrong = {row[0] for row in before ^ after}
        raise _ThrownAway
    return len(ids), len(wrong)


def _derived(db: Session, ids: Sequence[str]) -> set[tuple[Any, ...]]:
    """Each with the id of its contribution in front."""
    db.flush()
    c, line = Contribution, Contributor
    works = select(col(c.id), col(c.grade), col(c.tier), col(c.silent_from), col(c.visibility))
    lines = select(
        col(line.contribution_id), col(line.id), col(line.recognised_at), col(line.waiting), col(line.slot),
        col(line.sort_key), col(line.silent_from), col(line.finished_on),
    )  # fmt: skip
    found = {tuple(row) for row in db.execute(works.where(col(c.id).in_(ids)))}
    return found | {tuple(row) for row in db.execute(lines.where(col(line.contribution_id).in_(ids)))}
