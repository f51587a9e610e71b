"""A configured tool, and the hands it shows: names by which it knows people, each joined to a person or to nobody."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from app.domain.noun import Noun
from app.kit.columns import document, key, link, maybe_link, maybe_moment, moment, word


class ConnectionKind(StrEnum):
    GIT = "git"
    PROMETHEUS = "prometheus"


class ConnectionState(StrEnum):
    ACTIVE = "active"
    STOPPED = "stopped"


class HandState(StrEnum):
    """A doubtful join waits for a person; a refused one is never proposed to the same person again."""

    UNKNOWN = "unknown"
    DOUBTFUL = "doubtful"
    JOINED = "joined"
    REFUSED = "refused"


class Connection(Noun, table=True):
    """`address` is a folder for a clone. `watermark` says how far it was read and with which model it was looked at.

    `figures` hold what was read and what was set aside, by reason. `trouble` is the last failure in words, or empty.
    `team_id`: who looks at work of hands that nobody knows.
    """

    __tablename__ = "connection"
    __table_args__ = (UniqueConstraint("kind", "address"),)

    id: str = key()
    kind: str = word(32, ConnectionKind.GIT.value)
    name: str = word(200)
    address: str = word(1_000)
    browse_url: str = word(2_048, "")
    team_id: str | None = maybe_link("team")
    history_from: date | None = None
    state: str = word(16, ConnectionState.ACTIVE.value)
    watermark: dict[str, Any] = document()
    figures: dict[str, Any] = document()
    asked_at: datetime | None = maybe_moment()
    tried_at: datetime | None = maybe_moment()
    read_at: datetime | None = maybe_moment()
    trouble: str = word(300, "")
    added_by_id: str | None = maybe_link("person")
    added_at: datetime = moment()
    sample: bool = False
    version: int = 1


class KnownHand(Noun, table=True):
    """`key` is a hash of the address that the tool knows somebody by: the address itself is not kept."""

    __tablename__ = "hand"
    __table_args__ = (UniqueConstraint("connection_id", "key"), Index("ix_hand_suggested", "suggested_id", "state"))

    id: str = key()
    connection_id: str = link("connection")
    key: str = word(64)
    name: str = word(200, "")
    state: str = word(16, HandState.UNKNOWN.value)
    person_id: str | None = maybe_link("person", index=True)
    suggested_id: str | None = maybe_link("person")
    settled_by_id: str | None = maybe_link("person")
    settled_at: datetime | None = maybe_moment()
