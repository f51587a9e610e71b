"""Add one's words to work that is already here. A second person's words confirm it."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.actions.change_state import change_state, hold
from app.actions.count_nominations import count_nomination
from app.actions.note_change import note_change
from app.actions.renew import renew
from app.actions.tell_contributors import tell_contributors
from app.actions.write_audit import trace
from app.domain import Contribution, Contributor, Nomination, State, Viewer
from app.domain.nomination import NominationWords
from app.domain.rights import require_kept, to_support
from app.kit.errors import Code, Conflict, Invalid
from app.kit.ids import new_id
from app.queries import standings


def support(db: Session, contribution_id: str, *, by: Viewer, draft: NominationWords, now: datetime) -> Nomination:
    """By any member who may see it, once each."""
    require_kept(to_support(by, standings.sighted(db, by, contribution_id)))
    hold(db, contribution_id)
    return support_with(db, contribution_id, by=by, words=draft.words, now=now)


def support_with(db: Session, contribution_id: str, *, by: Viewer, words: str, now: datetime) -> Nomination:
    """Whether the writer may see the work is for the caller to know."""
    db.flush()
    _refuse_a_second(db, contribution_id, by)
    contributors = _contributors(db, contribution_id)
    if contributors == [by.person_id]:
        raise self_nomination("words")
    count_nomination(db, person_id=by.person_id, now=now)
    nomination = Nomination(
        id=new_id(now), contribution_id=contribution_id, author_id=by.person_id, words=words, written_at=now
    )
    db.add(nomination)
    c = Contribution
    question = select(col(c.state), col(c.recorded_by_id), col(c.visibility)).where(col(c.id) == contribution_id)
    state, recorded_by_id, visibility = db.execute(question).one()
    confirms = state == State.PROPOSED and by.person_id not in (recorded_by_id, *contributors)
    if confirms:
        values = {"confirmed_by_id": by.person_id, "confirmed_at": now}
        change_state(db, contribution_id, at=[State.PROPOSED], to=State.CONFIRMED, now=now, **values)
    changes = {"nomination": nomination.id, "words": trace(words), "confirms": confirms}
    note_change(db, contribution_id, by=by, action="supported", changes=changes, now=now)
    tell_contributors(
        db,
        contribution_id,
        contributors,
        kind="nominated",
        by=by,
        subject_id=nomination.id,
        words=words,
        visibility=visibility,
        now=now,
    )
    renew(db, [contribution_id])
    return nomination


def self_nomination(field: str) -> Invalid:
    words = "Nobody nominates themself alone. Record it as your own work instead; it has the same rank."
    return Invalid.one(field, Code.SELF_NOMINATION, words)


def _refuse_a_second(db: Session, contribution_id: str, by: Viewer) -> None:
    mine = col(Nomination.contribution_id) == contribution_id, col(Nomination.author_id) == by.person_id
    if db.execute(select(exists().where(*mine))).scalar():
        raise Conflict(Code.ALREADY_NOMINATED, "Your words are on this already. You can correct them there.")


def _contributors(db: Session, contribution_id: str) -> list[str]:
    k = Contributor
    question = select(col(k.person_id)).where(col(k.contribution_id) == contribution_id)
    return list(db.execute(question.order_by(col(k.added_at), col(k.id))).scalars())
