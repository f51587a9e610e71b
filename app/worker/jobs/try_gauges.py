"""Asks a connection that measures whether it answers, and writes down how it fared."""

from datetime import datetime, timedelta

from app.actions.connect_gauge import note_trial
from app.actions.keep_time import Claim
from app.domain.reading import MetricQuery
from app.kit.errors import ToolFailed
from app.queries import looks
from app.wiring import Wiring

ANYTHING = "vector(1)"


def run(wiring: Wiring, job: Claim, now: datetime) -> None:
    connection_id = str(job.payload["connection"])
    with wiring.store.read() as db:
        config = looks.connection_of(db, connection_id)
    if config is None:
        return
    asked = MetricQuery(ANYTHING, now - timedelta(minutes=10), now, 60)
    try:
        wiring.gauges[config["kind"]].read(asked, config=config, secret="")
        trouble = ""
    except ToolFailed as fault:
        trouble = fault.message
    with wiring.store.write() as db:
        note_trial(db, connection_id, trouble=trouble, now=now)
