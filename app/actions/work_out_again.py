"""Work out again what rows repeat of their parts, and say where that is not what they hold."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.settle_silence import settle_silence
from app.domain import Contribution, Contributor

SAMPLE = 200


def work_out_again(db: Session) -> tuple[int, int]:
    """How many of the newest contributions were looked at, and how many have become right by this."""
    newest = select(col(Contribution.id)).order_by(col(Contribution.id).desc()).limit(SAMPLE)
    ids = list(db.execute(newest).scalars())
    before = _derived(db, ids)
    settle_silence(db, ids)
    return len(ids), len({row[0] for row in before ^ _derived(db, ids)})


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
