"""Keep efforts as discovery found them, and let their changes point at them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.domain import Effort, FoundEffort, RecordedChange
from app.kit.ids import new_id

CHUNK = 400


def keep_efforts(db: Session, connection_id: str, *, found: Sequence[FoundEffort], now: datetime) -> dict[str, str]:
    """key -> id of its row, which keeps the id of an effort that has grown into it; its changes point at it."""
    e = Effort
    keys = {key for one in found for key in (one.key, *one.keys_before)}
    rows = {
        row.key: row
        for row in db.execute(select(e).where(col(e.connection_id) == connection_id, col(e.key).in_(keys))).scalars()
    }
    ids: dict[str, str] = {}
    for one in found:
        row = rows.get(one.key) or next((rows[key] for key in one.keys_before if key in rows), None)
        facts = _facts(one)
        if row is None:
            row = Effort(id=new_id(now), connection_id=connection_id, **facts)
        else:
            for name, value in facts.items():
                if getattr(row, name) != value:
                    setattr(row, name, value)
        db.add(row)
        ids[one.key] = row.id
    db.flush()
    for one in found:
        _point(db, connection_id, ids[one.key], one.changes)
    return ids


def _facts(one: FoundEffort) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name[:200],
        "first_on": one.first_on,
        "last_on": one.last_on,
        "size": one.size,
        "active_days": one.active_days,
        "share": round(one.share, 4),
        "line_share": None if one.line_share is None else round(one.line_share, 4),
        "cohesion": round(one.cohesion, 4),
        "confidence": round(one.confidence, 4),
        "tags": list(one.tags),
        "joins": [[join.text, list(join.changes)] for join in one.joins],
    }


def _point(db: Session, connection_id: str, effort_id: str, changes: Sequence[str]) -> None:
    c = RecordedChange
    inside = select(col(c.id), col(c.external_id)).where(col(c.effort_id) == effort_id)
    there = {row.external_id: row.id for row in db.execute(inside)}
    wanted = set(changes)
    out = [id_ for external_id, id_ in there.items() if external_id not in wanted]
    if out:
        db.execute(update(c).where(col(c.id).in_(out)).values(effort_id=None))
    coming = sorted(wanted - set(there))
    for start in range(0, len(coming), CHUNK):
        part = col(c.external_id).in_(coming[start : start + CHUNK])
        db.execute(update(c).where(col(c.connection_id) == connection_id, part).values(effort_id=effort_id))
