"""The same words for three pieces of work or more are kept, marked as copies, and end nobody's silence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.domain import Recipient, Recognition
from app.domain.recognition import BULK_COUNT


def mark_copies(db: Session, said: Sequence[Mapping[str, Any]]) -> set[str]:
    """Among what the same people said at the same time as `said`. Returns the contributions this is about."""
    mine = {_what(one["giver_id"], one["words_hash"], one["given_at"]) for one in said if one["words"]}
    one = Recognition
    question = (
        select(
            col(one.id),
            col(one.contribution_id),
            col(one.giver_id),
            col(one.words_hash),
            col(one.given_at),
            col(one.bulk),
        )
        .where(col(one.giver_id).in_(sorted({giver for giver, _hash, _at in mine})))
        .where(col(one.words_hash).in_(sorted({words for _giver, words, _at in mine})))
        .where(col(one.undone_at).is_(None))
    )
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in db.execute(question):
        what = _what(row.giver_id, row.words_hash, row.given_at)
        if what in mine:
            groups[what].append(row)
    many = [group for group in groups.values() if len({row.contribution_id for row in group}) >= BULK_COUNT]
    copies = [row for group in many for row in group if not row.bulk]
    ids = [row.id for row in copies]
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        db.execute(update(one).where(col(one.id).in_(some)).values(bulk=True))
        db.execute(update(Recipient).where(col(Recipient.recognition_id).in_(some)).values(ends_silence=False))
    return {row.contribution_id for row in copies}


def _what(giver_id: str, words_hash: str, given_at: Any) -> tuple[str, str, Any]:
    return giver_id, words_hash, given_at
