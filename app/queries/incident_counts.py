"""Incidents around a change: those of the services that a fix is linked to, and of all others for comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Contribution, Incident, IncidentLink, IncidentService, Relation, Service

MOST_INCIDENTS, MOST_SERVICES = 20_000, 2_000


@dataclass(frozen=True)
class Happened:
    """`customer_share` in tenths of a per cent."""

    id: str
    service_id: str
    started_at: datetime
    ended_at: datetime | None
    severity: str
    customer_share: int | None


def services_of(db: Session, contribution_id: str) -> list[str]:
    """Of the incidents that this work ends; without any, the service that it was done for."""
    found = linked_services(db, contribution_id)
    if found:
        return found
    own = select(col(Contribution.service_id)).where(col(Contribution.id) == contribution_id)
    return [one for one in db.execute(own).scalars() if one]


def linked_services(db: Session, contribution_id: str) -> list[str]:
    linked = (
        select(col(IncidentService.service_id))
        .join(IncidentLink, col(IncidentLink.incident_id) == col(IncidentService.incident_id))
        .where(
            col(IncidentLink.contribution_id) == contribution_id,
            col(IncidentLink.relation) != Relation.RESPONDED_TO.value,
        )
        .distinct()
    )
    return sorted(db.execute(linked).scalars())


def between(db: Session, *, first: datetime, last: datetime) -> list[Happened]:
    """Started from `first` on and before `last`, oldest first, once for each service. Restricted ones stay out."""
    question = (
        select(
            col(Incident.id), col(IncidentService.service_id), col(Incident.started_at), col(Incident.resolved_at),
            col(Incident.mitigated_at), col(Incident.severity), col(Incident.customer_share),
        )
        .join(IncidentService, col(IncidentService.incident_id) == col(Incident.id))
        .where(
            col(Incident.started_at) >= first,
            col(Incident.started_at) < last,
            col(Incident.restricted).is_(False),
        )
        .order_by(col(Incident.started_at), col(Incident.id), col(IncidentService.service_id))
        .limit(MOST_INCIDENTS)
    )  # fmt: skip
    return [
        Happened(
            row.id,
            row.service_id,
            row.started_at,
            row.resolved_at or row.mitigated_at,
            row.severity,
            row.customer_share,
        )
        for row in db.execute(question)
    ]


def first_since(db: Session, *, service_ids: Sequence[str], since: datetime) -> tuple[str, datetime] | None:
    """Ref and start of the first incident on these services from `since` on."""
    if not service_ids:
        return None
    question = (
        select(col(Incident.ref), col(Incident.started_at))
        .join(IncidentService, col(IncidentService.incident_id) == col(Incident.id))
        .where(
            col(IncidentService.service_id).in_(service_ids),
            col(Incident.started_at) >= since,
            col(Incident.restricted).is_(False),
        )
        .order_by(col(Incident.started_at), col(Incident.id))
        .limit(1)
    )
    row = db.execute(question).one_or_none()
    return (row.ref, row.started_at) if row else None


def services(db: Session) -> list[str]:
    """Every service, for comparison."""
    return list(db.execute(select(col(Service.id)).order_by(col(Service.id)).limit(MOST_SERVICES)).scalars())
