"""An event from a tool or typed in. There is no field for who caused it, on purpose."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint

from app.domain.noun import Noun
from app.kit.columns import document, key, link, long_text, maybe_link, maybe_moment, maybe_word, moment, word


class ResponderRole(StrEnum):
    LEAD = "lead"
    RESPONDER = "responder"
    COMMUNICATOR = "communicator"
    OBSERVER = "observer"


class Incident(Noun, table=True):
    """Severity, priority and urgency are three fields, kept as the tool gave them. `factors` are of the system.

    `customer_share` is in tenths of a per cent (500 = half of the customers).
    """

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("source_key"),
        Index("ix_incident_started", "started_at", "id"),
    )

    id: str = key()
    ref: str = word(40)
    title: str = word(200)
    summary: str = long_text()
    severity: str = word(40, "")
    priority: str = word(40, "")
    urgency: str = word(40, "")
    started_at: datetime = moment()
    detected_at: datetime | None = maybe_moment()
    mitigated_at: datetime | None = maybe_moment()
    resolved_at: datetime | None = maybe_moment()
    customer_share: int | None = None
    factors: list[str] = document(list)
    url: str = word(2_048, "")
    source_key: str | None = maybe_word(300)
    restricted: bool = False
    recorded_by_id: str | None = maybe_link("person")
    recorded_at: datetime = moment()
    sample: bool = False
    version: int = 1


class Responder(Noun, table=True):
    """Who helped, for what they did."""

    __tablename__ = "responder"

    incident_id: str = link("incident", primary=True)
    person_id: str = link("person", primary=True, index=True)
    role: str = word(16, ResponderRole.RESPONDER.value)


class IncidentService(Noun, table=True):
    __tablename__ = "incident_service"

    incident_id: str = link("incident", primary=True)
    service_id: str = link("service", primary=True, index=True)


class FollowUp(Noun, table=True):
    """Work agreed after an incident. Once done it is work worth recognising like any other."""

    __tablename__ = "follow_up"

    id: str = key()
    incident_id: str = link("incident", index=True)
    title: str = word(200)
    owner_id: str | None = maybe_link("person", index=True)
    url: str = word(2_048, "")
    done_on: date | None = None
    contribution_id: str | None = maybe_link("contribution")
