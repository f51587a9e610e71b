"""Correct the words of one's nomination, take them back, or undo a fresh one as if it had not been."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, select, update
from sqlmodel import Session, col

from app.actions.change_state import change_state, hold
from app.actions.deliver import take_back_letters
from app.actions.index_words import index_words
from app.actions.note_change import note_change
from app.actions.renew import renew
from app.actions.write_audit import trace
from app.domain import Contribution, Delivery, DeliveryState, Nomination, State, Viewer, Visibility
from app.domain.nomination import NominationWords
from app.domain.policy import require
from app.domain.recognition import can_undo
from app.kit.errors import Code, Conflict, Stale
from app.queries import nominations


def correct_nomination(
    db: Session, nomination_id: str, *, by: Viewer, draft: NominationWords, version: int, now: datetime
) -> Nomination:
    """By its author, until the whole company can read it: what everybody has read stays as it was."""
    nomination = to_own_words(db, nomination_id, by=by)
    work = _work(db, nomination.contribution_id)
    if work.visibility == Visibility.COMPANY or work.state in (State.WITHDRAWN, State.MERGED):
        raise Conflict(Code.WRONG_STATE, "These words stay as they are: the whole company can read them.")
    _require_version(nomination, version)
    _retell(db, nomination, draft.words)
    _follow(db, work, old=nomination.words, new=draft.words)
    nomination.words, nomination.version = draft.words, nomination.version + 1
    db.add(nomination)
    changes = {"nomination": nomination.id, "words": trace(draft.words)}
    note_change(db, nomination.contribution_id, by=by, action="nomination_corrected", changes=changes, now=now)
    return nomination


def take_back_nomination(db: Session, nomination_id: str, *, by: Viewer, version: int, now: datetime) -> None:
    """The words go; the work stays, and so does the line in its history."""
    nomination = to_own_words(db, nomination_id, by=by)
    _require_version(nomination, version)
    _remove(db, nomination, by=by, action="nomination_taken_back", now=now)


def undo_nomination(db: Session, nomination_id: str, *, by: Viewer, now: datetime) -> str:
    """Within ten minutes. Work that came with it is withdrawn, if nobody has stood by it meanwhile. Returns its id."""
    nomination = to_own_words(db, nomination_id, by=by)
    if not can_undo(nomination.written_at, now):
        raise Conflict(Code.TOO_LATE, "Ten minutes have passed. You can still take your words back on its page.")
    work = _work(db, nomination.contribution_id)
    came_with_it = work.recorded_by_id == by.person_id and work.recorded_at == nomination.written_at
    _remove(db, nomination, by=by, action="nomination_undone", now=now)
    others = select(exists().where(col(Nomination.contribution_id) == work.id))
    if came_with_it and work.state == State.PROPOSED and not db.execute(others).scalar():
        change_state(db, work.id, at=[State.PROPOSED], to=State.WITHDRAWN, now=now)
        note_change(db, work.id, by=by, action="withdrawn", changes={"undo": True}, now=now)
        renew(db, [work.id])
    return nomination.contribution_id


def to_own_words(db: Session, nomination_id: str, *, by: Viewer) -> Nomination:
    """The nomination for its author. NotFound outside their scope, NotAllowed for everybody else who can read it."""
    nomination = nominations.sighted(db, by, nomination_id)
    require(by.is_member and nomination.author_id == by.person_id, "You can read this. Only its author can change it.")
    return nomination


def _remove(db: Session, nomination: Nomination, *, by: Viewer, action: str, now: datetime) -> None:
    """With its letters, and with the confirmation that it was."""
    contribution_id = nomination.contribution_id
    hold(db, contribution_id)
    work = _work(db, contribution_id)
    db.execute(delete(Nomination).where(col(Nomination.id) == nomination.id))
    take_back_letters(db, occasion=f"nominated:{nomination.id}")
    _follow(db, work, old=nomination.words, new="")
    if work.confirmed_by_id == by.person_id and work.confirmed_at == nomination.written_at:
        still = col(Contribution.id) == contribution_id, col(Contribution.state) == State.CONFIRMED.value
        alone = {"state": State.PROPOSED.value, "confirmed_by_id": None, "confirmed_at": None, "changed_at": now}
        db.execute(update(Contribution).where(*still).values(**alone, version=col(Contribution.version) + 1))
    changes = {"nomination": nomination.id, "words": trace(nomination.words)}
    note_change(db, contribution_id, by=by, action=action, changes=changes, now=now)
    renew(db, [contribution_id])


def _follow(db: Session, work: Row[Any], *, old: str, new: str) -> None:
    """The summary began as the words of the first nomination, and goes with them until somebody writes another."""
    if old and work.summary == old:
        db.execute(update(Contribution).where(col(Contribution.id) == work.id).values(summary=new))
        index_words(db, work.id)


def _retell(db: Session, nomination: Nomination, words: str) -> None:
    """Letters that have not left say what the words are now."""
    due = col(Delivery.occasion) == f"nominated:{nomination.id}", col(Delivery.state) == DeliveryState.DUE.value
    facts: dict[str, Any] | None = db.execute(select(col(Delivery.facts)).where(*due).limit(1)).scalar()
    if facts is not None:
        db.execute(update(Delivery).where(*due).values(facts={**facts, "words": words}))


def _require_version(nomination: Nomination, version: int) -> None:
    if nomination.version != version:
        raise Stale(nomination.version, "You changed these words elsewhere meanwhile. Look at them again.")


def _work(db: Session, contribution_id: str) -> Row[Any]:
    c = Contribution
    columns = c.id, c.state, c.visibility, c.summary, c.recorded_by_id, c.recorded_at, c.confirmed_by_id, c.confirmed_at
    return db.execute(select(*map(col, columns)).where(col(c.id) == contribution_id)).one()
