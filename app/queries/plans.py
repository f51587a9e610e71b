"""What somebody said they would do about a piece of work, once its day has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Act, ActKind, Contribution, Contributor, Person, Viewer
from app.domain.policy import can_see
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
    act = Act
    question = (
        select(col(act.id), col(act.contribution_id), col(Contribution.title), col(act.occasion), col(act.on_date))
        .join(Contribution, col(Contribution.id) == col(act.contribution_id))
        .where(
            col(act.person_id) == viewer.person_id,
            col(act.kind) == ActKind.SCHEDULE.value,
            col(act.settled_at).is_(None),
            col(act.undone_at).is_(None),
            col(act.on_date) <= today,
        )
        .order_by(col(act.on_date), col(act.id))
        .limit(MOST_DUE)
    )
    rows = db.execute(question).all()
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


def _names(db: Session, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    line = Contributor
    question = (
        select(col(line.contribution_id), col(Person.name), col(line.recognised_at))
        .join(Person, col(Person.id) == col(line.person_id))
        .where(col(line.contribution_id).in_(ids))
        .order_by(col(line.added_at), col(line.id))
    )
    every: dict[str, list[str]] = {one: [] for one in ids}
    silent: dict[str, list[str]] = {one: [] for one in ids}
    for contribution_id, name, recognised_at in db.execute(question):
        every[contribution_id].append(name)
        if recognised_at is None:
            silent[contribution_id].append(name)
    return {one: tuple(silent[one] or every[one]) for one in ids}
