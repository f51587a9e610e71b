"""What was said before of the work that a file speaks of, and how its givers stand to its receivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Contributor, Person, Recipient, Recognition, ReportingLine
from app.queries import earlier_work, people_named
from app.queries.people_named import Named

CHUNK = 500
Key = tuple[str, str, str, date, str]


@dataclass(frozen=True)
class Old:
    id: str
    version: int
    bulk: bool
    people: set[str]


@dataclass(frozen=True)
class Thanked:
    """`said` by work, giver, form, day and hash of the words; `distances` from giver down to receiver."""

    works: Mapping[str, Any]
    people: Mapping[str, Named]
    contributors: set[tuple[str, str]]
    said: Mapping[Key, Old]
    distances: Mapping[tuple[str, str], int]
    tops: set[str]


def around(db: Session, *, refs: Sequence[str], people: Sequence[str]) -> Thanked:
    works = earlier_work.contributions(db, refs)
    ids = [row.id for row in works.values()]
    named = people_named.named(db, people)
    person_ids = sorted({one.id for one in named.values()})
    on = select(col(Contributor.contribution_id), col(Contributor.person_id))
    return Thanked(
        works,
        named,
        set(db.execute(on.where(col(Contributor.contribution_id).in_(ids)))),
        _said(db, ids),
        _distances(db, person_ids),
        _tops(db, person_ids),
    )


def _said(db: Session, contribution_ids: Sequence[str]) -> dict[Key, Old]:
    one = Recognition
    question = (
        select(
            col(one.id), col(one.version), col(one.bulk), col(one.contribution_id), col(one.giver_id), col(one.form),
            col(one.said_on), col(one.words_hash), col(Recipient.person_id),
        )
        .join(Recipient, col(Recipient.recognition_id) == col(one.id))
        .where(col(one.contribution_id).in_(contribution_ids))
    )  # fmt: skip
    found: dict[Key, Old] = {}
    for row in db.execute(question):
        key = (row.contribution_id, row.giver_id, row.form, row.said_on, row.words_hash)
        found.setdefault(key, Old(row.id, row.version, row.bulk, set())).people.add(row.person_id)
    return found


def _distances(db: Session, person_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    line = ReportingLine
    question = select(col(line.above_id), col(line.below_id), col(line.distance)).where(col(line.distance) > 0)
    among = set(person_ids)
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(person_ids), CHUNK):
        below = col(line.below_id).in_(person_ids[start : start + CHUNK])
        found |= {(row[0], row[1]): row[2] for row in db.execute(question.where(below)) if row[0] in among}
    return found


def _tops(db: Session, person_ids: Sequence[str]) -> set[str]:
    question = select(col(Person.id)).where(col(Person.manager_id).is_(None))
    found: set[str] = set()
    for start in range(0, len(person_ids), CHUNK):
        found |= set(db.execute(question.where(col(Person.id).in_(person_ids[start : start + CHUNK]))).scalars())
    return found
