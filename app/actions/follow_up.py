"""Keep what was agreed after an incident, and say when it is done."""

from datetime import datetime

from sqlmodel import Session

from app.actions.write_audit import trace, write_audit
from app.domain import FollowUp, Viewer
from app.domain.incident_draft import CompletionDraft, FollowUpDraft
from app.domain.policy import require_member
from app.kit.errors import Code, Conflict, Invalid, NotFound
from app.kit.ids import is_id, new_id
from app.queries import incidents, people_named


def add_follow_up(db: Session, *, incident_id: str, by: Viewer, draft: FollowUpDraft, now: datetime) -> FollowUp:
    """By any member who can see the incident."""
    incidents.row_for(db, incident_id, viewer=by)
    require_member(by)
    if draft.done_on and draft.done_on > now.date():
        raise Invalid.one("done_on", Code.BAD_DATE, "This lies in the future.")
    owner = people_named.named(db, [draft.owner]).get(draft.owner)
    if draft.owner and owner is None:
        raise Invalid.one("owner", Code.PERSON_UNKNOWN, "Nobody is meant by this, or more than one person.")
    row = FollowUp(
        id=new_id(now),
        incident_id=incident_id,
        title=draft.title,
        owner_id=owner.id if owner else None,
        url=draft.url,
        done_on=draft.done_on,
    )
    db.add(row)
    changes = {"follow_up": row.id, "title": trace(row.title)}
    write_audit(
        db, by=by, action="follow_up_added", object_type="incident", object_id=incident_id, changes=changes, now=now
    )
    return row


def complete_follow_up(
    db: Session, *, incident_id: str, follow_up_id: str, by: Viewer, draft: CompletionDraft, now: datetime
) -> FollowUp:
    """Done work is worth a word like any other: the page offers to nominate it."""
    incidents.row_for(db, incident_id, viewer=by)
    require_member(by)
    row = db.get(FollowUp, follow_up_id) if is_id(follow_up_id) else None
    if row is None or row.incident_id != incident_id:
        raise NotFound
    if row.done_on is not None:
        raise Conflict(Code.WRONG_STATE, "This follow-up is done already.")
    done_on = draft.done_on or now.date()
    if done_on > now.date():
        raise Invalid.one("done_on", Code.BAD_DATE, "This lies in the future.")
    row.done_on = done_on
    db.add(row)
    changes = {"follow_up": row.id, "done_on": done_on.isoformat()}
    write_audit(
        db, by=by, action="follow_up_done", object_type="incident", object_id=incident_id, changes=changes, now=now
    )
    return row
