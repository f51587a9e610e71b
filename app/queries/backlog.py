"""What waits to be done and what went wrong, as counts by kind and state: about nobody."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.domain import Delivery, DeliveryState, Job

IN_APP = "app"
WAITING, HELD, GIVEN_UP = "waiting", "held", "given_up"
# What has arrived, or was not to leave, is no backlog; only those would grow with the years.
_UNSETTLED = tuple(state.value for state in DeliveryState if state not in (DeliveryState.SENT, DeliveryState.SKIPPED))


@dataclass(frozen=True)
class Backlog:
    """`jobs` by (kind, state), `letters` by (channel, state); only what there is. `oldest_due` is zero where nothing
    is due."""

    jobs: Mapping[tuple[str, str], int]
    letters: Mapping[tuple[str, str], int]
    oldest_due: timedelta


def backlog(db: Session, *, now: datetime) -> Backlog:
    return Backlog(_jobs(db, now), _letters(db), _oldest_due(db, now))


def _jobs(db: Session, now: datetime) -> Mapping[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    open_ones = select(col(Job.kind), col(Job.lease_until)).where(col(Job.done_at).is_(None))
    for kind, lease_until in db.execute(open_ones):
        found[kind, HELD if lease_until is not None and lease_until > now else WAITING] += 1
    given_up = (
        select(col(Job.kind), func.count())
        .where(col(Job.done_at).is_not(None), col(Job.error) != "")
        .group_by(col(Job.kind))
    )
    for kind, count in db.execute(given_up):
        found[kind, GIVEN_UP] = count
    return found


def _letters(db: Session) -> Mapping[tuple[str, str], int]:
    one = Delivery
    question = (
        select(col(one.channel), col(one.state), func.count())
        .where(col(one.state).in_(_UNSETTLED), col(one.channel) != IN_APP)
        .group_by(col(one.channel), col(one.state))
    )
    return {(channel, state): count for channel, state, count in db.execute(question)}


def _oldest_due(db: Session, now: datetime) -> timedelta:
    due = select(func.min(col(Job.run_at))).where(col(Job.done_at).is_(None), col(Job.run_at) <= now)
    since = db.execute(due).scalar()
    return now - since if since is not None else timedelta()
