"""Who did what to which object when: append only, each row chained to the one before by SHA-256."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field

from app.domain.noun import Noun
from app.kit.columns import Document, document, moment, word

GENESIS = "0" * 64


class AuditEvent(Noun, table=True):
    """`actor` is a pseudonym; texts never enter, only their lengths and hashes. `seq` is the order, `at` is UTC."""

    __tablename__ = "audit_event"

    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
    actor: str = word(36, index=True)
    actor_kind: str = word(16, "person")
    action: str = word(48)
    object_type: str = word(24)
    object_id: str = word(36, "", index=True)
    result: str = word(8, "done")
    code: str = word(40, "")
    request_id: str = word(36, "")
    changes: dict[str, Any] = document()
    prev: str = word(64)
    hash: str = word(64)


class AuditHead(Noun, table=True):
    """The newest link of the chain, locked by whoever adds the next."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True)
    seq: int = Field(default=0, sa_type=BigInteger)
    hash: str = word(64, GENESIS)


class Setting(Noun, table=True):
    """What the installation has changed from its defaults: categories, tiers, currency, name, base address."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True, max_length=64)
    value: Any = Field(default=None, sa_type=Document)
    version: int = 1


def link_hash(prev: str, fields: dict[str, Any]) -> str:
    """SHA-256 over the previous hash and the row as canonical JSON."""
    body = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(f"{prev}{body}".encode()).hexdigest()


def hashed_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a row's hash covers, in the one form used for writing and for verifying."""
    kept = {name: row[name] for name in row if name not in ("hash", "prev")}
    kept["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return kept
