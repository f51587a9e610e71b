"""What lies in somebody's record and lacks one thing, and what is quiet on their team."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select
from sqlmodel import Session, col

from app.domain import OPEN_STATES, Contribution, Contributor, Person, Viewer, Visibility

MOST_SHOWN = 3


@dataclass(frozen=True)
class Waits:
    id: str
    title: str
    kind: str
    finished_on: date


def in_record(db: Session, *, viewer: Viewer) -> list[Waits]:
    """Own work whose effect nobody has written down, newest first."""
    work, mine = Contribution, Contributor
    question = (
        select(col(work.id), col(work.title), col(work.kind), col(work.finished_on))
        .join(mine, col(mine.contribution_id) == col(work.id))
        .where(
            col(mine.person_id) == viewer.person_id,
            col(work.grade) == 0,
            col(work.state).in_(OPEN_STATES),
            col(work.hidden_by_id).is_(None),
        )
        .order_by(col(mine.finished_on).desc(), col(work.id).desc())
        .limit(MOST_SHOWN)
    )
    return [Waits(*row) for row in db.execute(question)]


def on_team(db: Session, *, viewer: Viewer) -> list[Waits]:
    """Work that teammates share with the team and that no manager has thanked, newest first."""
    if viewer.manager_id is None:
        return []
    work, line, me = Contribution, Contributor, Contributor.__table__.alias("me")  # type: ignore[attr-defined]
    own = exists().where(me.c.contribution_id == col(work.id), me.c.person_id == viewer.person_id)
    question = (
        select(col(work.id), col(work.title), col(work.kind), col(work.finished_on))
        .join(line, col(line.contribution_id) == col(work.id))
        .join(Person, col(Person.id) == col(line.person_id))
        .where(
            col(Person.manager_id) == viewer.manager_id,
            col(Person.id) != viewer.person_id,
            col(line.waiting),
            or_(col(line.agreed_team), col(line.agreed_company)),
            col(work.visibility) != Visibility.PRIVATE.value,
            ~own,
        )
        .distinct()
        .order_by(col(work.finished_on).desc(), col(work.id).desc())
        .limit(MOST_SHOWN)
    )
    return [Waits(*row) for row in db.execute(question)]
