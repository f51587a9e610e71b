"""A notice in the app is delivered by its time alone: no wire, no letter, one statement for all that are due."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from app.actions.deliver import APP
from app.domain import Delivery, DeliveryState


def deliver_notices(db: Session, *, now: datetime) -> None:
    """Due and past the time to undo becomes sent. Run twice, the second finds nothing."""
    due = (col(Delivery.state) == DeliveryState.DUE.value, col(Delivery.due_at) <= now, col(Delivery.channel) == APP)
    db.execute(update(Delivery).where(*due).values(state=DeliveryState.SENT.value, sent_at=now))
