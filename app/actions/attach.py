"""Add what belongs to a contribution, and take it away again: evidence, and links to incidents."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.actions.assess import wake
from app.actions.change_state import hold
from app.actions.note_change import note_change
from app.actions.renew import renew
from app.actions.write_audit import trace
from app.domain import Evidence, IncidentLink, Viewer
from app.domain.policy import can_edit, require
from app.domain.review_draft import EvidenceDraft, LinkDraft
from app.domain.rights import require_kept, to_support
from app.kit.errors import Code, FieldError, Invalid, NotFound
from app.kit.ids import is_id, new_id
from app.queries import standings
from app.queries.evidence import incident_meant


def add_evidence(db: Session, contribution_id: str, *, by: Viewer, draft: EvidenceDraft, now: datetime) -> Evidence:
    """The link is kept, never followed. New evidence ends the rest of an item that a digest has shown."""
    require_kept(to_support(by, standings.sighted(db, by, contribution_id)))
    if not (draft.url or draft.words):
        missing = "Give a link, or say in words what you saw."
        raise Invalid.many([FieldError(place, Code.REQUIRED, missing) for place in ("url", "words")])
    added = Evidence(
        id=new_id(now),
        contribution_id=contribution_id,
        kind=draft.kind.value,
        url=draft.url,
        title=draft.title,
        words=draft.words,
        added_by_id=by.person_id,
        added_at=now,
    )
    db.add(added)
    wake(db, contribution_id)
    changes = {"evidence": added.id, "kind": added.kind, "url": trace(added.url), "words": trace(added.words)}
    note_change(db, contribution_id, by=by, action="evidence_added", changes=changes, now=now)
    return added


def remove_evidence(db: Session, contribution_id: str, evidence_id: str, *, by: Viewer, now: datetime) -> None:
    """It is no longer shown; the row stays. By whoever added it, or whoever keeps the facts."""
    standing = to_support(by, standings.sighted(db, by, contribution_id))
    if not is_id(evidence_id):
        raise NotFound
    mine = col(Evidence.id) == evidence_id, col(Evidence.contribution_id) == contribution_id
    question = select(col(Evidence.added_by_id)).where(*mine, col(Evidence.removed_at).is_(None))
    added_by_id = db.execute(question).scalar()
    if added_by_id is None:
        raise NotFound
    allowed = added_by_id == by.person_id or can_edit(by, standing)
    require(allowed, "Only whoever added it, its contributors and its nominators can take it away.")
    require_kept(standing)
    db.execute(update(Evidence).where(*mine).values(removed_at=now))
    note_change(db, contribution_id, by=by, action="evidence_removed", changes={"evidence": evidence_id}, now=now)


def link_incident(db: Session, contribution_id: str, *, by: Viewer, draft: LinkDraft, now: datetime) -> IncidentLink:
    """Seen from both sides. The same link again is the first one."""
    require_kept(to_support(by, standings.sighted(db, by, contribution_id)))
    incident_id = incident_meant(db, draft.incident, viewer_id=by.person_id)
    if incident_id is None:
        raise Invalid.one("incident", Code.INCIDENT_UNKNOWN, "We cannot find this incident. Give its number.")
    hold(db, contribution_id)
    there: IncidentLink | None = db.execute(
        select(IncidentLink).where(
            col(IncidentLink.contribution_id) == contribution_id,
            col(IncidentLink.incident_id) == incident_id,
            col(IncidentLink.relation) == draft.relation.value,
        )
    ).scalar_one_or_none()
    if there is not None:
        return there
    added = IncidentLink(
        id=new_id(now),
        contribution_id=contribution_id,
        incident_id=incident_id,
        relation=draft.relation.value,
        added_by_id=by.person_id,
        added_at=now,
    )
    db.add(added)
    wake(db, contribution_id)
    changes = {"link": added.id, "incident": incident_id, "relation": added.relation}
    note_change(db, contribution_id, by=by, action="incident_linked", changes=changes, now=now)
    renew(db, [contribution_id])
    return added


def unlink_incident(db: Session, contribution_id: str, link_id: str, *, by: Viewer, now: datetime) -> None:
    standing = to_support(by, standings.sighted(db, by, contribution_id))
    link = db.get(IncidentLink, link_id) if is_id(link_id) else None
    if link is None or link.contribution_id != contribution_id:
        raise NotFound
    if incident_meant(db, link.incident_id, viewer_id=by.person_id) is None:
        raise NotFound
    allowed = link.added_by_id == by.person_id or can_edit(by, standing)
    require(allowed, "Only whoever linked it, its contributors and its nominators can take it away.")
    require_kept(standing)
    db.execute(delete(IncidentLink).where(col(IncidentLink.id) == link_id))
    changes = {"link": link_id, "incident": link.incident_id, "relation": link.relation}
    note_change(db, contribution_id, by=by, action="incident_unlinked", changes=changes, now=now)
    renew(db, [contribution_id])
