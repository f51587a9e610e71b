"""Somebody leaves, or comes back. Credit, counts and past exports stay as they are."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.actions.write_audit import write_audit
from app.domain import ApiToken, Person, SignInLink, Viewer
from app.domain import Session as SignIn
from app.domain.policy import require_admin
from app.kit.errors import Code, Conflict, NotFound


def deactivate(db: Session, *, person_id: str, by: Viewer | None, now: datetime) -> None:
    """Ends every way in, in this transaction. The people below stay where they are until somebody moves them."""
    if by:
        require_admin(by)
    person = _person(db, person_id)
    if not person.active:
        return
    write_audit(db, by=by, action="deactivated", object_type="person", object_id=person_id, now=now)
    if person.is_admin:
        keep_an_admin(db, but=person_id)
    person.active, person.left_at, person.version = False, now, person.version + 1
    db.add(person)
    end_sessions(db, person_id=person_id, now=now)
    tokens = update(ApiToken).where(col(ApiToken.person_id) == person_id, col(ApiToken.revoked_at).is_(None))
    db.execute(tokens.values(revoked_at=now))
    links = update(SignInLink).where(col(SignInLink.person_id) == person_id, col(SignInLink.used_at).is_(None))
    db.execute(links.values(used_at=now))


def reinstate(db: Session, *, person_id: str, by: Viewer | None, now: datetime) -> None:
    """Somebody who left is here again: with their place and their work, without old sessions or tokens."""
    if by:
        require_admin(by)
    person = _person(db, person_id)
    if person.active:
        return
    write_audit(db, by=by, action="reinstated", object_type="person", object_id=person_id, now=now)
    person.active, person.left_at, person.version = True, None, person.version + 1
    db.add(person)


def end_sessions(db: Session, *, person_id: str, but: str = "", now: datetime) -> None:
    """Signs the person out everywhere, but for the session `but`."""
    live = update(SignIn).where(col(SignIn.person_id) == person_id, col(SignIn.ended_at).is_(None))
    db.execute(live.where(col(SignIn.id) != but).values(ended_at=now))


def keep_an_admin(db: Session, *, but: str) -> None:
    """Refuses what would leave nobody to administer. Asked after the audit row, whose lock lets one asker through."""
    others = select(func.count()).where(col(Person.is_admin), col(Person.active), col(Person.id) != but)
    if not db.execute(others).scalar():
        raise Conflict(Code.LAST_ADMIN, "This is the last administrator. Make somebody else one first.")


def _person(db: Session, person_id: str) -> Person:
    person = db.get(Person, person_id)
    if person is None:
        raise NotFound
    return person
