"""The handles of people in a file: exactly those that the file names, and nobody else's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.actions.bring_in import Run
from app.domain import Handle
from app.domain.person_draft import HandleDraft, fold_address
from app.kit.errors import Code
from app.kit.ids import new_id

Pair = tuple[str, str]


@dataclass
class Handles:
    """Who is known by what, as far as the file has been read."""

    owners: dict[Pair, str] = field(default_factory=dict)

    def compare(
        self, db: Session, wanted: Mapping[str, Sequence[HandleDraft]], lines: Mapping[str, int], run: Run
    ) -> dict[str, list[Pair]]:
        """By person, what they are to be known by, where it is not so already."""
        pairs = {id_: _pairs(handles) for id_, handles in wanted.items()}
        here = _of_people(db, list(pairs))
        taken = _owners(db, {pair for each in pairs.values() for pair in each})
        for person_id, each in pairs.items():
            for pair in each:
                owner = self.owners.setdefault(pair, taken.get(pair, person_id))
                if owner != person_id:
                    words = f"Somebody else is known by {pair[1]}."
                    run.refuse(lines[person_id], "handles", Code.NAME_TAKEN, words)
        return {id_: each for id_, each in pairs.items() if set(each) != here.get(id_, set())}


def keep_new_handles(db: Session, more: Mapping[str, Sequence[Pair]], *, now: datetime) -> None:
    db.execute(delete(Handle).where(col(Handle.person_id).in_(list(more))))
    rows = [
        {"id": new_id(now), "person_id": person_id, "kind": kind, "value": value}
        for person_id, pairs in more.items()
        for kind, value in pairs
    ]
    if rows:
        db.execute(insert(Handle), rows)


def _pairs(handles: Iterable[HandleDraft]) -> list[Pair]:
    return list(dict.fromkeys((one.kind.value, fold_address(one.value)) for one in handles))


def _of_people(db: Session, person_ids: Sequence[str]) -> dict[str, set[Pair]]:
    found: dict[str, set[Pair]] = {}
    question = select(col(Handle.person_id), col(Handle.kind), col(Handle.value))
    for person_id, kind, value in db.execute(question.where(col(Handle.person_id).in_(person_ids))):
        found.setdefault(person_id, set()).add((kind, value))
    return found


def _owners(db: Session, pairs: set[Pair]) -> dict[Pair, str]:
    question = select(col(Handle.kind), col(Handle.value), col(Handle.person_id))
    values = sorted({value for _kind, value in pairs})
    found: dict[Pair, str] = {}
    for start in range(0, len(values), 500):
        rows = db.execute(question.where(col(Handle.value).in_(values[start : start + 500])))
        found |= {(kind, value): person_id for kind, value, person_id in rows}
    return found
