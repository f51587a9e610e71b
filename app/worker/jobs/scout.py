"""Reads what is connected and due, and looks for work that nobody has written down. Run twice, it changes nothing."""

import logging
from datetime import datetime
from pathlib import Path

from app.actions.propose_follow_ups import propose_follow_ups
from app.actions.sight import note_reading
from app.discovery.history import BadHistory, ContentMissing
from app.kit.errors import Fault
from app.queries import connections, discovery_settings
from app.queries.connections import Due
from app.wiring import Wiring
from app.worker.discovering import look_again, note_done, take_in

log = logging.getLogger("unsung.worker")
UNREADABLE = "Its history cannot be read to the end. Run `git fsck` there, or clone it anew; then read it again."


def run(wiring: Wiring, now: datetime) -> None:
    _propose(wiring, now)
    with wiring.store.read() as db:
        due = connections.due(db, now=now)
    for one in due:
        scout(wiring, one, now)


def scout(wiring: Wiring, due: Due, now: datetime) -> bool:
    """One connection. Its trouble never keeps another waiting; what was kept before stays. False where it failed."""
    try:
        taken = take_in(wiring.store, wiring.clone(Path(due.address)), due, now=now)
    except (Fault, BadHistory, ContentMissing) as trouble:
        words = trouble.message if isinstance(trouble, Fault) else UNREADABLE
        log.warning("scout_failed connection=%s error=%s", due.id, type(trouble).__name__)
        with wiring.store.write() as db:
            note_reading(db, due.id, trouble=words, now=now)
        return False
    seen = look_again(wiring.store, due, now=now)
    note_done(wiring.store, due, taken, seen, now=now)
    return True


def _propose(wiring: Wiring, now: datetime) -> None:
    """Follow-ups that were completed, a batch a transaction."""
    with wiring.store.read() as db:
        settings = discovery_settings.read(db)
    more = True
    while more:
        with wiring.store.write() as db:
            more = propose_follow_ups(db, settings=settings, now=now) > 0
