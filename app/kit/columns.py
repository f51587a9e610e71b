"""Column types and names that hold on SQLite and on PostgreSQL alike."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, DateTime, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from app.kit.ids import ID_LENGTH

# Batch migrations on SQLite cannot drop a constraint that has no name.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Document = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware UTC out. SQLite forgets the zone, so a naive time is refused before it is stored."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """An exact decimal, kept as text: SQLite has no decimal, and a figure must come back as it was written."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def key() -> Any:
    """The primary key: a UUIDv7 as text."""
    return Field(primary_key=True, max_length=ID_LENGTH)


def text_key(length: int) -> Any:
    """A primary key that is not an id of ours."""
    return Field(primary_key=True, max_length=length)


def hashed_key() -> Any:
    """A primary key that is the SHA-256 of a secret, in hex."""
    return text_key(64)


def link(target: str, *, index: bool = False, primary: bool = False) -> Any:
    """A foreign key that must be given."""
    return Field(foreign_key=f"{target}.id", max_length=ID_LENGTH, index=index, primary_key=primary)


def maybe_link(target: str, *, index: bool = False) -> Any:
    """A foreign key that may be empty."""
    return Field(default=None, foreign_key=f"{target}.id", max_length=ID_LENGTH, index=index)


def moment() -> Any:
    return Field(sa_type=UtcDateTime)


def maybe_moment() -> Any:
    return Field(default=None, sa_type=UtcDateTime)


def word(length: int = 32, default: str | None = None, *, index: bool = False) -> Any:
    """A value from a closed list, kept as plain text: a new value is then no type migration."""
    if default is None:
        return Field(max_length=length, index=index)
    return Field(default=default, max_length=length, index=index)


def maybe_word(length: int = 32) -> Any:
    return Field(default=None, max_length=length)


def long_text() -> Any:
    return Field(default="", sa_type=Text)


def document(empty: type = dict) -> Any:
    return Field(default_factory=empty, sa_type=Document)
