"""The plain facts of one contribution, as whoever keeps them needs them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Contribution, Service, Viewer
from app.queries import standings
from app.queries.contribution_lists import ContributorShape, people_on


@dataclass(frozen=True)
class ContributionFacts:
    id: str
    ref: str | None
    kind: str
    category: str
    title: str
    summary: str
    effect_unknown: bool
    state: str
    self_reported: bool
    recorded_by_id: str
    contributors: tuple[ContributorShape, ...]
    service: str | None
    started_on: date | None
    finished_on: date
    version: int


def facts_for(db: Session, contribution_id: str, *, viewer: Viewer) -> ContributionFacts:
    """Raises NotFound outside the reader's scope."""
    standings.sighted(db, viewer, contribution_id)
    return facts_of(db, contribution_id)


def facts_of(db: Session, contribution_id: str) -> ContributionFacts:
    """For somebody who has just written them."""
    c = Contribution
    question = (
        select(
            col(c.id), col(c.ref), col(c.kind), col(c.category), col(c.title), col(c.summary), col(c.effect_unknown),
            col(c.state), col(c.self_reported), col(c.recorded_by_id), col(Service.name).label("service"),
            col(c.started_on), col(c.finished_on), col(c.version),
        )
        .outerjoin(Service, col(Service.id) == col(c.service_id))
        .where(col(c.id) == contribution_id)
    )  # fmt: skip
    row = db.execute(question).one()
    return ContributionFacts(**row._mapping, contributors=people_on(db, [row.id]).get(row.id, ()))
