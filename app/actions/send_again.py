"""A person says that a letter is to leave again: nobody else may decide that about one that may have arrived."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.deliver import MAIL
from app.actions.write_audit import write_audit
from app.domain import Delivery, DeliveryState, Digest, Mailbox, Viewer
from app.domain.delivery import DIGEST, TEST
from app.domain.policy import require_admin
from app.kit.errors import Code, Conflict, Invalid, NotFound
from app.kit.ids import is_id, new_id
from app.kit.weeks import Week

_AGAIN = (DeliveryState.UNCERTAIN.value, DeliveryState.FAILED.value)


def send_again(db: Session, delivery_id: str, *, by: Viewer, now: datetime) -> Delivery:
    """By its recipient or an administrator, for a letter that is uncertain or has failed; same Message-ID as before."""
    question = select(Delivery).where(col(Delivery.id) == delivery_id).with_for_update()
    row: Delivery | None = db.execute(question).scalar_one_or_none() if is_id(delivery_id) else None
    if row is None or (row.recipient_id != by.person_id and not by.is_admin):
        raise NotFound
    if row.state not in _AGAIN:
        raise Conflict(Code.ALREADY_SENT, "This letter has left, or is about to.")
    if row.kind == DIGEST and not row.subject_id:
        row.subject_id = _edition(db, row)
    before, row.state, row.reason = row.state, DeliveryState.DUE.value, ""
    row.due_at, row.lease_until, row.fence, row.attempts = now, None, row.fence + 1, 0
    db.add(row)
    _wake(db, row.recipient_id)
    changes = {"state": before, "channel": row.channel}
    write_audit(db, by=by, action="sent_again", object_type="delivery", object_id=row.id, changes=changes, now=now)
    return row


def send_test(db: Session, *, by: Viewer, connected: Collection[str], now: datetime) -> Delivery:
    """A letter to oneself, through everything that a letter goes through. Also lifts the rest of one's own mailbox."""
    require_admin(by)
    if MAIL not in connected:
        raise Invalid.one("channel", Code.CHANNEL_MISSING, "Mail is not connected here.")
    letter_id = new_id(now)
    row = Delivery(
        id=letter_id,
        occasion=f"{TEST}:{letter_id}",
        kind=TEST,
        recipient_id=by.person_id,
        channel=MAIL,
        due_at=now,
        made_at=now,
    )
    db.add(row)
    _wake(db, by.person_id)
    write_audit(db, by=by, action="tested_mail", object_type="delivery", object_id=row.id, now=now)
    return row


def _edition(db: Session, row: Delivery) -> str:
    """After a restore the edition may be younger than the delivery that was noted for it."""
    monday = Week.parse(row.occasion.partition(":")[2]).monday
    found = db.execute(
        select(col(Digest.id)).where(col(Digest.manager_id) == row.recipient_id, col(Digest.monday) == monday)
    ).scalar()
    if found is None:
        raise Conflict(Code.WRONG_STATE, "The edition of that week is not here.")
    return str(found)


def _wake(db: Session, person_id: str) -> None:
    box = db.get(Mailbox, person_id)
    if box is not None:
        box.refusals, box.paused_at = 0, None
        db.add(box)
