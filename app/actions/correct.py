"""Put right what discovery got wrong: not mine, wrong kind, hidden for good. Kept with the changes it was said of."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.actions.hold_candidate import changes_of, decide, hold_candidate, hold_own_candidate, touch_candidate
from app.actions.write_audit import write_audit
from app.domain import Candidate, CandidatePerson, CandidateState, Correction, CorrectionKind, Dismissal, Effort, Viewer
from app.domain.candidate_draft import KindDraft
from app.domain.sighting import CATEGORY_OF_TAG, PREVENTIVE_TAGS, Tag
from app.kit.errors import Code, Conflict
from app.kit.ids import new_id


def disown(db: Session, candidate_id: str, *, by: Viewer, now: datetime) -> Correction:
    """Not mine: the name comes off this work, now and after every later look."""
    candidate, _ = hold_own_candidate(db, candidate_id, by=by, now=now)
    _take_off(db, candidate, by=by, how=CorrectionKind.NOT_MINE, now=now)
    return note_correction(db, candidate, kind=CorrectionKind.NOT_MINE, by=by, now=now)


def hide(db: Session, candidate_id: str, *, by: Viewer, now: datetime) -> Correction:
    """For good. Alone on it: gone for everybody. With others: the name comes off, and theirs stay."""
    candidate, is_alone = hold_own_candidate(db, candidate_id, by=by, now=now)
    _take_off(db, candidate, by=by, how=CorrectionKind.HIDE, now=now)
    if is_alone:
        decide(db, candidate, to=CandidateState.HIDDEN, by=by, now=now)
    return note_correction(db, candidate, kind=CorrectionKind.HIDE, by=by, now=now)


def set_kind(db: Session, candidate_id: str, *, by: Viewer, draft: KindDraft, now: datetime) -> Correction:
    """What it really is; kept as an example of this installation. What prevents nothing is no slow fix."""
    candidate = hold_candidate(db, candidate_id, by=by, now=now)
    candidate.category = CATEGORY_OF_TAG[draft.kind]
    if draft.kind in PREVENTIVE_TAGS:
        touch_candidate(db, candidate, now=now)
    else:
        decide(db, candidate, to=CandidateState.DISMISSED, by=by, reason=Dismissal.WRONG_KIND.value, now=now)
    return note_correction(db, candidate, kind=CorrectionKind.WRONG_KIND, by=by, value=draft.kind.value, now=now)


def note_correction(
    db: Session,
    candidate: Candidate,
    *,
    kind: CorrectionKind,
    by: Viewer,
    value: str = "",
    changes: Sequence[str] | None = None,
    others: Sequence[str] = (),
    now: datetime,
) -> Correction:
    said_of = [one.external_id for one in changes_of(db, candidate)] if changes is None else changes
    made = Correction(
        id=new_id(now),
        kind=kind.value,
        connection_id=candidate.connection_id,
        candidate_id=candidate.id,
        person_id=by.person_id if kind in (CorrectionKind.NOT_MINE, CorrectionKind.HIDE) else None,
        value=value,
        changes=list(said_of),
        others=list(others),
        by_id=by.person_id,
        made_at=now,
    )
    db.add(made)
    write_audit(
        db, by=by, action=kind.value, object_type="candidate", object_id=candidate.id, changes={"value": value}, now=now
    )
    return made


def take_back_plain(db: Session, correction: Correction, *, now: datetime) -> None:
    """Of the three kinds of this file: the name is on it again, or the kind is what was found."""
    candidate = db.get_one(Candidate, correction.candidate_id, with_for_update=True, populate_existing=True)
    if candidate.state in (CandidateState.KEPT, CandidateState.MERGED):
        raise Conflict(Code.WRONG_STATE, "This was kept or merged since. Correct the contribution instead.")
    if correction.kind == CorrectionKind.WRONG_KIND:
        candidate.category = _found_category(db, candidate)
        if candidate.reason == Dismissal.WRONG_KIND:
            candidate.state, candidate.reason = CandidateState.OPEN.value, None
    else:
        p = CandidatePerson
        mine = col(p.candidate_id) == candidate.id, col(p.person_id) == correction.person_id
        db.execute(update(p).where(*mine).values(left_as=None))
        if candidate.state == CandidateState.HIDDEN:
            candidate.state = CandidateState.OPEN.value
    touch_candidate(db, candidate, now=now)


def _found_category(db: Session, candidate: Candidate) -> str:
    effort = db.get(Effort, candidate.effort_id) if candidate.effort_id else None
    return CATEGORY_OF_TAG[Tag(effort.tags[0])] if effort and effort.tags else candidate.category


def _take_off(db: Session, candidate: Candidate, *, by: Viewer, how: CorrectionKind, now: datetime) -> None:
    p = CandidatePerson
    mine = select(p).where(col(p.candidate_id) == candidate.id, col(p.person_id) == by.person_id)
    row = db.execute(mine).scalar_one()
    row.left_as = how.value
    db.add(row)
    touch_candidate(db, candidate, now=now)
