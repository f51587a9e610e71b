"""How somebody proves who they are: sessions, one-time links, tokens, and the counters that slow guessing."""

from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint

from app.domain.noun import Noun
from app.kit.columns import document, hashed_key, key, link, long_text, maybe_link, maybe_moment, moment, text_key, word

SESSION_IDLE = timedelta(days=30)
SESSION_LIFE = timedelta(days=90)
LINK_LIFE = timedelta(days=3)
TOKEN_LIFE = timedelta(days=365)
MOST_TOKENS = 50
SCOPES = ("read", "write")
SHORTEST_PASSWORD = 12


class Session(Noun, table=True):
    """A signed-in browser. Only the hash of its cookie is kept, so a stolen database opens nothing."""

    __tablename__ = "session"

    id: str = hashed_key()
    person_id: str = link("person", index=True)
    csrf: str = word(64)
    created_at: datetime = moment()
    seen_at: datetime = moment()
    ended_at: datetime | None = maybe_moment()


class SignInLink(Noun, table=True):
    """A link that signs a person in once: the first sign-in, or a forgotten password."""

    __tablename__ = "sign_in_link"

    id: str = hashed_key()
    person_id: str = link("person", index=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = maybe_moment()


class ApiToken(Noun, table=True):
    """`uns_<lookup>_<secret>`: looked up by the first part, compared by the hash of the second, shown once."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("lookup"),)

    id: str = key()
    person_id: str = link("person", index=True)
    name: str = word(200)
    lookup: str = word(16)
    secret_hash: str = word(64)
    scopes: list[str] = document(list)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = maybe_moment()
    revoked_at: datetime | None = maybe_moment()
    version: int = 1


class Attempt(Noun, table=True):
    """A counter in a fixed window: failed sign-ins per account and per address, nominations per person."""

    __tablename__ = "attempt"

    key: str = text_key(128)
    window_start: datetime = moment()
    count: int = 0


class IdempotencyKey(Noun, table=True):
    """The first answer to a request that may be repeated; stored in the transaction of its effect."""

    __tablename__ = "idempotency_key"

    person_id: str = link("person", primary=True)
    key: str = text_key(255)
    request_hash: str = word(64)
    status: int
    body: str = long_text()
    location: str = word(300, "")
    etag: str = word(80, "")
    created_at: datetime = moment()


class HeldText(Noun, table=True):
    """What somebody typed before their session ended; handed back after signing in."""

    __tablename__ = "held_text"

    id: str = hashed_key()
    person_id: str | None = maybe_link("person")
    path: str = word(300)
    fields: list[list[str]] = document(list)
    created_at: datetime = moment()
