"""After a restore: what was due in the copy may have left since, so it is marked uncertain instead of sent again."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from app.actions.deliver import APP
from app.actions.write_audit import write_audit
from app.domain import Delivery, DeliveryState

UNSETTLED = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING, DeliveryState.RETRY_AT)


def come_back(db: Session, *, now: datetime) -> int:
    """How many letters were held. Notices inside the application are safe to show again and stay due."""
    held = db.execute(
        update(Delivery)
        .where(col(Delivery.state).in_([state.value for state in UNSETTLED]), col(Delivery.channel) != APP)
        .values(state=DeliveryState.UNCERTAIN.value, reason="restored from a backup")
    )
    count = int(held.rowcount)  # type: ignore[attr-defined]
    write_audit(
        db, by=None, action="restored", object_type="installation", object_id="", changes={"held": count}, now=now
    )
    return count
