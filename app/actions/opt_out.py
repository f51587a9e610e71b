"""Be named on no candidate, or be named again."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.actions.hold_candidate import touch_candidate
from app.actions.write_audit import write_audit
from app.domain import Candidate, CandidatePerson, CandidateState, OptOut, Viewer
from app.domain.policy import require_member


def opt_out(db: Session, *, by: Viewer, now: datetime) -> None:
    """At once. What one did alone is proposed to nobody; what others did with one stays theirs."""
    require_member(by)
    if db.get(OptOut, by.person_id) is not None:
        return
    db.add(OptOut(person_id=by.person_id, since=now))
    p = CandidatePerson
    mine = (
        select(Candidate)
        .join(p, col(p.candidate_id) == col(Candidate.id))
        .where(col(p.person_id) == by.person_id, col(Candidate.state) == CandidateState.OPEN.value)
    )
    for candidate in db.execute(mine).scalars().all():
        db.execute(delete(p).where(col(p.candidate_id) == candidate.id, col(p.person_id) == by.person_id))
        left = select(col(p.id)).where(col(p.candidate_id) == candidate.id, col(p.left_as).is_(None))
        if db.execute(left.limit(1)).first() is None:
            candidate.state = CandidateState.LAPSED.value
        touch_candidate(db, candidate, now=now)
    write_audit(db, by=by, action="opted_out", object_type="person", object_id=by.person_id, now=now)


def opt_in(db: Session, *, by: Viewer, now: datetime) -> None:
    """Named again from the next look on."""
    require_member(by)
    choice = db.get(OptOut, by.person_id)
    if choice is None:
        return
    db.delete(choice)
    write_audit(db, by=by, action="opted_in", object_type="person", object_id=by.person_id, now=now)
