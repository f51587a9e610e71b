"""After a restore: what was due in the copy may have left since, so it is marked uncertain instead of sent again."""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.actions.deliver import APP, MAIL, digest_row
from app.actions.write_audit import write_audit
from app.domain import Delivery, DeliveryState, DigestSetting
from app.domain.rhythm import week_due
from app.queries import rhythms

UNSETTLED = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING, DeliveryState.RETRY_AT)
RESTORED = "restored from a backup"


def come_back(db: Session, *, now: datetime) -> int:
    """How many letters were held. Notices inside the application are safe to show again and stay due."""
    held = db.execute(
        update(Delivery)
        .where(col(Delivery.state).in_([state.value for state in UNSETTLED]), col(Delivery.channel) != APP)
        .values(state=DeliveryState.UNCERTAIN.value, reason=RESTORED)
    )
    count = int(held.rowcount) + _hold_editions(db, now)  # type: ignore[attr-defined]
    write_audit(
        db, by=None, action="restored", object_type="installation", object_id="", changes={"held": count}, now=now
    )
    return count


def _hold_editions(db: Session, now: datetime) -> int:
    """Editions that fell due after the copy was made: made anew for its page, its letter stays here."""
    due: dict[date, list[str]] = defaultdict(list)
    for one in rhythms.of_managers(db):
        week = week_due(now, weekday=one.weekday, hour=one.hour, zone=one.time_zone)
        if week is not None:
            due[week.monday].append(one.person_id)
    there = rhythms.with_edition(db, list(due))
    setting = DigestSetting
    question = select(col(setting.person_id), col(setting.channel))
    channels = {row.person_id: row.channel for row in db.execute(question)}
    rows = [
        {**digest_row("", person_id, channels.get(person_id, MAIL), monday=monday, now=now), **_UNCERTAIN}
        for monday, people in due.items()
        for person_id in people
        if (person_id, monday) not in there and channels.get(person_id, MAIL) != APP
    ]
    if rows:
        db.execute(insert(Delivery), rows)
    return len(rows)


_UNCERTAIN = {"state": DeliveryState.UNCERTAIN.value, "reason": RESTORED}
