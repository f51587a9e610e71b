"""Who knocks: a browser's session or a bearer token becomes a Viewer, in one look at the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session as Db
from starlette.requests import Request

from app.domain import Viewer, metadata
from app.domain.account import SESSION_IDLE, SESSION_LIFE
from app.kit.crypto import fingerprint
from app.kit.errors import Code, Invalid, NotAllowed
from app.kit.prepared import prepared
from app.queries.tokens import verify_token
from app.queries.viewers import viewer_by

SECURE_COOKIE, LOCAL_COOKIE = "__Host-unsung", "unsung"
LONGEST_CREDENTIAL = 512


def cookie_name(secure: bool) -> str:
    """Local http has no `__Host-` cookies; settings allow it for a loopback address alone."""
    return SECURE_COOKIE if secure else LOCAL_COOKIE


def viewer_of(db: Db, request: Request, *, secure: bool, request_id: str, now: datetime) -> Viewer:
    """Raises NotAllowed (not_signed_in) for whatever is missing or no longer good: one answer for all causes."""
    bearer = _bearer(request)
    cookie = request.cookies.get(cookie_name(secure), "")
    by_token = verify_token(db, bearer, now=now, request_id=request_id) if bearer else None
    by_session = session_viewer(db, cookie, request_id=request_id, now=now) if cookie else None
    if by_token and by_session and by_token.person_id != by_session.person_id:
        raise Invalid.one("authorization", Code.TWO_IDENTITIES, "The cookie and the token belong to two people.")
    viewer = by_token if bearer else by_session
    if viewer is None:
        raise not_signed_in()
    return viewer


def session_viewer(db: Db, cookie: str, *, request_id: str, now: datetime) -> Viewer | None:
    """None for a session that never was, has ended or has been idle too long."""
    if len(cookie) > LONGEST_CREDENTIAL or not cookie.isascii():
        return None
    row = db.execute(_QUESTION, {"session": fingerprint(cookie)}).one_or_none()
    if row is None or now - row.seen_at > SESSION_IDLE or now - row.started_at > SESSION_LIFE:
        return None
    fields: dict[str, Any] = dict(row._mapping)
    del fields["seen_at"], fields["started_at"]
    return Viewer(**fields, request_id=request_id)


def not_signed_in() -> NotAllowed:
    return NotAllowed(Code.NOT_SIGNED_IN, "Sign in to go on.")


def _bearer(request: Request) -> str:
    header = request.headers.get("authorization")
    if header is None:
        return ""
    scheme, _, credential = header.partition(" ")
    if scheme.lower() != "bearer" or not credential or len(credential) > LONGEST_CREDENTIAL or not credential.isascii():
        raise not_signed_in()
    return credential


_S = metadata.tables["session"]
_QUESTION = prepared(
    viewer_by(
        _S.c.id.label("session_id"), _S.c.csrf, _S.c.created_at.label("started_at"), _S.c.seen_at, on=_S.c.person_id
    ).where(_S.c.id == bindparam("session"), _S.c.ended_at.is_(None))
)
