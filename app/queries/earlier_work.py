"""What is here already of the work that a file speaks of: read for a few hundred rows at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Contribution, Contributor, Evidence, Impact, Incident, IncidentLink, Nomination, Person
from app.queries import capture, impacts, people_named, services, teams
from app.queries.impacts import Scale
from app.queries.people_named import Named


@dataclass(frozen=True)
class Surroundings:
    """What a whole file may refer to: small lists, by folded name."""

    teams: Mapping[str, str]
    services: Mapping[str, str]
    categories: Sequence[str]
    scale: Scale


@dataclass(frozen=True)
class Here:
    """By ref, by text or by contribution: the rows that a chunk of a file is compared with."""

    contributions: Mapping[str, Any]
    people: Mapping[str, Named]
    team_of: Mapping[str, str | None]
    incidents: Mapping[str, str]
    contributors: Mapping[str, list[Any]]
    evidence: Mapping[str, list[Any]]
    links: Mapping[str, list[Any]]
    impacts: Mapping[str, list[Any]]
    nominations: Mapping[str, list[Any]]


def surroundings(db: Session) -> Surroundings:
    return Surroundings(teams.ids_by_name(db), services.ids_by_name(db), capture.categories(db), impacts.scale(db))


def of_refs(db: Session, refs: Sequence[str], people: Sequence[str], incident_refs: Sequence[str]) -> Here:
    found = contributions(db, refs)
    ids = [row.id for row in found.values()]
    named = people_named.named(db, people)
    return Here(
        contributions=found,
        people=named,
        team_of=_team_of(db, sorted({one.id for one in named.values()})),
        incidents=_incidents(db, incident_refs),
        contributors=parts_of(db, Contributor, ids),
        evidence=parts_of(db, Evidence, ids),
        links=parts_of(db, IncidentLink, ids),
        impacts=parts_of(db, Impact, ids),
        nominations=parts_of(db, Nomination, ids),
    )


def contributions(db: Session, refs: Sequence[str]) -> dict[str, Any]:
    table = Contribution.__table__  # type: ignore[attr-defined]
    return {row.ref: row for row in db.execute(select(table).where(table.c.ref.in_(refs)))}


def parts_of(db: Session, noun: Any, contribution_ids: Sequence[str]) -> dict[str, list[Any]]:
    """Whole rows of one kind, by contribution."""
    table = noun.__table__
    found: dict[str, list[Any]] = defaultdict(list)
    if contribution_ids:
        for row in db.execute(select(table).where(table.c.contribution_id.in_(contribution_ids)).order_by(table.c.id)):
            found[row.contribution_id].append(row)
    return found


def _incidents(db: Session, refs: Sequence[str]) -> dict[str, str]:
    question = select(col(Incident.ref), col(Incident.id)).where(col(Incident.ref).in_(refs))
    return dict(db.execute(question).all())


def _team_of(db: Session, person_ids: Sequence[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    question = select(col(Person.id), col(Person.team_id))
    for start in range(0, len(person_ids), 500):
        found |= db.execute(question.where(col(Person.id).in_(person_ids[start : start + 500]))).all()
    return found
