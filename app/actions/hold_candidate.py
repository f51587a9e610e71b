"""Take a candidate in hand: seen by whoever decides, still open, and theirs alone until the transaction ends."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Candidate, CandidatePerson, CandidateState, Person, RecordedChange, Viewer
from app.domain.candidate_rights import CandidateStanding, to_decide, to_leave
from app.kit.errors import Code, Conflict
from app.queries.candidate_scope import sighted


def hold_candidate(db: Session, candidate_id: str, *, by: Viewer, now: datetime) -> Candidate:
    """To decide on. Raises Conflict where somebody was quicker, and says who."""
    return _held(db, to_decide(by, sighted(db, by, candidate_id, now=now)))


def hold_own_candidate(db: Session, candidate_id: str, *, by: Viewer, now: datetime) -> tuple[Candidate, bool]:
    """For somebody who is named, and whether they are alone on it."""
    standing = to_leave(by, sighted(db, by, candidate_id, now=now))
    return _held(db, standing), standing.is_alone


def decide(
    db: Session, candidate: Candidate, *, to: CandidateState, by: Viewer, reason: str | None = None, now: datetime
) -> None:
    candidate.state, candidate.reason = to.value, reason
    candidate.decided_by_id, candidate.decided_at, candidate.decided_size = by.person_id, now, candidate.size
    touch_candidate(db, candidate, now=now)


def touch_candidate(db: Session, candidate: Candidate, *, now: datetime) -> None:
    candidate.changed_at, candidate.version = now, candidate.version + 1
    db.add(candidate)
    db.flush()


def changes_of(db: Session, candidate: Candidate) -> list[RecordedChange]:
    """Oldest first; none for what was not found in changes."""
    if candidate.effort_id is None:
        return []
    c = RecordedChange
    question = select(c).where(col(c.effort_id) == candidate.effort_id)
    return list(db.execute(question.order_by(col(c.day), col(c.position), col(c.external_id))).scalars())


def named_people(db: Session, candidate_id: str) -> Sequence[tuple[str, str]]:
    """(person, role) of those who are here and have not taken their name off, who led first."""
    p = CandidatePerson
    question = (
        select(col(p.person_id), col(p.role))
        .join(Person, col(Person.id) == col(p.person_id))
        .where(col(p.candidate_id) == candidate_id, col(p.left_as).is_(None), col(Person.active))
        .order_by(col(p.role) != "led", col(Person.name_folded), col(Person.id))
    )
    return [(row.person_id, row.role) for row in db.execute(question)]


def _held(db: Session, standing: CandidateStanding) -> Candidate:
    """Looked at once more under the lock: of two people at once one decides."""
    candidate = db.get_one(Candidate, standing.candidate_id, with_for_update=True, populate_existing=True)
    if candidate.state == CandidateState.OPEN:
        return candidate
    name = db.execute(select(col(Person.name)).where(col(Person.id) == candidate.decided_by_id)).scalar()
    who = f"decided by {name}" if name else "closed"
    raise Conflict(Code.WRONG_STATE, f"That one was {who} already. Here is how it stands.")
