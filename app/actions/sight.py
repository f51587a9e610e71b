"""Keep what a tool showed: changes, and the hands behind them. The same change again changes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from app.actions.renew import write_columns
from app.actions.write_audit import write_audit
from app.domain import Connection, Correction, KnownHand, RecordedChange
from app.domain.change import LONGEST_KEPT_TEXT
from app.domain.person_draft import fold_address
from app.domain.sighting import Change, Hand
from app.kit.crypto import fingerprint
from app.kit.ids import new_id

CHUNK = 400
UNSEEN = {"model": "", "change_type": "", "tags": [], "preventive": 0.0, "reasons": [], "effort_id": None}
_UNSTORABLE = {0: None} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def sight(db: Session, connection_id: str, *, changes: Sequence[Change], now: datetime) -> int:
    """One batch. Returns how many rows were new or different; what is the same is left as it is."""
    hands = _hands(db, connection_id, changes, now=now)
    there = _there(db, connection_id, [one.external_id for one in changes])
    new: list[dict[str, Any]] = []
    other: list[dict[str, Any]] = []
    for change in {one.external_id: one for one in changes}.values():
        row = _row(change, hands)
        known = there.get(change.external_id)
        if known is None:
            new.append({**UNSEEN, **row, "id": new_id(now), "connection_id": connection_id})
        elif any(known[name] != value for name, value in row.items()):
            other.append({"id": known["id"], **row, "model": ""})
    if new:
        db.execute(insert(RecordedChange), new)
    write_columns(db, RecordedChange, other)
    if new or other:
        counts = {"new": len(new), "different": len(other)}
        write_audit(
            db, by=None, action="sighted", object_type="connection", object_id=connection_id, changes=counts, now=now
        )
    return len(new) + len(other)


def replace_unreachable(
    db: Session, connection_id: str, *, gone: Collection[str], twins: Mapping[str, str], now: datetime
) -> int:
    """After a rewritten history: what is no longer there goes. `twins` say under which name a change is there again:
    that one stands in its effort, and what people said of the old name is said of the new one.
    """
    if not gone:
        return 0
    c = RecordedChange
    ours = col(c.connection_id) == connection_id
    left = 0
    for part in _chunks(sorted(gone)):
        old = select(col(c.external_id), col(c.effort_id)).where(ours, col(c.external_id).in_(part))
        for name, effort_id in db.execute(old).all():
            if effort_id and name in twins:
                new = col(c.external_id) == twins[name]
                db.execute(update(c).where(ours, new).values(effort_id=effort_id))
        left += db.execute(delete(c).where(ours, col(c.external_id).in_(part))).rowcount  # type: ignore[attr-defined]
    _rename(db, connection_id, twins)
    write_audit(
        db, by=None, action="rewritten", object_type="connection", object_id=connection_id,
        changes={"gone": left, "renamed": len(twins)}, now=now,
    )  # fmt: skip
    return left


def hand_key(handle: str) -> str:
    """What stands for an address: enough to know it again, nothing to write to."""
    return fingerprint(fold_address(_plain(handle)))


def note_reading(
    db: Session,
    connection_id: str,
    *,
    watermark: Mapping[str, Any] | None = None,
    figures: Mapping[str, Any] | None = None,
    trouble: str = "",
    now: datetime,
) -> None:
    """How a reading ended. The watermark moves only with what was kept before."""
    values: dict[str, Any] = {"tried_at": now, "trouble": trouble[:300]}
    if watermark is not None:
        values |= {"watermark": dict(watermark), "figures": dict(figures or {}), "read_at": now}
    db.execute(update(Connection).where(col(Connection.id) == connection_id).values(**values))
    action = "reading_failed" if trouble else "read"
    write_audit(db, by=None, action=action, object_type="connection", object_id=connection_id, now=now)


def _hands(db: Session, connection_id: str, changes: Iterable[Change], *, now: datetime) -> dict[str, str]:
    """handle -> id of its row; new hands are kept, unknown until somebody joins them."""
    seen: dict[str, Hand] = {}
    for change in changes:
        for hand in (change.author, *change.co_authors, *change.reviewers):
            if hand is not None and hand.handle:
                seen.setdefault(hand_key(hand.handle), hand)
    h = KnownHand
    ids: dict[str, str] = {}
    for part in _chunks(list(seen)):
        known = select(col(h.key), col(h.id)).where(col(h.connection_id) == connection_id, col(h.key).in_(part))
        ids |= {row.key: row.id for row in db.execute(known)}
    rows = [
        KnownHand(
            id=new_id(now), connection_id=connection_id, key=key, name=_plain(hand.name or "somebody")[:200]
        ).model_dump()
        for key, hand in seen.items()
        if key not in ids
    ]
    if rows:
        db.execute(insert(h), rows)
    ids |= {row["key"]: row["id"] for row in rows}
    return ids


def _there(db: Session, connection_id: str, external_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    table = RecordedChange.__table__  # type: ignore[attr-defined]
    found: dict[str, dict[str, Any]] = {}
    for part in _chunks(external_ids):
        question = select(table).where(table.c.connection_id == connection_id, table.c.external_id.in_(part))
        found |= {row.external_id: dict(row._mapping) for row in db.execute(question)}
    return found


def _row(change: Change, hands: Mapping[str, str]) -> dict[str, Any]:
    def ids(people: Iterable[Hand]) -> list[str]:
        return [hands[hand_key(one.handle)] for one in people if one.handle]

    return {
        "external_id": _plain(change.external_id)[:200],
        "kind": change.kind.value,
        "position": change.position,
        "day": change.date,
        "title": _plain(change.title)[:300],
        "text": _plain(change.text)[:LONGEST_KEPT_TEXT],
        "declared_type": change.declared_type.value if change.declared_type else None,
        "declared_scope": _plain(change.declared_scope)[:200] if change.declared_scope else None,
        "labels": [_plain(one) for one in change.labels],
        "refs": [_plain(one) for one in change.references],
        "branch": _plain(change.branch)[:300] if change.branch else None,
        "merged_on": change.merged_at,
        "files": [[_plain(file.path), file.added, file.deleted, file.status] for file in change.files],
        "n_files": change.n_files,
        "added": change.added,
        "deleted": change.deleted,
        "hand_id": hands[hand_key(change.author.handle)] if change.author and change.author.handle else None,
        "co_hands": ids(change.co_authors),
        "reviewers": ids(change.reviewers),
    }


def _rename(db: Session, connection_id: str, twins: Mapping[str, str]) -> None:
    if not twins:
        return
    for one in db.execute(select(Correction).where(col(Correction.connection_id) == connection_id)).scalars():
        one.changes = [twins.get(name, name) for name in one.changes]
        one.others = [twins.get(name, name) for name in one.others]
        one.value = twins.get(one.value, one.value)
        db.add(one)


def _plain(text: str) -> str:
    return text.translate(_UNSTORABLE)


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
