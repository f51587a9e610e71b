"""Add to the audit log, in the transaction of the change. Texts stay out: lengths and hashes stand for them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.domain import AuditEvent, AuditHead, Viewer
from app.domain.audit import hashed_fields, link_hash

SYSTEM = "system"


@dataclass(frozen=True)
class Entry:
    """One line for the log. `changes` hold settings, roles and states; personal texts go through `trace`."""

    action: str
    object_type: str
    object_id: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    result: str = "done"
    code: str = ""


def write_audit(
    db: Session,
    *,
    by: Viewer | None,
    action: str,
    object_type: str,
    object_id: str,
    changes: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """One row. `by` is None where the system itself acts."""
    write_audits(db, by=by, entries=[Entry(action, object_type, object_id, changes or {})], now=now)


def write_audits(db: Session, *, by: Viewer | None, entries: Sequence[Entry], now: datetime) -> None:
    """Many rows with one look at the chain's head, which stays locked until the transaction ends."""
    if not entries:
        return
    db.flush()
    seq, last = db.execute(select(col(AuditHead.seq), col(AuditHead.hash)).with_for_update()).one()
    rows = list(_chained(entries, by=by, seq=seq, last=last, now=now))
    db.execute(insert(AuditEvent), rows)
    db.execute(update(AuditHead).values(seq=rows[-1]["seq"], hash=rows[-1]["hash"]))


def trace(text: str) -> dict[str, Any]:
    """What the log keeps of a personal text: enough to notice a change, nothing to read."""
    return {"length": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()[:16]}


def _chained(
    entries: Iterable[Entry], *, by: Viewer | None, seq: int, last: str, now: datetime
) -> Iterable[dict[str, Any]]:
    for entry in entries:
        seq += 1
        row: dict[str, Any] = {
            "seq": seq,
            "at": now,
            "actor": by.pseudonym if by else SYSTEM,
            "actor_kind": by.actor_kind if by else SYSTEM,
            "action": entry.action,
            "object_type": entry.object_type,
            "object_id": entry.object_id,
            "result": entry.result,
            "code": entry.code,
            "request_id": by.request_id if by else "",
            "changes": dict(entry.changes),
        }
        row |= {"prev": last, "hash": link_hash(last, hashed_fields(row))}
        last = row["hash"]
        yield row
