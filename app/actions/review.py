"""Look at somebody's contribution: confirm it, withdraw it, decline it, answer that, or hand it to another manager."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.change_state import change_state, hold
from app.actions.deliver import queue_letters
from app.actions.note_change import note_change
from app.actions.renew import renew
from app.actions.write_audit import trace
from app.domain import OPEN_STATES, Act, ActKind, Contribution, Note, Person, State, Viewer
from app.domain.contribution import NoteKind
from app.domain.review_draft import HandOverDraft, WordsDraft
from app.domain.rights import require_open, to_confirm, to_contest, to_review, to_take_back
from app.kit.errors import Code, Conflict, Invalid
from app.kit.ids import new_id
from app.queries import standings
from app.queries.evidence import contributors_of, people_beside, stands_above
from app.queries.people_named import named


def confirm(db: Session, contribution_id: str, *, by: Viewer, now: datetime) -> None:
    """A second person stands behind it. A second confirmation changes nothing."""
    standing = to_confirm(by, standings.sighted(db, by, contribution_id))
    if standing.state == State.CONFIRMED:
        return
    values = {"confirmed_by_id": by.person_id, "confirmed_at": now}
    change_state(db, contribution_id, at=[State.PROPOSED], to=State.CONFIRMED, now=now, **values)
    note_change(db, contribution_id, by=by, action="confirmed", now=now)
    people = contributors_of(db, contribution_id)
    _tell(db, contribution_id, kind="confirmed", subject=contribution_id, people=people, now=now)


def withdraw(db: Session, contribution_id: str, *, by: Viewer, now: datetime) -> None:
    """By whoever recorded it. Its contributors and nominators can still read it."""
    to_take_back(by, standings.sighted(db, by, contribution_id))
    change_state(db, contribution_id, at=[*OPEN_STATES, State.DECLINED], to=State.WITHDRAWN, now=now)
    note_change(db, contribution_id, by=by, action="withdrawn", now=now)
    people = [one for one in people_beside(db, contribution_id) if one != by.person_id]
    _tell(db, contribution_id, kind="withdrawn", subject=contribution_id, people=people, now=now)
    renew(db, [contribution_id])


def decline(db: Session, contribution_id: str, *, by: Viewer, draft: WordsDraft, now: datetime) -> Note:
    """With a reason that its contributors read, and may answer once. Nobody declines the same work twice."""
    to_review(by, standings.sighted(db, by, contribution_id))
    hold(db, contribution_id)
    if by.person_id in _authors(db, contribution_id, NoteKind.DECLINE):
        raise Conflict(Code.WRONG_STATE, "You have declined this once. It was answered, and is for the next manager.")
    change_state(db, contribution_id, at=OPEN_STATES, to=State.DECLINED, now=now, state_reason=draft.words)
    note = _note(db, contribution_id, NoteKind.DECLINE, by=by, words=draft.words, now=now)
    note_change(db, contribution_id, by=by, action="declined", changes={"reason": trace(draft.words)}, now=now)
    people = contributors_of(db, contribution_id)
    _tell(db, contribution_id, kind="declined", subject=note.id, people=people, now=now)
    renew(db, [contribution_id])
    return note


def answer_decline(db: Session, contribution_id: str, *, by: Viewer, draft: WordsDraft, now: datetime) -> Note:
    """Once: it opens the work again, for the manager above the one who declined."""
    standing = to_contest(by, standings.sighted(db, by, contribution_id))
    hold(db, contribution_id)
    if standing.state != State.DECLINED or _authors(db, contribution_id, NoteKind.ANSWER):
        raise Conflict(Code.WRONG_STATE, "There is no decline to answer, or it was answered already.")
    work = db.execute(
        select(col(Contribution.confirmed_by_id)).where(col(Contribution.id) == contribution_id)
    ).scalar_one()
    to = State.CONFIRMED if work else State.PROPOSED
    change_state(db, contribution_id, at=[State.DECLINED], to=to, now=now, state_reason="")
    note = _note(db, contribution_id, NoteKind.ANSWER, by=by, words=draft.words, now=now)
    next_id = _above_the_decliner(db, contribution_id)
    if next_id and next_id not in contributors_of(db, contribution_id):
        _pass_up(db, contribution_id, to_id=next_id, by=by, sentence=draft.words, now=now)
    changes = {"words": trace(draft.words), "to": next_id}
    note_change(db, contribution_id, by=by, action="decline_answered", changes=changes, now=now)
    renew(db, [contribution_id])
    return note


def hand_over(db: Session, contribution_id: str, *, by: Viewer, draft: HandOverDraft, now: datetime) -> Act:
    """To a manager who may see it: above one of its contributors, or anybody once the company may."""
    standing = to_review(by, standings.sighted(db, by, contribution_id))
    require_open(standing)
    meant = named(db, [draft.person]).get(draft.person)
    if meant is None:
        raise Invalid.one("person", Code.PERSON_UNKNOWN, "We cannot find this person. Try the e-mail address.")
    if not meant.active or meant.id == by.person_id:
        raise Invalid.one("person", Code.PERSON_NOT_ACTIVE, "Choose somebody else who is here.")
    if meant.id in contributors_of(db, contribution_id) or not stands_above(db, contribution_id, meant.id):
        raise Invalid.one("person", Code.BAD_CHOICE, "Choose a manager above one of its contributors.")
    act = _pass_up(db, contribution_id, to_id=meant.id, by=by, sentence=draft.words, now=now)
    changes = {"to": meant.id, "words": trace(draft.words)}
    note_change(db, contribution_id, by=by, action="handed_over", changes=changes, now=now)
    return act


def _pass_up(db: Session, contribution_id: str, *, to_id: str, by: Viewer, sentence: str, now: datetime) -> Act:
    act = Act(
        id=new_id(now),
        person_id=by.person_id,
        contribution_id=contribution_id,
        kind=ActKind.PASS_UP.value,
        sentence=sentence,
        to_person_id=to_id,
        acted_at=now,
    )
    db.add(act)
    said = {"by": by.person_id, "by_name": by.name, "words": sentence}
    _tell(db, contribution_id, kind="handed_to_you", subject=act.id, people=[to_id], facts=said, now=now)
    told = [one for one in contributors_of(db, contribution_id) if one != by.person_id]
    _tell(db, contribution_id, kind="passed_up", subject=act.id, people=told, facts={"to": to_id}, now=now)
    return act


def _above_the_decliner(db: Session, contribution_id: str) -> str | None:
    """The manager of whoever declined last; None at the top of the tree."""
    question = (
        select(col(Person.manager_id))
        .join(Note, col(Note.author_id) == col(Person.id))
        .where(col(Note.contribution_id) == contribution_id, col(Note.kind) == NoteKind.DECLINE.value)
        .order_by(col(Note.written_at).desc(), col(Note.id).desc())
        .limit(1)
    )
    found: str | None = db.execute(question).scalar()
    return found


def _authors(db: Session, contribution_id: str, kind: NoteKind) -> set[str]:
    written = col(Note.contribution_id) == contribution_id, col(Note.kind) == kind.value
    return set(db.execute(select(col(Note.author_id)).where(*written)).scalars())


def _note(db: Session, contribution_id: str, kind: NoteKind, *, by: Viewer, words: str, now: datetime) -> Note:
    note = Note(
        id=new_id(now),
        contribution_id=contribution_id,
        author_id=by.person_id,
        kind=kind.value,
        words=words,
        written_at=now,
    )
    db.add(note)
    return note


def _tell(
    db: Session,
    contribution_id: str,
    *,
    kind: str,
    subject: str,
    people: Iterable[str],
    facts: dict[str, str] | None = None,
    now: datetime,
) -> None:
    queue_letters(
        db,
        kind=kind,
        occasion=f"{kind}:{subject}",
        recipients=people,
        contribution_id=contribution_id,
        subject_id=subject,
        facts=facts,
        now=now,
    )
