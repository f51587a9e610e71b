"""Put words beside a contribution: a reply, an objection, a correction, a question; or report it and hide it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.actions.change_state import hold
from app.actions.deliver import queue_letters
from app.actions.note_change import note_change
from app.actions.renew import renew
from app.actions.write_audit import trace
from app.domain import Contribution, Note, Person, Viewer
from app.domain.contribution import NoteKind
from app.domain.policy import Standing, require_hr
from app.domain.review_draft import WordsDraft
from app.domain.rights import require_kept, to_contest, to_review
from app.kit.errors import Code, Conflict
from app.kit.ids import new_id
from app.queries import standings
from app.queries.evidence import people_beside


def reply(db: Session, contribution_id: str, *, by: Viewer, draft: WordsDraft, now: datetime) -> Note:
    """Stands beside the text wherever it is shown."""
    return _contest(db, contribution_id, NoteKind.REPLY, by=by, draft=draft, now=now)


def object_to(db: Session, contribution_id: str, *, by: Viewer, draft: WordsDraft, now: datetime) -> Note:
    """ "This is wrong": kept beside the text, and told to those who wrote it."""
    return _contest(db, contribution_id, NoteKind.OBJECTION, by=by, draft=draft, now=now)


def correct(db: Session, contribution_id: str, *, by: Viewer, draft: WordsDraft, now: datetime) -> Note:
    """How it should read; whoever wrote it decides."""
    return _contest(db, contribution_id, NoteKind.CORRECTION, by=by, draft=draft, now=now)


def ask(db: Session, contribution_id: str, *, by: Viewer, draft: WordsDraft, now: datetime) -> Note:
    """A manager's question to those who put it forward."""
    require_kept(to_review(by, standings.sighted(db, by, contribution_id)))
    return _write(db, contribution_id, NoteKind.QUESTION, by=by, draft=draft, now=now)


def report(db: Session, contribution_id: str, *, by: Viewer, draft: WordsDraft, now: datetime) -> Note:
    """Hidden at once from everybody but the person who reports and HR, until HR decides."""
    standing = to_contest(by, standings.sighted(db, by, contribution_id))
    require_kept(standing)
    hold(db, contribution_id)
    if standing.hidden_by_id is not None:
        raise Conflict(Code.WRONG_STATE, "This is reported already, and hidden until HR has decided.")
    _hide(db, contribution_id, hidden_by_id=by.person_id, now=now)
    hr = db.execute(select(col(Person.id)).where(col(Person.is_hr), col(Person.active))).scalars().all()
    note = _note(db, contribution_id, NoteKind.REPORT, by=by, draft=draft, now=now)
    _tell(db, note, hr, now=now)
    renew(db, [contribution_id])
    return note


def settle_report(db: Session, contribution_id: str, *, by: Viewer, draft: WordsDraft, now: datetime) -> Note:
    """HR's decision, with its reason: the item is shown again to those it was shown to."""
    standing: Standing = standings.sighted(db, by, contribution_id)
    require_hr(by)
    hold(db, contribution_id)
    if standing.hidden_by_id is None:
        raise Conflict(Code.WRONG_STATE, "Nobody has reported this.")
    _hide(db, contribution_id, hidden_by_id=None, now=now)
    reports = col(Note.contribution_id) == contribution_id, col(Note.kind) == NoteKind.REPORT.value
    db.execute(update(Note).where(*reports, col(Note.settled_at).is_(None)).values(settled_at=now))
    note = _note(db, contribution_id, NoteKind.DECISION, by=by, draft=draft, now=now)
    _tell(db, note, [standing.hidden_by_id], now=now)
    renew(db, [contribution_id])
    return note


def _contest(
    db: Session, contribution_id: str, kind: NoteKind, *, by: Viewer, draft: WordsDraft, now: datetime
) -> Note:
    require_kept(to_contest(by, standings.sighted(db, by, contribution_id)))
    return _write(db, contribution_id, kind, by=by, draft=draft, now=now)


def _write(db: Session, contribution_id: str, kind: NoteKind, *, by: Viewer, draft: WordsDraft, now: datetime) -> Note:
    note = _note(db, contribution_id, kind, by=by, draft=draft, now=now)
    _tell(db, note, people_beside(db, contribution_id), now=now)
    return note


def _note(db: Session, contribution_id: str, kind: NoteKind, *, by: Viewer, draft: WordsDraft, now: datetime) -> Note:
    note = Note(
        id=new_id(now),
        contribution_id=contribution_id,
        author_id=by.person_id,
        kind=kind.value,
        words=draft.words,
        written_at=now,
    )
    db.add(note)
    changes = {"note": note.id, "words": trace(draft.words)}
    note_change(db, contribution_id, by=by, action=f"{kind.value}_written", changes=changes, now=now)
    return note


def _hide(db: Session, contribution_id: str, *, hidden_by_id: str | None, now: datetime) -> None:
    db.execute(
        update(Contribution)
        .where(col(Contribution.id) == contribution_id)
        .values(hidden_by_id=hidden_by_id, changed_at=now, version=col(Contribution.version) + 1)
    )


def _tell(db: Session, note: Note, people: Iterable[str], *, now: datetime) -> None:
    """Those who wrote about it, and those it is about; nobody hears of their own words."""
    queue_letters(
        db,
        kind=f"{note.kind}_written",
        occasion=f"note:{note.id}",
        recipients=[person_id for person_id in people if person_id != note.author_id],
        contribution_id=note.contribution_id,
        subject_id=note.id,
        now=now,
    )
