"""What each of the five acts does beside being written down."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import Session, col

from app.actions.deliver import queue_letters
from app.actions.recognise import recognise
from app.domain import (
    Act,
    ActKind,
    Contribution,
    Contributor,
    Digest,
    DigestItem,
    Note,
    NotNowReason,
    Person,
    Standing,
    Viewer,
)
from app.domain.act_draft import ActDraft, elsewhere_in, planned_for, thanks_in
from app.domain.digest import REST_AFTER_NOT_NOW, REST_AFTER_SHOWN
from app.domain.policy import require
from app.domain.recognition import UNDO_TIME
from app.kit.errors import Code, Conflict, Invalid
from app.kit.ids import new_id
from app.queries import recognitions

QUESTION = "question"
NOT_ACCURATE = "Something here is not accurate. What should it say?"


def wake(db: Session, done: Act) -> None:
    """After an undo the work waits again, for as long as its last showing asks."""
    shown = (
        select(col(Digest.composed_at))
        .join(DigestItem, col(DigestItem.digest_id) == col(Digest.id))
        .where(col(DigestItem.contribution_id) == done.contribution_id, col(Digest.manager_id) == done.person_id)
        .order_by(col(Digest.monday).desc())
        .limit(1)
    )
    last = db.execute(shown).scalar()
    _set_rest(db, done, last.date() + REST_AFTER_SHOWN if last else None)


def forget_question(db: Session, done: Act) -> None:
    if done.reason == NotNowReason.NOT_ACCURATE:
        note = Note
        db.execute(
            delete(note).where(
                col(note.contribution_id) == done.contribution_id,
                col(note.author_id) == done.person_id,
                col(note.kind) == QUESTION,
                col(note.written_at) == done.acted_at,
            )
        )


def _thank(db: Session, done: Act, by: Viewer, _standing: Standing, draft: ActDraft, now: datetime) -> None:
    said = recognise(db, done.contribution_id, by=by, draft=thanks_in(draft), now=now)
    done.recognition_id = said.id


def _already_done(db: Session, done: Act, by: Viewer, _standing: Standing, draft: ActDraft, now: datetime) -> None:
    """Without names: everybody on it who stands below, or else everybody on it but oneself."""
    people = [one.person_id for one in recognitions.contributors_of(db, done.contribution_id)]
    below = recognitions.distances(db, by.person_id, people)
    others = [one for one in people if one in below] or [one for one in people if one != by.person_id]
    named = draft.contributors or others or people
    said = recognise(db, done.contribution_id, by=by, draft=elsewhere_in(draft, named), channel="elsewhere", now=now)
    done.recognition_id = said.id


def _pass_up(db: Session, done: Act, by: Viewer, standing: Standing, draft: ActDraft, now: datetime) -> None:
    require(standing.is_above, "Passing up belongs to the managers above its contributors.")
    above = db.get(Person, by.manager_id) if by.manager_id else None
    if above is None or not above.active:
        raise Conflict(Code.WRONG_STATE, "Nobody stands above you to pass this up to.")
    done.to_person_id, done.sentence = above.id, draft.sentence
    people = [one.person_id for one in recognitions.contributors_of(db, done.contribution_id)]
    queue_letters(
        db,
        kind="passed_up",
        occasion=f"{done.kind}:{done.id}",
        recipients=[one for one in people if one not in (by.person_id, above.id)],
        contribution_id=done.contribution_id,
        subject_id=done.id,
        facts={"to_name": above.name},
        due_at=now + UNDO_TIME,
        now=now,
    )
    queue_letters(
        db,
        kind="handed_to_you",
        occasion=f"{done.kind}:{done.id}",
        recipients=[above.id],
        contribution_id=done.contribution_id,
        subject_id=done.id,
        facts={"by": by.person_id, "by_name": by.name, "words": draft.sentence},
        due_at=now + UNDO_TIME,
        now=now,
    )
    _rest(db, done, until=now.date() + REST_AFTER_SHOWN)


def _schedule(db: Session, done: Act, _by: Viewer, standing: Standing, draft: ActDraft, now: datetime) -> None:
    people = recognitions.contributors_of(db, done.contribution_id)
    if standing.is_contributor and len(people) == 1:
        raise Invalid.one("act", Code.SELF_RECOGNITION, "Nobody thanks themself.")
    done.occasion = draft.occasion.value if draft.occasion else None
    done.on_date = planned_for(draft, now.date())
    _rest(db, done, until=done.on_date + timedelta(days=7))


def _not_now(db: Session, done: Act, by: Viewer, standing: Standing, draft: ActDraft, now: datetime) -> None:
    require(standing.is_above, "This leaves the list of a manager above its contributors; you have no such list.")
    done.reason = draft.reason.value if draft.reason else None
    _rest(db, done, until=now.date() + REST_AFTER_NOT_NOW)
    if draft.reason is NotNowReason.NOT_ACCURATE:
        _ask(db, done, by, now)


def _ask(db: Session, done: Act, by: Viewer, now: datetime) -> None:
    """Becomes a question to whoever put the work forward."""
    db.add(
        Note(
            id=new_id(now),
            contribution_id=done.contribution_id,
            author_id=by.person_id,
            kind=QUESTION,
            words=NOT_ACCURATE,
            written_at=now,
        )
    )
    recorder = db.get_one(Contribution, done.contribution_id).recorded_by_id
    queue_letters(
        db,
        kind="asked",
        occasion=f"{done.kind}:{done.id}",
        recipients=[recorder] if recorder != by.person_id else [],
        contribution_id=done.contribution_id,
        subject_id=done.id,
        due_at=now + UNDO_TIME,
        now=now,
    )


def _rest(db: Session, done: Act, *, until: date) -> None:
    """For the lines of one's own reports; never shorter than they rest already."""
    line = Contributor
    longer = col(line.rests_until).is_(None) | (col(line.rests_until) < until)
    db.flush()
    db.execute(update(line).where(*_own_lines(done), longer).values(rests_until=until))


def _set_rest(db: Session, done: Act, until: date | None) -> None:
    db.execute(update(Contributor).where(*_own_lines(done)).values(rests_until=until))


def _own_lines(done: Act) -> tuple[ColumnElement[bool], ...]:
    reports = select(col(Person.id)).where(col(Person.manager_id) == done.person_id)
    return (col(Contributor.contribution_id) == done.contribution_id, col(Contributor.person_id).in_(reports))


Deed = Callable[[Session, Act, Viewer, Standing, ActDraft, datetime], None]
DEEDS: Mapping[ActKind, Deed] = {
    ActKind.THANK: _thank,
    ActKind.PASS_UP: _pass_up,
    ActKind.SCHEDULE: _schedule,
    ActKind.ALREADY_DONE: _already_done,
    ActKind.NOT_NOW: _not_now,
}
