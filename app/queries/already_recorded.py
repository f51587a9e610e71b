"""Which efforts are on record already: by a link to one of their changes, or by people, words and weeks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Connection, Contribution, Contributor, Evidence, FoundEffort, State
from app.domain.candidate import SLACK, speaks_of
from app.domain.change import commit_url
from app.domain.evidence import url_key
from app.queries.known_hands import Named

CHUNK = 400
COUNTED = (State.PROPOSED.value, State.CONFIRMED.value, State.DECLINED.value)


@dataclass(frozen=True)
class _Work:
    title: str
    started_on: date
    finished_on: date


def among(db: Session, connection: Connection, found: Sequence[FoundEffort], people: Mapping[str, Named]) -> set[str]:
    """Keys of those efforts. A contribution that was withdrawn does not count: nothing is on record of it."""
    linked = _linked(db, connection, found)
    works = _works_of(db, sorted({one for named in people.values() for one in named.people}))
    return linked | {
        one.key
        for one in found
        if any(_is_same(one, work) for person_id in people[one.key].people for work in works[person_id])
    }


def _linked(db: Session, connection: Connection, found: Sequence[FoundEffort]) -> set[str]:
    if not connection.browse_url:
        return set()
    keys = {
        key: one.key
        for one in found
        for change in one.changes
        if (key := url_key(commit_url(connection.browse_url, change)))
    }
    wanted = sorted(keys)
    hits: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        question = (
            select(col(Evidence.url_key))
            .join(Contribution, col(Contribution.id) == col(Evidence.contribution_id))
            .where(
                col(Evidence.url_key).in_(wanted[start : start + CHUNK]),
                col(Evidence.removed_at).is_(None),
                col(Contribution.state).in_(COUNTED),
            )
        )
        hits |= {keys[key] for key in db.execute(question).scalars() if key}
    return hits


def _works_of(db: Session, people: Sequence[str]) -> dict[str, list[_Work]]:
    works: dict[str, list[_Work]] = defaultdict(list)
    c = Contribution
    for start in range(0, len(people), CHUNK):
        question = (
            select(col(Contributor.person_id), col(c.title), col(c.started_on), col(c.finished_on))
            .join(c, col(c.id) == col(Contributor.contribution_id))
            .where(col(Contributor.person_id).in_(people[start : start + CHUNK]), col(c.state).in_(COUNTED))
        )
        for person_id, title, started_on, finished_on in db.execute(question):
            works[person_id].append(_Work(title, started_on or finished_on, finished_on))
    return works


def _is_same(one: FoundEffort, work: _Work) -> bool:
    """The same weeks, and at least half of the words of the shorter name."""
    apart = work.finished_on < one.first_on - SLACK or work.started_on > one.last_on + SLACK
    return not apart and speaks_of(one.name, work.title)
