"""Notices in the app reach their reader when their time to undo has passed; letters and chat have jobs of their own."""

from datetime import datetime

from app.actions.deliver_notices import deliver_notices
from app.wiring import Wiring


def run(wiring: Wiring, now: datetime) -> None:
    with wiring.store.write() as db:
        deliver_notices(db, now=now)
