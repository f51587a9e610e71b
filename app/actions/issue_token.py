"""Make and revoke API tokens. The text of a token exists once, in the answer that makes it."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.actions.write_audit import write_audit
from app.domain import ApiToken, Person, Viewer
from app.domain.account import MOST_TOKENS, SCOPES, TOKEN_LIFE
from app.domain.token_draft import TokenDraft, token_text
from app.kit.crypto import fingerprint, new_secret
from app.kit.errors import Code, Invalid, NotAllowed, NotFound
from app.kit.ids import new_id

USUAL_LIFE = timedelta(days=90)


@dataclass(frozen=True)
class IssuedToken:
    """`token` is the text to keep; nobody can read it a second time."""

    id: str
    name: str
    scopes: list[str]
    expires_at: datetime
    token: str


def issue_token(db: Session, *, person_id: str, by: Viewer | None, draft: TokenDraft, now: datetime) -> IssuedToken:
    """For oneself; `by` is None for the operator at the terminal, who may make one for anybody active."""
    if by and by.person_id != person_id:
        raise NotAllowed(Code.NOT_ALLOWED, "A token can be made for oneself only.")
    _require_active(db, person_id)
    _require_narrower(draft.scopes, by)
    _require_room(db, person_id, now)
    secret, lookup = new_secret(), secrets.token_hex(6)
    row = ApiToken(
        id=new_id(now),
        person_id=person_id,
        name=draft.name,
        lookup=lookup,
        secret_hash=fingerprint(secret),
        scopes=draft.scopes,
        created_at=now,
        expires_at=_end(draft, now),
    )
    changes = {"scopes": draft.scopes, "expires_at": row.expires_at.isoformat()}
    write_audit(db, by=by, action="token_made", object_type="api_token", object_id=row.id, changes=changes, now=now)
    db.add(row)
    return IssuedToken(row.id, row.name, row.scopes, row.expires_at, token_text(lookup, secret))


def revoke_token(db: Session, *, token_id: str, by: Viewer, now: datetime) -> None:
    """By its owner or an administrator; revoking twice changes nothing."""
    row = db.get(ApiToken, token_id)
    if row is None or not (row.person_id == by.person_id or by.is_admin):
        raise NotFound
    if row.revoked_at is not None:
        return
    row.revoked_at, row.version = now, row.version + 1
    db.add(row)
    write_audit(db, by=by, action="token_revoked", object_type="api_token", object_id=token_id, now=now)


def note_use(db: Session, *, token_id: str, now: datetime) -> None:
    """Shows its owner the day of its last use, written at most once a day."""
    midnight = datetime.combine(now.date(), time(), UTC)
    stale = (col(ApiToken.used_at).is_(None)) | (col(ApiToken.used_at) < midnight)
    db.execute(update(ApiToken).where(col(ApiToken.id) == token_id, stale).values(used_at=now))


def _require_active(db: Session, person_id: str) -> None:
    if not db.execute(select(col(Person.id)).where(col(Person.id) == person_id, col(Person.active))).first():
        raise NotFound


def _require_narrower(scopes: list[str], by: Viewer | None) -> None:
    own = SCOPES if by is None or by.scopes is None else by.scopes
    if any(scope not in own for scope in scopes):
        raise Invalid.one("scopes", Code.SCOPE_TOO_WIDE, "A token cannot carry more than you hold yourself.")


def _require_room(db: Session, person_id: str, now: datetime) -> None:
    live = select(func.count()).where(
        col(ApiToken.person_id) == person_id, col(ApiToken.revoked_at).is_(None), col(ApiToken.expires_at) > now
    )
    if (db.execute(live).scalar() or 0) >= MOST_TOKENS:
        raise Invalid.one("", Code.TOO_MANY, f"You hold {MOST_TOKENS} tokens that work. Revoke one first.")


def _end(draft: TokenDraft, now: datetime) -> datetime:
    """The first moment, in UTC, of the day on which it stops."""
    if draft.expires_on is None:
        return now + USUAL_LIFE
    end = datetime.combine(draft.expires_on, time(), UTC)
    if not now < end <= now + TOKEN_LIFE:
        raise Invalid.one("expires_on", Code.BAD_EXPIRY, f"Choose a day within the next {TOKEN_LIFE.days} days.")
    return end
