"""Keep an incident as it happened: a new one, or the facts of one put right. There is no field for who caused it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session, col

from app.actions.write_audit import trace, write_audit
from app.domain import Incident, IncidentService, Responder, Viewer
from app.domain.incident_draft import TIMES, IncidentChange, IncidentDraft, IncidentFacts, ResponderDraft, out_of_order
from app.domain.policy import require, require_member
from app.kit.errors import Code, Conflict, FieldError, Invalid, Stale
from app.kit.ids import new_id
from app.queries import incidents, people_named, services

MAY_BE_NONE = {"detected_at", "mitigated_at", "resolved_at", "customer_share"}


def report_incident(db: Session, *, by: Viewer, draft: IncidentDraft, now: datetime) -> Incident:
    """By any member. Whoever restricts it must be among those who may still see it."""
    require_member(by)
    _require_past(draft, now)
    if draft.ref and incidents.ref_is_taken(db, draft.ref):
        raise Conflict(Code.REF_TAKEN, f"There is an incident {draft.ref} already. Look at it first.")
    incident = Incident(
        id=new_id(now),
        ref=draft.ref or _next_ref(db, draft.started_at),
        title=draft.title,
        started_at=draft.started_at,
        recorded_by_id=by.person_id,
        recorded_at=now,
    )
    _set(incident, draft)
    db.add(incident)
    db.flush()
    _set_parts(db, incident.id, draft)
    write_audit(
        db, by=by, action="reported", object_type="incident", object_id=incident.id,
        changes={"title": trace(incident.title), "restricted": incident.restricted}, now=now,
    )  # fmt: skip
    _require_sight(db, incident.id, by)
    return incident


def amend_incident(
    db: Session, *, incident_id: str, by: Viewer, draft: IncidentChange, version: int | None, now: datetime
) -> Incident:
    """By those who recorded it, helped with it, or stand above somebody who did."""
    incident = incidents.row_for(db, incident_id, viewer=by)
    require_member(by)
    require(
        incidents.may_keep(db, incident, viewer=by),
        "You can read this. Its recorder, its responders and the people above them can change it.",
    )
    if version is not None and incident.version != version:
        raise Stale(incident.version, "This was changed since you opened it. Look again.")
    _require_past(draft, now)
    incident.title = draft.title or incident.title
    incident.started_at = draft.started_at or incident.started_at
    _set(incident, draft)
    if trouble := out_of_order({name: getattr(incident, name) for name in TIMES}):
        raise Invalid.one("started_at", Code.BAD_DATE, trouble)
    incident.version += 1
    db.add(incident)
    db.flush()
    _set_parts(db, incident.id, draft)
    changes = {"fields": sorted(draft.model_fields_set), "restricted": incident.restricted}
    write_audit(db, by=by, action="changed", object_type="incident", object_id=incident.id, changes=changes, now=now)
    _require_sight(db, incident.id, by)
    return incident


def _set(incident: Incident, draft: IncidentFacts) -> None:
    """What is given, and of what may be empty also the emptiness."""
    for name in ("summary", "severity", "priority", "urgency", "factors", "url", "restricted"):
        value = getattr(draft, name)
        if value is not None:
            setattr(incident, name, value)
    for name in MAY_BE_NONE & draft.model_fields_set:
        value = getattr(draft, name)
        setattr(incident, name, int(value * 10) if name == "customer_share" and value is not None else value)


def _set_parts(db: Session, incident_id: str, draft: IncidentFacts) -> None:
    faults: list[FieldError] = []
    if draft.services is not None:
        faults += _set_services(db, incident_id, draft.services)
    if draft.responders is not None:
        faults += _set_responders(db, incident_id, draft.responders)
    if faults:
        raise Invalid.many(faults)


def _set_services(db: Session, incident_id: str, texts: Sequence[str]) -> Sequence[FieldError]:
    try:
        ids = services.ids_of(db, texts)
    except Invalid as unknown:
        return unknown.errors
    db.execute(delete(IncidentService).where(col(IncidentService.incident_id) == incident_id))
    if ids:
        db.execute(insert(IncidentService), [{"incident_id": incident_id, "service_id": one} for one in ids])
    return []


def _set_responders(db: Session, incident_id: str, drafts: Sequence[ResponderDraft]) -> Sequence[FieldError]:
    """A leaver who responded stays a responder, and can be named as one."""
    named = people_named.named(db, [one.person for one in drafts])
    rows: dict[str, dict[str, Any]] = {}
    faults: list[FieldError] = []
    for place, one in enumerate(drafts):
        person = named.get(one.person)
        if person is None:
            words = "Nobody is meant by this, or more than one. Write an e-mail address."
            faults.append(FieldError(f"responders.{place}.person", Code.PERSON_UNKNOWN, words))
        elif person.id in rows:
            faults.append(
                FieldError(f"responders.{place}.person", Code.DUPLICATE_PERSON, "Named twice. Once is enough.")
            )
        else:
            rows[person.id] = {"incident_id": incident_id, "person_id": person.id, "role": one.role.value}
    if faults:
        return faults
    db.execute(delete(Responder).where(col(Responder.incident_id) == incident_id))
    if rows:
        db.execute(insert(Responder), list(rows.values()))
    return []


def _require_past(draft: IncidentDraft | IncidentChange, now: datetime) -> None:
    ahead = [name for name in TIMES if (moment := getattr(draft, name)) is not None and moment > now]
    if ahead:
        raise Invalid.many(FieldError(name, Code.BAD_DATE, "This lies in the future.") for name in ahead)


def _require_sight(db: Session, incident_id: str, by: Viewer) -> None:
    if not incidents.is_visible(db, incident_id, viewer=by):
        words = "You would not see this incident any more. Name yourself among its responders first."
        raise Invalid.one("restricted", Code.BAD_CHOICE, words)


def _next_ref(db: Session, started_at: datetime) -> str:
    """INC-20260312-1, and so on for the next one of that day."""
    stem = f"INC-{started_at:%Y%m%d}-"
    count = db.execute(select(func.count()).where(col(Incident.ref).startswith(stem))).scalar() or 0
    return f"{stem}{count + 1}"
