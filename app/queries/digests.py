"""A manager's editions: what each holds, what is left of it, and what its reader said they would do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, bindparam, cast, select
from sqlmodel import Session, col

from app.domain import (
    OPEN_STATES,
    Act,
    ActKind,
    Contribution,
    Contributor,
    Digest,
    DigestItem,
    Person,
    Viewer,
    metadata,
)
from app.domain.impact import GRADE_WORDS
from app.domain.policy import can_see
from app.domain.recognition import UNDO_TIME
from app.kit.errors import NotFound
from app.kit.ids import is_id
from app.kit.paging import Cursor, Page, cut
from app.kit.prepared import prepared
from app.kit.weeks import Week
from app.queries import plans, standings
from app.queries.lanes import MOST_KEPT
from app.queries.plans import Plan
from app.queries.visibility import C, values_of

NO_EDITION_YET = "Your first edition is not made yet: it comes on the day and hour of your settings, Monday at 08:00."


@dataclass(frozen=True)
class Taken:
    """The act that settled an item, or none where somebody else has thanked meanwhile."""

    kind: str
    act_id: str | None
    acted_at: datetime | None
    undo_until: datetime | None


@dataclass(frozen=True)
class Item:
    """`frozen` is the text of `facts` as stored; `left`: the named who still wait; `copied`: so were the thanks."""

    id: str
    position: int
    contribution_id: str
    facts: Mapping[str, Any] = field(compare=False)  # read from `frozen`
    frozen: str
    left: tuple[tuple[str, str], ...]
    taken: Taken | None
    copied: bool


@dataclass(frozen=True)
class KeptWork:
    id: str
    title: str
    kind: str
    grade: str
    finished_on: date


@dataclass(frozen=True)
class Edition:
    week: Week
    monday: date
    composed_at: datetime
    items: tuple[Item, ...]
    done: tuple[Item, ...]
    kept: int
    kept_is_more: bool
    late_sources: tuple[Mapping[str, str], ...]
    plans: tuple[Plan, ...]


def edition(db: Session, *, viewer: Viewer, week: str, now: datetime) -> Edition:
    """The viewer's own; nobody else's can be asked for. `week` may be "current". Raises NotFound."""
    row = _edition(db, viewer, week)
    items = _items(db, row, viewer=viewer, now=now)
    return Edition(
        week=Week.of(row.monday),
        monday=row.monday,
        composed_at=row.composed_at,
        items=tuple(item for item in items if item.taken is None),
        done=tuple(item for item in items if item.taken is not None),
        kept=row.kept,
        kept_is_more=row.kept_is_more,
        late_sources=tuple(row.facts.get("late_sources", ())),
        plans=tuple(plans.due(db, viewer=viewer, today=now.date())),
    )


def contribution_of(db: Session, *, viewer: Viewer, week: str, item_id: str) -> str:
    """What an item of the viewer's own edition is about. Raises NotFound."""
    return str(_own_item(db, viewer, week, item_id).contribution_id)


def slot_of_item(db: Session, *, viewer: Viewer, week: str, item_id: str) -> int:
    return int(_own_item(db, viewer, week, item_id).slot)


def kept(db: Session, *, viewer: Viewer) -> list[KeptWork]:
    """What waits for a word of this manager, newest first, as far as anybody reads."""
    line, work = Contributor, Contribution
    question = (
        select(col(work.id), col(work.title), col(work.kind), col(work.grade), col(work.finished_on))
        .join(line, col(line.contribution_id) == col(work.id))
        .join(Person, col(Person.id) == col(line.person_id))
        .where(col(Person.manager_id) == viewer.person_id, col(Person.active), col(line.waiting))
        .distinct()
        .order_by(col(work.finished_on).desc(), col(work.id).desc())
        .limit(MOST_KEPT)
    )
    return [
        KeptWork(row.id, row.title, row.kind, GRADE_WORDS[row.grade], row.finished_on) for row in db.execute(question)
    ]


def past(db: Session, *, viewer: Viewer, cursor: Cursor | None, limit: int) -> Page[Week]:
    """Newest first."""
    question = select(col(Digest.monday)).where(col(Digest.manager_id) == viewer.person_id)
    if cursor is not None:
        place = date.fromisoformat(cursor.values[0])
        question = question.where(col(Digest.monday) > place if cursor.backward else col(Digest.monday) < place)
    backward = cursor is not None and cursor.backward
    order = col(Digest.monday).asc() if backward else col(Digest.monday).desc()
    weeks = [Week.of(monday) for monday in db.execute(question.order_by(order).limit(limit + 1)).scalars()]
    return cut(weeks, limit=limit, cursor=cursor, place=lambda week: (week.monday.isoformat(),))


def last_act(db: Session, *, viewer: Viewer, item_id: str, contribution_id: str) -> str | None:
    """The act to take back, from the item or from the work's own page; the newest first."""
    question = (
        select(col(Act.id))
        .where(col(Act.person_id) == viewer.person_id, col(Act.contribution_id) == contribution_id)
        .where((col(Act.item_id) == item_id) | col(Act.undone_at).is_(None))
        .order_by(col(Act.undone_at).is_not(None), col(Act.acted_at).desc(), col(Act.id).desc())
        .limit(1)
    )
    return db.execute(question).scalar()


def _edition(db: Session, viewer: Viewer, week: str) -> Any:
    try:
        monday = None if week == "current" else Week.parse(week).monday
    except ValueError:
        raise NotFound from None
    question, values = (_NEWEST, {}) if monday is None else (_OF_WEEK, {"monday": monday})
    row = db.execute(question, values | {"me": viewer.person_id}).first()
    if row is None and viewer.is_manager and monday is None:
        raise NotFound(message=NO_EDITION_YET)
    if row is None or not viewer.is_manager:
        raise NotFound
    return row


def _own_item(db: Session, viewer: Viewer, week: str, item_id: str) -> Any:
    edition_id = _edition(db, viewer, week).id
    one = DigestItem
    question = select(col(one.contribution_id), col(one.slot)).where(
        col(one.id) == item_id, col(one.digest_id) == edition_id
    )
    row = db.execute(question).one_or_none() if is_id(item_id) else None
    if row is None:
        raise NotFound
    return row


def _items(db: Session, digest: Any, *, viewer: Viewer, now: datetime) -> list[Item]:
    """What went out of the reader's sight since Monday is left out; the rest stands as it was frozen."""
    rows = db.execute(_ITEMS, {"digest": digest.id, **values_of(viewer)}).all()
    ids = [row.contribution_id for row in rows]
    if not ids:
        return []
    thanked = {(work, person): heard for work, person, heard in db.execute(_THANKED, {"ids": ids})}
    values = {"me": viewer.person_id, "ids": ids, "since": digest.composed_at}
    acts = {row.contribution_id: row for row in db.execute(_ACTS, values)}
    return [
        _item(row, thanked, acts.get(row.contribution_id), now)
        for row in rows
        if row.state in OPEN_STATES and can_see(viewer, standings.from_row(row))
    ]


def _item(row: Any, thanked: Mapping[tuple[str, str], bool], act: Any, now: datetime) -> Item:
    facts = _facts(row.frozen)
    named = [one for one in facts["people"] if one["named"]]
    left = tuple((one["id"], one["name"]) for one in named if not thanked.get((row.contribution_id, one["id"]), True))
    taken = None
    speaks = act is not None and act.kind in (ActKind.THANK, ActKind.ALREADY_DONE)
    if not left or (act is not None and not speaks):
        until = act.acted_at + UNDO_TIME if act else None
        taken = Taken(act.kind, act.id, act.acted_at, until if until and until > now else None) if act else _BY_OTHERS
    copied = speaks and len(left) == len(named)
    return Item(row.id, row.position, row.contribution_id, facts, row.frozen, left, taken, copied)


@lru_cache(maxsize=1024)
def _facts(frozen: str) -> Mapping[str, Any]:
    """An edition is opened many times and never changes: its text is read once."""
    found: dict[str, Any] = json.loads(frozen)
    return found


_BY_OTHERS = Taken("thanked", None, None, None)


# Made once: building a statement costs more than running it.
_digest, _entry, _line, _act = (metadata.tables[name] for name in ("digest", "digest_item", "contributor", "act"))
_EDITIONS = select(
    _digest.c.id, _digest.c.monday, _digest.c.composed_at, _digest.c.kept, _digest.c.kept_is_more, _digest.c.facts
).where(_digest.c.manager_id == bindparam("me"))
_NEWEST = prepared(_EDITIONS.order_by(_digest.c.monday.desc()).limit(1))
_OF_WEEK = prepared(_EDITIONS.where(_digest.c.monday == bindparam("monday")))
_ITEMS = prepared(
    select(_entry.c.id, _entry.c.position, cast(_entry.c.facts, Text).label("frozen"), *standings.columns())
    .join(C, C.c.id == _entry.c.contribution_id)
    .where(_entry.c.digest_id == bindparam("digest"))
    .order_by(_entry.c.position)
)
_THANKED = prepared(
    select(_line.c.contribution_id, _line.c.person_id, _line.c.recognised_at.is_not(None)).where(
        _line.c.contribution_id.in_(bindparam("ids", expanding=True))
    )
)
_ACTS = prepared(
    select(_act.c.contribution_id, _act.c.id, _act.c.kind, _act.c.acted_at)
    .where(
        _act.c.person_id == bindparam("me"),
        _act.c.contribution_id.in_(bindparam("ids", expanding=True)),
        _act.c.undone_at.is_(None),
        _act.c.acted_at >= bindparam("since"),
    )
    .order_by(_act.c.acted_at, _act.c.id)
)
