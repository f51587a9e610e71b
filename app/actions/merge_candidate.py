"""Merge a candidate into a contribution that is here already: its changes become evidence there."""

from datetime import datetime

from sqlmodel import Session

from app.actions.hold_candidate import decide, hold_candidate
from app.actions.keep import add_changes_as_evidence
from app.actions.note_change import note_change
from app.actions.write_audit import write_audit
from app.domain import CandidateState, Viewer
from app.domain.rights import require_kept, to_support
from app.kit.errors import Code, Invalid, NotFound
from app.queries import standings
from app.queries.evidence import contribution_meant


def merge_candidate(db: Session, candidate_id: str, *, into: str, by: Viewer, now: datetime) -> str:
    """`into` is an id or a ref. Returns the id of the contribution; nobody is named on it by that."""
    candidate = hold_candidate(db, candidate_id, by=by, now=now)
    target_id = contribution_meant(db, into)
    unknown = Invalid.one("into", Code.BAD_CHOICE, "We cannot find this contribution, or it is not shared with you.")
    if target_id is None:
        raise unknown
    try:
        standing = standings.sighted(db, by, target_id)
    except NotFound:
        raise unknown from None
    require_kept(to_support(by, standing))
    add_changes_as_evidence(db, target_id, candidate=candidate, by=by, now=now)
    note_change(db, target_id, by=by, action="candidate_merged", changes={"candidate": candidate.id}, now=now)
    candidate.contribution_id = target_id
    decide(db, candidate, to=CandidateState.MERGED, by=by, now=now)
    write_audit(
        db,
        by=by,
        action="merged",
        object_type="candidate",
        object_id=candidate.id,
        changes={"into": target_id},
        now=now,
    )
    return target_id
