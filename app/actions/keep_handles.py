"""Keep the names by which tools know a person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.domain import Handle
from app.domain.person_draft import HandleDraft, fold_address
from app.kit.errors import Code, FieldError, Invalid
from app.kit.ids import new_id


def keep_handles(db: Session, *, person_id: str, handles: Sequence[HandleDraft], now: datetime) -> None:
    """Exactly these and no others. A handle of somebody else is refused: it would move that person's work."""
    wanted = list(dict.fromkeys((one.kind.value, fold_address(one.value)) for one in handles))
    elsewhere = select(col(Handle.kind), col(Handle.value)).where(
        col(Handle.value).in_([value for _kind, value in wanted]), col(Handle.person_id) != person_id
    )
    others = set(db.execute(elsewhere))
    faults = [
        FieldError(f"handles.{place}", Code.NAME_TAKEN, "Somebody else is known by this handle.")
        for place, one in enumerate(wanted)
        if one in others
    ]
    if faults:
        raise Invalid.many(faults)
    db.execute(delete(Handle).where(col(Handle.person_id) == person_id))
    rows = [{"id": new_id(now), "person_id": person_id, "kind": kind, "value": value} for kind, value in wanted]
    if rows:
        db.execute(insert(Handle), rows)
