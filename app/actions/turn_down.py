"""Say of a candidate that it is no contribution, or not now; and take that back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from app.actions.hold_candidate import decide, hold_candidate, touch_candidate
from app.actions.write_audit import Entry, write_audit, write_audits
from app.domain import Candidate, CandidateRest, CandidateState, Viewer
from app.domain.candidate import REST
from app.domain.candidate_draft import DismissalDraft
from app.domain.policy import require_member
from app.kit.errors import Code, Conflict
from app.queries.candidate_scope import sighted


def dismiss(db: Session, candidate_id: str, *, by: Viewer, draft: DismissalDraft, now: datetime) -> None:
    """It returns on new evidence alone."""
    candidate = hold_candidate(db, candidate_id, by=by, now=now)
    decide(db, candidate, to=CandidateState.DISMISSED, by=by, reason=draft.reason.value, now=now)
    changes = {"reason": draft.reason.value}
    write_audit(
        db, by=by, action="dismissed", object_type="candidate", object_id=candidate.id, changes=changes, now=now
    )


def put_off(db: Session, candidate_ids: Sequence[str], *, by: Viewer, now: datetime) -> int:
    """Not now: these leave one's own list for four weeks. Others still see them."""
    wanted = list(dict.fromkeys(candidate_ids))
    for one in wanted:
        sighted(db, by, one, now=now)
    require_member(by)
    for one in wanted:
        rest = db.get(CandidateRest, (one, by.person_id)) or CandidateRest(
            candidate_id=one, person_id=by.person_id, until=now + REST
        )
        rest.until = now + REST
        db.add(rest)
    write_audits(db, by=by, entries=[Entry("put_off", "candidate", one) for one in wanted], now=now)
    return len(wanted)


def reopen(db: Session, candidate_id: str, *, by: Viewer, now: datetime) -> None:
    """Takes back a dismissal, and one's own "Not now"."""
    standing = sighted(db, by, candidate_id, now=now)
    require_member(by)
    if standing.state not in (CandidateState.OPEN, CandidateState.DISMISSED):
        raise Conflict(Code.WRONG_STATE, "This was kept or merged, and stays so.")
    mine = col(CandidateRest.candidate_id) == candidate_id, col(CandidateRest.person_id) == by.person_id
    db.execute(delete(CandidateRest).where(*mine))
    candidate = db.get_one(Candidate, candidate_id, with_for_update=True, populate_existing=True)
    if candidate.state == CandidateState.DISMISSED:
        candidate.state, candidate.reason = CandidateState.OPEN.value, None
        candidate.decided_by_id, candidate.decided_at, candidate.decided_size = None, None, 0
        touch_candidate(db, candidate, now=now)
    write_audit(db, by=by, action="reopened", object_type="candidate", object_id=candidate_id, now=now)
