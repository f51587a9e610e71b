"""What somebody said they would do about a piece of work, once its day has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.domain import ActKind, Viewer, metadata
from app.domain.policy import can_see
from app.kit.errors import NotFound
from app.kit.ids import is_id
from app.kit.prepared import prepared
from app.queries import standings

MOST_DUE = 20


@dataclass(frozen=True)
class Plan:
    """`people` are the contributors who have not heard a word yet, or all of them."""

    id: str
    contribution_id: str
    title: str
    people: tuple[str, ...]
    occasion: str
    on_date: date


def due(db: Session, *, viewer: Viewer, today: date) -> list[Plan]:
    """The one that has waited longest first."""
    rows = db.execute(_DUE, {"me": viewer.person_id, "today": today}).all()
    if not rows:
        return []
    ids = [row.contribution_id for row in rows]
    seen = standings.standings_of(db, viewer, ids)
    names = _names(db, ids)
    return [
        Plan(row.id, row.contribution_id, row.title, names[row.contribution_id], row.occasion or "", row.on_date)
        for row in rows
        if row.contribution_id in seen and can_see(viewer, seen[row.contribution_id])
    ]


@dataclass(frozen=True)
class Planned:
    """One's own plan, as a calendar shows it."""

    id: str
    contribution_id: str
    title: str
    occasion: str
    on_date: date
    planned_at: datetime


def one(db: Session, *, viewer: Viewer, act_id: str) -> Planned:
    """Raises NotFound for what is not the viewer's, was taken back, or is no plan."""
    row = db.execute(_ONE, {"act": act_id, "me": viewer.person_id}).one_or_none() if is_id(act_id) else None
    if row is None or row.on_date is None:
        raise NotFound
    seen = standings.standing_of(db, viewer, row.contribution_id)
    if seen is None or not can_see(viewer, seen):
        raise NotFound
    return Planned(row.id, row.contribution_id, row.title, row.occasion or "", row.on_date, row.acted_at)


def _names(db: Session, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    every: dict[str, list[str]] = {one: [] for one in ids}
    silent: dict[str, list[str]] = {one: [] for one in ids}
    for contribution_id, name, recognised_at in db.execute(_PEOPLE, {"ids": ids}):
        every[contribution_id].append(name)
        if recognised_at is None:
            silent[contribution_id].append(name)
    return {one: tuple(silent[one] or every[one]) for one in ids}


# Made once: every page of a manager asks this.
_act, _work, _line, _person = (metadata.tables[name] for name in ("act", "contribution", "contributor", "person"))
_DUE = prepared(
    select(_act.c.id, _act.c.contribution_id, _work.c.title, _act.c.occasion, _act.c.on_date)
    .join(_work, _work.c.id == _act.c.contribution_id)
    .where(
        _act.c.person_id == bindparam("me"),
        _act.c.kind == ActKind.SCHEDULE.value,
        _act.c.settled_at.is_(None),
        _act.c.undone_at.is_(None),
        _act.c.on_date <= bindparam("today"),
    )
    .order_by(_act.c.on_date, _act.c.id)
    .limit(MOST_DUE)
)
_ONE = (
    select(_act.c.id, _act.c.contribution_id, _work.c.title, _act.c.occasion, _act.c.on_date, _act.c.acted_at)
    .join(_work, _work.c.id == _act.c.contribution_id)
    .where(
        _act.c.id == bindparam("act"),
        _act.c.person_id == bindparam("me"),
        _act.c.kind == ActKind.SCHEDULE.value,
        _act.c.undone_at.is_(None),
    )
)
_PEOPLE = prepared(
    select(_line.c.contribution_id, _person.c.name, _line.c.recognised_at)
    .join(_person, _person.c.id == _line.c.person_id)
    .where(_line.c.contribution_id.in_(bindparam("ids", expanding=True)))
    .order_by(_line.c.added_at, _line.c.id)
)
