"""Ask for fewer items like one: for eight weeks its slot gives this manager at most one. The order never changes."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.actions.write_audit import write_audit
from app.domain import DigestSetting, Slot, Viewer
from app.domain.policy import require_manager

LASTS = timedelta(weeks=8)


def show_fewer(db: Session, *, slot: int | None, by: Viewer, now: datetime) -> None:
    """`slot` None takes the choice back."""
    require_manager(by)
    chosen = db.get(DigestSetting, by.person_id) or DigestSetting(person_id=by.person_id)
    chosen.fewer_slot = Slot(slot).value if slot is not None else None
    chosen.fewer_until = now + LASTS if slot is not None else None
    db.add(chosen)
    changes = {"fewer_slot": chosen.fewer_slot}
    write_audit(db, by=by, action="digest_set", object_type="person", object_id=by.person_id, changes=changes, now=now)
