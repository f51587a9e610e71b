"""Lets the measured viewers in: a session and a token each, as if they had signed in at the start of the run."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from app.database import Store
from app.domain.account import ApiToken, Session
from app.kit.crypto import fingerprint
from benchmarks.identities import Kind, made_id
from benchmarks.people_rows import BEGINNING, VIEWERS, person_id

LONG_ENOUGH = timedelta(days=7)


def let_in(url: str, now: datetime) -> None:
    """Replaces what an earlier run left."""
    store = Store.open(url)
    with store.write() as db:
        for viewer in VIEWERS:
            db.execute(delete(Session).where(col(Session.id) == fingerprint(_cookie(viewer))))
            db.execute(delete(ApiToken).where(col(ApiToken.lookup) == _lookup(viewer)))
            db.add(_session(viewer, now))
            db.add(_token_row(viewer, now))
    store.close()


def by_cookie(viewer: str) -> tuple[str, ...]:
    """Headers of a browser that speaks plain HTTP to the loopback address."""
    return (f"Cookie: unsung={_cookie(viewer)}",)


def by_token(viewer: str) -> tuple[str, ...]:
    return (f"Authorization: Bearer uns_{_lookup(viewer)}_{_secret(viewer)}",)


def _session(viewer: str, now: datetime) -> Session:
    person = person_id(VIEWERS[viewer])
    return Session(id=fingerprint(_cookie(viewer)), person_id=person, csrf="c" * 43, created_at=now, seen_at=now)


def _token_row(viewer: str, now: datetime) -> ApiToken:
    return ApiToken(
        id=made_id(Kind.ACCESS, VIEWERS[viewer], BEGINNING),
        person_id=person_id(VIEWERS[viewer]),
        name="bench",
        lookup=_lookup(viewer),
        secret_hash=fingerprint(_secret(viewer)),
        scopes=["read", "write"],
        created_at=now,
        expires_at=now + LONG_ENOUGH,
    )


def _cookie(viewer: str) -> str:
    return f"bench-session-{viewer}".ljust(43, "x")


def _lookup(viewer: str) -> str:
    return f"{VIEWERS[viewer]:012x}"


def _secret(viewer: str) -> str:
    return f"bench-token-{viewer}".ljust(43, "x")
