"""Writes down whom a finished file held, so that each of them can see it."""

from datetime import datetime

from app.actions.keep_time import Claim
from app.actions.take_report import note_subjects
from app.queries import exports
from app.wiring import Wiring


def run(wiring: Wiring, job: Claim, now: datetime) -> None:
    export_id = str(job.payload["export"])
    with wiring.store.read() as db:
        ask = exports.ask_of(db, export_id)
    with wiring.store.stream() as connection:
        people = list(exports.people_in(connection, ask))
    with wiring.store.write() as db:
        note_subjects(db, export_id=export_id, people=people, now=now)
