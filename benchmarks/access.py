"""Lets the measured viewers in: a session and a token each, as if they had signed in at the start of the run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from app.database import Store
from app.domain.account import ApiToken, Session
from app.kit.crypto import fingerprint
from benchmarks.identities import Kind, made_id
from benchmarks.people_rows import BEGINNING, VIEWERS, person_id

LONG_ENOUGH = timedelta(days=7)


def let_in(url: str, now: datetime, guests: Mapping[str, str] = {}) -> None:
    """The fixed viewers, and whoever else is named with a person's id. Replaces what an earlier run left."""
    store = Store.open(url)
    people = {viewer: person_id(number) for viewer, number in VIEWERS.items()} | dict(guests)
    with store.write() as db:
        for place, (viewer, person) in enumerate(people.items()):
            db.execute(delete(Session).where(col(Session.id) == fingerprint(_cookie(viewer))))
            db.execute(delete(ApiToken).where(col(ApiToken.lookup) == _lookup(viewer)))
            db.add(_session(viewer, person, now))
            db.add(_token_row(viewer, person, place, now))
    store.close()


def by_cookie(viewer: str) -> tuple[str, ...]:
    """Headers of a browser that speaks plain HTTP to the loopback address."""
    return (f"Cookie: unsung={_cookie(viewer)}",)


def by_token(viewer: str) -> tuple[str, ...]:
    return (f"Authorization: Bearer uns_{_lookup(viewer)}_{_secret(viewer)}",)


def _session(viewer: str, person: str, now: datetime) -> Session:
    return Session(id=fingerprint(_cookie(viewer)), person_id=person, csrf="c" * 43, created_at=now, seen_at=now)


def _token_row(viewer: str, person: str, place: int, now: datetime) -> ApiToken:
    return ApiToken(
        id=made_id(Kind.ACCESS, place, BEGINNING),
        person_id=person,
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
    return viewer.encode().hex().ljust(12, "0")[:12]


def _secret(viewer: str) -> str:
    return f"bench-token-{viewer}".ljust(43, "x")
