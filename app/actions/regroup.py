"""Split a candidate at one of its changes, or join it with another. Both outlive every later look."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.actions.correct import note_correction, take_back_plain
from app.actions.hold_candidate import changes_of, decide, hold_candidate, touch_candidate
from app.actions.write_audit import write_audit
from app.domain import (
    Candidate,
    CandidatePerson,
    CandidateState,
    Confidence,
    Correction,
    CorrectionKind,
    Effort,
    RecordedChange,
    Viewer,
)
from app.domain.candidate import ALIVE, place_of, word_of
from app.domain.candidate_draft import SplitHereDraft
from app.domain.effort import is_slow_fix, measured_again
from app.kit.errors import Code, Conflict, Invalid, NotFound
from app.kit.ids import is_id, new_id


def split_here(db: Session, candidate_id: str, *, by: Viewer, draft: SplitHereDraft, now: datetime) -> Correction:
    """From this change on it is another piece of work, which stands beside the first as a candidate of its own."""
    candidate = hold_candidate(db, candidate_id, by=by, now=now)
    changes = changes_of(db, candidate)
    at = next((place for place, one in enumerate(changes) if one.id == draft.change), 0)
    if at == 0:
        raise Invalid.one("change", Code.BAD_CHOICE, "Choose one of its later changes: the first begins it.")
    before, after = changes[:at], changes[at:]
    effort = db.get_one(Effort, candidate.effort_id)
    second = Effort(
        **{**effort.model_dump(), "id": new_id(now), "key": f"split:{after[0].external_id}"[:120], "joins": []}
    )
    db.add(second)
    db.flush()
    _move(db, after, second.id)
    twin = Candidate(
        **{
            **candidate.model_dump(),
            "id": new_id(now), "key": second.id, "effort_id": second.id, "opened_at": now, "changed_at": now,
            "version": 1,
        }
    )  # fmt: skip
    db.add(twin)
    db.flush()
    _copy_people(db, candidate.id, twin.id, now=now)
    for part, its, members in ((effort, candidate, before), (second, twin, after)):
        _measure(db, part, its, members, now=now)
    return note_correction(
        db,
        candidate,
        kind=CorrectionKind.SPLIT,
        by=by,
        value=twin.id,
        changes=[one.external_id for one in before],
        others=[one.external_id for one in after],
        now=now,
    )


def join(db: Session, candidate_id: str, *, into_id: str, by: Viewer, now: datetime) -> Correction:
    """The first becomes part of the second. Of one repository only: efforts never cross one."""
    first, second = sorted((candidate_id, into_id))
    for one in (first, second):
        hold_candidate(db, one, by=by, now=now)
    gone, stays = (db.get_one(Candidate, one) for one in (candidate_id, into_id))
    if gone.id == stays.id or None in (gone.effort_id, stays.effort_id) or gone.connection_id != stays.connection_id:
        words = "These are not from one repository. Keep one of them, then merge the other into the contribution."
        raise Invalid.one("into", Code.BAD_CHOICE, words)
    ours, theirs = changes_of(db, stays), changes_of(db, gone)
    _move(db, theirs, str(stays.effort_id))
    _copy_people(db, gone.id, stays.id, now=now)
    effort = db.get_one(Effort, stays.effort_id)
    _measure(db, effort, stays, [*ours, *theirs], now=now)
    gone.merged_into_id = stays.id
    decide(db, gone, to=CandidateState.MERGED, by=by, now=now)
    return note_correction(
        db,
        stays,
        kind=CorrectionKind.JOIN,
        by=by,
        value=gone.id,
        changes=[one.external_id for one in ours],
        others=[one.external_id for one in theirs],
        now=now,
    )


def undo_correction(db: Session, correction_id: str, *, by: Viewer, now: datetime) -> Candidate:
    """By whoever made it, also where it took them off the candidate."""
    one = db.get(Correction, correction_id, with_for_update=True) if is_id(correction_id) else None
    if one is None or one.by_id != by.person_id:
        raise NotFound
    if one.undone_at is not None:
        raise Conflict(Code.WRONG_STATE, "This was taken back already.")
    one.undone_at = now
    db.add(one)
    if one.kind in (CorrectionKind.SPLIT, CorrectionKind.JOIN):
        _undo_regrouping(db, one, now=now)
    else:
        take_back_plain(db, one, now=now)
    write_audit(
        db, by=by, action="correction_undone", object_type="candidate", object_id=one.candidate_id,
        changes={"kind": one.kind}, now=now,
    )  # fmt: skip
    return db.get_one(Candidate, one.candidate_id)


def _undo_regrouping(db: Session, one: Correction, *, now: datetime) -> None:
    """The other half of a split comes back in; what a join brought in is a candidate of its own again."""
    here = db.get_one(Candidate, one.candidate_id, with_for_update=True, populate_existing=True)
    other = db.get_one(Candidate, one.value, with_for_update=True, populate_existing=True)
    was_split = one.kind == CorrectionKind.SPLIT
    expected = ALIVE if was_split else (CandidateState.MERGED.value,)
    if here.state not in ALIVE or other.state not in expected or None in (here.effort_id, other.effort_id):
        raise Conflict(Code.WRONG_STATE, "One of the parts was decided since, so they stay as they are.")
    coming = [change for change in changes_of(db, other if was_split else here) if change.external_id in one.others]
    _move(db, coming, str(here.effort_id if was_split else other.effort_id))
    other.state = (CandidateState.MERGED if was_split else CandidateState.OPEN).value
    other.merged_into_id = here.id if was_split else None
    other.decided_by_id = other.decided_at = None
    touch_candidate(db, other, now=now)
    for candidate in (here,) if was_split else (here, other):
        _measure(db, db.get_one(Effort, candidate.effort_id), candidate, changes_of(db, candidate), now=now)


def _move(db: Session, changes: Sequence[RecordedChange], effort_id: str) -> None:
    c = RecordedChange
    db.execute(update(c).where(col(c.id).in_([one.id for one in changes])).values(effort_id=effort_id))
    db.flush()
    for one in changes:
        db.refresh(one)


def _measure(
    db: Session, effort: Effort, candidate: Candidate, changes: Sequence[RecordedChange], *, now: datetime
) -> None:
    """Dates, days and shares follow the changes; the next look finds names and reasons anew."""
    facts = measured_again(changes, cohesion=effort.cohesion)
    for name, value in facts.items():
        setattr(effort, name, value)
    db.add(effort)
    for name in ("first_on", "last_on", "active_days", "size", "confidence"):
        setattr(candidate, name, facts[name])
    candidate.place = place_of(is_linked=False, active_days=effort.active_days, share=effort.share, reach=1)
    candidate.confidence_word = word_of(effort.confidence) or Confidence.MAYBE.value
    candidate.state = (CandidateState.OPEN if is_slow_fix(effort) else CandidateState.LAPSED).value
    _keep_hands(db, candidate.id, changes)
    touch_candidate(db, candidate, now=now)


def _keep_hands(db: Session, candidate_id: str, changes: Sequence[RecordedChange]) -> None:
    """Whoever did none of what is left stands on the other part alone."""
    hands = {hand for one in changes for hand in (one.hand_id, *one.co_hands, *one.reviewers) if hand}
    p = CandidatePerson
    gone = col(p.candidate_id) == candidate_id, col(p.hand_id).is_not(None), col(p.hand_id).not_in(hands)
    db.execute(delete(p).where(*gone))


def _copy_people(db: Session, from_id: str, to_id: str, *, now: datetime) -> None:
    p = CandidatePerson
    rows = db.execute(select(p).where(col(p.candidate_id).in_((from_id, to_id))).order_by(col(p.id))).scalars().all()
    there = {row.person_id or row.hand_id for row in rows if row.candidate_id == to_id}
    for row in rows:
        if row.candidate_id == from_id and (row.person_id or row.hand_id) not in there:
            db.add(p(**{**row.model_dump(), "id": new_id(now), "candidate_id": to_id}))
    db.flush()
