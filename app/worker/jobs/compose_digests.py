"""The week's editions, each once its manager's own hour has come. A second run finds nothing left to make."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from app.actions.compose_digest import compose_digests
from app.database import Store
from app.domain.rhythm import week_due
from app.kit.weeks import Week
from app.queries import rhythms
from app.wiring import Wiring

BATCH = 100


def run(wiring: Wiring, now: datetime) -> None:
    compose_due(wiring.store, now, connected=wiring.carriers)


def compose_due(store: Store, now: datetime, *, connected: Collection[str] = ()) -> int:
    """In batches, one write transaction each, so that memory follows the batch. Returns how many were made."""
    made = 0
    for week, people in sorted(_missing(store, now).items()):
        for start in range(0, len(people), BATCH):
            with store.write() as db:
                batch = people[start : start + BATCH]
                made += compose_digests(db, week=week, managers=batch, connected=connected, now=now)
    return made


def _missing(store: Store, now: datetime) -> dict[Week, list[str]]:
    with store.read() as db:
        due: dict[Week, list[str]] = defaultdict(list)
        for one in rhythms.of_managers(db):
            week = week_due(now, weekday=one.weekday, hour=one.hour, zone=one.time_zone)
            if week is not None:
                due[week].append(one.person_id)
        there = rhythms.with_edition(db, [week.monday for week in due])
    left = {week: [one for one in people if (one, week.monday) not in there] for week, people in due.items()}
    return {week: people for week, people in left.items() if people}
