"""Every hour: which measured fixes are due for another look, and which second looks have had their twelve months."""

from datetime import datetime

from app.actions.look_again import lapse_verifications, look_again
from app.queries import looks
from app.wiring import Wiring


def run(wiring: Wiring, now: datetime) -> None:
    with wiring.store.read() as db:
        due = looks.to_look_again(db, now=now)
    for question, days in due:
        with wiring.store.write() as db:
            look_again(db, question=question, days=days, now=now)
    with wiring.store.write() as db:
        lapse_verifications(db, now=now)
