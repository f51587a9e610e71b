"""What happened, as far as the reader may see it: restricted incidents stand in no list, count or search."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, or_, select, tuple_
from sqlmodel import Session, col

from app.domain import Incident, IncidentService, ReportingLine, Responder, Service, Viewer
from app.domain.incident_draft import IncidentQuery
from app.kit.errors import NotFound
from app.kit.ids import is_id
from app.kit.paging import Cursor, Page, cut
from app.queries import services
from app.queries.recognitions import thanks_of_incidents


@dataclass(frozen=True)
class ThanksShape:
    """How often the response was thanked, and how often the work that prevents the next one."""

    response: int
    prevention: int


@dataclass(frozen=True)
class ServiceShape:
    id: str
    name: str


@dataclass(frozen=True)
class IncidentRow:
    id: str
    ref: str
    title: str
    severity: str
    started_at: datetime
    services: tuple[ServiceShape, ...]
    restricted: bool
    thanks: ThanksShape


def listed(db: Session, *, viewer: Viewer, query: IncidentQuery, cursor: Cursor | None) -> Page[IncidentRow]:
    """Newest first."""
    i, backward = Incident, cursor is not None and cursor.backward
    place = tuple_(col(i.started_at), col(i.id))
    question = select(
        col(i.id), col(i.ref), col(i.title), col(i.severity), col(i.started_at), col(i.restricted)
    ).where(visible_to(viewer), *_filters(db, query, viewer))  # fmt: skip
    if cursor is not None:
        at = (datetime.fromisoformat(cursor.values[0]), cursor.values[1])
        question = question.where(place > at if backward else place < at)
    order = (col(i.started_at), col(i.id)) if backward else (col(i.started_at).desc(), col(i.id).desc())
    rows = list(db.execute(question.order_by(*order).limit(query.limit + 1)).all())
    page = cut(rows, limit=query.limit, cursor=cursor, place=lambda row: (row.started_at.isoformat(), row.id))
    return Page(_rows(db, page.rows), page.next, page.previous)


def row_for(db: Session, incident_id: str, *, viewer: Viewer) -> Incident:
    """The row itself, for an action; NotFound for whoever may not see it."""
    incident = db.get(Incident, incident_id) if is_id(incident_id) else None
    if incident is None or not is_visible(db, incident_id, viewer=viewer):
        raise NotFound
    return incident


def is_visible(db: Session, incident_id: str, *, viewer: Viewer) -> bool:
    question = select(col(Incident.id)).where(col(Incident.id) == incident_id, visible_to(viewer))
    return db.execute(question).first() is not None


def may_keep(db: Session, incident: Incident, *, viewer: Viewer) -> bool:
    """Its recorder, its responders and the people above them keep the facts."""
    if incident.recorded_by_id == viewer.person_id:
        return True
    question = select(col(Incident.id)).where(col(Incident.id) == incident.id, _responded_or_above(viewer))
    return db.execute(question).first() is not None


def ref_is_taken(db: Session, ref: str) -> bool:
    return db.execute(select(col(Incident.id)).where(col(Incident.ref) == ref)).first() is not None


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Over `incident` in the FROM: a restricted one is for its responders and the chain above them."""
    return or_(col(Incident.restricted).is_(False), _responded_or_above(viewer))


def services_of(db: Session, incident_ids: Sequence[str]) -> dict[str, tuple[ServiceShape, ...]]:
    question = (
        select(col(IncidentService.incident_id), col(Service.id), col(Service.name))
        .join(Service, col(Service.id) == col(IncidentService.service_id))
        .where(col(IncidentService.incident_id).in_(incident_ids))
        .order_by(col(Service.name_folded), col(Service.id))
    )
    found: dict[str, list[ServiceShape]] = defaultdict(list)
    for incident_id, service_id, name in db.execute(question):
        found[incident_id].append(ServiceShape(service_id, name))
    return {incident_id: tuple(some) for incident_id, some in found.items()}


def thanks_for(db: Session, incident_ids: Sequence[str]) -> dict[str, ThanksShape]:
    counts = thanks_of_incidents(db, incident_ids)
    return {incident_id: ThanksShape(*counts.get(incident_id, (0, 0))) for incident_id in incident_ids}


def _rows(db: Session, rows: Sequence[Any]) -> list[IncidentRow]:
    ids = [row.id for row in rows]
    systems, thanks = services_of(db, ids), thanks_for(db, ids)
    return [
        IncidentRow(
            id=row.id,
            ref=row.ref,
            title=row.title,
            severity=row.severity,
            started_at=row.started_at,
            services=systems.get(row.id, ()),
            restricted=row.restricted,
            thanks=thanks[row.id],
        )
        for row in rows
    ]


def _responded_or_above(viewer: Viewer) -> ColumnElement[bool]:
    on_it = col(Responder.incident_id) == col(Incident.id)
    line = ReportingLine
    above = and_(col(line.below_id) == col(Responder.person_id), col(line.above_id) == viewer.person_id)
    return or_(
        exists().where(on_it, col(Responder.person_id) == viewer.person_id),
        exists().where(on_it, above, col(line.distance) > 0),
    )


def _filters(db: Session, query: IncidentQuery, viewer: Viewer) -> list[ColumnElement[bool]]:
    i = Incident
    found: list[ColumnElement[bool]] = []
    if query.q:
        part = (col(i.title).icontains(query.q, autoescape=True), col(i.ref).icontains(query.q, autoescape=True))
        found.append(or_(*part))
    if query.ref:
        found.append(col(i.ref) == query.ref)
    if query.severity:
        found.append(col(i.severity) == query.severity)
    if query.service:
        service_id = services.id_of(db, query.service)
        mine = col(IncidentService.incident_id) == col(i.id), col(IncidentService.service_id) == service_id
        found.append(exists().where(*mine))
    if query.since:
        found.append(col(i.started_at) >= _midnight(query.since, viewer))
    if query.until:
        found.append(col(i.started_at) < _midnight(query.until + timedelta(days=1), viewer))
    return found


def _midnight(day: date, viewer: Viewer) -> datetime:
    """Days are the reader's own."""
    return datetime.combine(day, time(), ZoneInfo(viewer.time_zone)).astimezone(UTC)
