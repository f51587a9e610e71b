"""Open and end sessions. The same answer and the same work whether or not the address exists."""

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlmodel import Session as Db
from sqlmodel import col

from app.actions.write_audit import Entry, write_audit, write_audits
from app.domain import Attempt, Person, Session, SignInLink, Viewer
from app.domain.account import LINK_LIFE
from app.domain.person_draft import fold_address
from app.kit.crypto import fingerprint, new_secret
from app.kit.errors import Code, Conflict, TooOften

WINDOW = timedelta(minutes=15)
MOST_FAILURES = 10
_HASHER = PasswordHasher()
# Verified when nobody has the address, so that both answers take the same time.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$NivvWOhRBNCLgpMppRMMhg$UfgBddl3XQXvC8GFZ9dEZTsxsnPpAcEhDqBZ+24hBoY"


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def find_by_password(db: Db, *, email: str, password: str) -> Person | None:
    """Slow on purpose. None for every cause of failure."""
    person = _active(db, email)
    known = person.password_hash if person is not None and person.password_hash else _NOBODY
    try:
        _HASHER.verify(known, password)
    except (VerificationError, InvalidHashError):
        return None
    return person if person is not None and person.password_hash else None


def find_by_email(db: Db, *, email: str) -> Person | None:
    return _active(db, email)


def open_session(db: Db, *, person: Person, way: str, now: datetime) -> str:
    """A new secret for the cookie; only its hash is kept. A session that a browser brought along is never reused."""
    secret = new_secret()
    db.add(Session(id=fingerprint(secret), person_id=person.id, csrf=new_secret(), created_at=now, seen_at=now))
    by = Viewer(person_id=person.id, name=person.name, pseudonym=person.pseudonym)
    write_audit(
        db, by=by, action="signed_in", object_type="session", object_id=person.id, changes={"way": way}, now=now
    )
    return secret


def end_session(db: Db, *, by: Viewer, now: datetime) -> None:
    db.execute(update(Session).where(col(Session.id) == by.session_id).values(ended_at=now))
    write_audit(db, by=by, action="signed_out", object_type="session", object_id=by.person_id, now=now)


def touch_session(db: Db, *, session_id: str, now: datetime) -> None:
    """Once a day, with a deed: thirty days without one end a session."""
    stale = col(Session.seen_at) < now - timedelta(days=1)
    db.execute(update(Session).where(col(Session.id) == session_id, stale).values(seen_at=now))


def make_link(db: Db, *, person_id: str, by: Viewer | None, now: datetime) -> str:
    """The secret of a link that signs this person in once."""
    secret = new_secret()
    db.add(SignInLink(id=fingerprint(secret), person_id=person_id, created_at=now, expires_at=now + LINK_LIFE))
    write_audit(db, by=by, action="sign_in_link_made", object_type="person", object_id=person_id, now=now)
    return secret


def person_of_link(db: Db, *, secret: str, now: datetime) -> Person | None:
    """Who a link is for, while it is good; looking uses nothing up."""
    link = db.get(SignInLink, fingerprint(secret))
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    person = db.get(Person, link.person_id)
    return person if person is not None and person.active else None


def use_link(db: Db, *, secret: str, now: datetime) -> str:
    """Ends the link and opens a session. Raises Conflict for one that was used or has ended."""
    person = person_of_link(db, secret=secret, now=now)
    used = (
        update(SignInLink)
        .where(col(SignInLink.id) == fingerprint(secret), col(SignInLink.used_at).is_(None))
        .values(used_at=now)
    )
    if person is None or db.execute(used).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(Code.GONE, "This link was used already, or has ended. Ask an administrator for a new one.")
    return open_session(db, person=person, way="link", now=now)


def require_patience(db: Db, *, keys: list[str], now: datetime) -> None:
    """Raises NotAllowed (rate_limited) after ten failures in the window, per account and per address."""
    found = db.execute(
        select(col(Attempt.count)).where(col(Attempt.key).in_(keys), col(Attempt.window_start) > now - WINDOW)
    ).scalars()
    if any(count >= MOST_FAILURES for count in found):
        raise TooOften(int(WINDOW.total_seconds()), "That is many at once. Try again in 15 minutes.")


def count_failure(db: Db, *, keys: list[str], now: datetime) -> None:
    """Kept in a transaction of its own, since the sign-in it belongs to leaves nothing else."""
    for key in keys:
        attempt = db.get(Attempt, key, with_for_update=True) or Attempt(key=key, window_start=now)
        if attempt.window_start <= now - WINDOW:
            attempt.window_start, attempt.count = now, 0
        attempt.count += 1
        db.add(attempt)
    failed = Entry("sign_in_failed", "session", "", result="failed", code=Code.NOT_SIGNED_IN.value)
    write_audits(db, by=None, entries=[failed], now=now)


def _active(db: Db, email: str) -> Person | None:
    question = select(Person).where(col(Person.email_folded) == fold_address(email), col(Person.active))
    return db.execute(question).scalar_one_or_none()
