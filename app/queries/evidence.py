"""What supports a contribution, and who stands beside it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select, union
from sqlmodel import Session, col

from app.domain import (
    Contribution,
    Contributor,
    Evidence,
    Incident,
    Nomination,
    Person,
    ReportingLine,
    Responder,
    Visibility,
)
from app.kit.errors import NotFound
from app.kit.ids import is_id


@dataclass(frozen=True)
class Support:
    """One piece of evidence. A removed one is kept, and is not shown."""

    id: str
    kind: str
    url: str
    title: str
    words: str
    added_by_id: str
    added_by: str
    added_on: date


def one(db: Session, contribution_id: str, evidence_id: str) -> Support:
    """Of a contribution that the asker may see. Raises NotFound, also for what was removed."""
    question = (
        select(Evidence, col(Person.name))
        .join(Person, col(Person.id) == col(Evidence.added_by_id))
        .where(col(Evidence.id) == evidence_id, col(Evidence.contribution_id) == contribution_id)
        .where(col(Evidence.removed_at).is_(None))
    )
    row: tuple[Evidence, str] | None = db.execute(question).one_or_none() if is_id(evidence_id) else None
    if row is None:
        raise NotFound
    found, name = row
    return Support(
        id=found.id,
        kind=found.kind,
        url=found.url,
        title=found.title,
        words=found.words,
        added_by_id=found.added_by_id,
        added_by=name,
        added_on=found.added_at.date(),
    )


def people_beside(db: Session, contribution_id: str) -> list[str]:
    """Everybody a change concerns: its contributors, its nominators, and whoever recorded it."""
    found = db.execute(
        union(
            select(col(Contributor.person_id)).where(col(Contributor.contribution_id) == contribution_id),
            select(col(Nomination.author_id)).where(col(Nomination.contribution_id) == contribution_id),
            select(col(Contribution.recorded_by_id)).where(col(Contribution.id) == contribution_id),
        )
    )
    return sorted(found.scalars())


def contributors_of(db: Session, contribution_id: str) -> list[str]:
    question = select(col(Contributor.person_id)).where(col(Contributor.contribution_id) == contribution_id)
    return list(db.execute(question.order_by(col(Contributor.id))).scalars())


def incident_meant(db: Session, text: str, *, viewer_id: str) -> str | None:
    """The incident with this ref or id, if the viewer may see it: a restricted one is for its responders and above."""
    responds = col(Responder.incident_id) == col(Incident.id)
    question = select(col(Incident.id)).where(
        or_(col(Incident.ref) == text, col(Incident.id) == text),
        or_(
            ~col(Incident.restricted),
            exists().where(
                responds,
                col(ReportingLine.below_id) == col(Responder.person_id),
                col(ReportingLine.above_id) == viewer_id,
            ),
        ),
    )
    found: str | None = db.execute(question).scalar()
    return found


def stands_above(db: Session, contribution_id: str, person_id: str) -> bool:
    """Whether somebody leads one of its contributors, or leads anybody at all where the whole company may see it."""
    below = col(ReportingLine.above_id) == person_id, col(ReportingLine.distance) > 0
    question = select(
        exists().where(
            col(Contributor.contribution_id) == contribution_id,
            col(ReportingLine.below_id) == col(Contributor.person_id),
            *below,
        ),
        exists().where(col(ReportingLine.below_id) != person_id, *below)
        & exists().where(col(Contribution.id) == contribution_id, col(Contribution.visibility) == Visibility.COMPANY),
    )
    leads_one, leads_and_sees = db.execute(question).one()
    return bool(leads_one or leads_and_sees)


def contribution_meant(db: Session, text: str) -> str | None:
    """The contribution with this ref or id. Whether somebody may see it is another question."""
    question = select(col(Contribution.id)).where(or_(col(Contribution.ref) == text, col(Contribution.id) == text))
    found: str | None = db.execute(question).scalar()
    return found
