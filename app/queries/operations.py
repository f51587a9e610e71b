"""What runs when, what waits and what went wrong: for administrators, by kind and state, about nobody's work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.domain import Job, Viewer
from app.domain.job import EVERY, slot_of
from app.domain.policy import require_admin
from app.queries.backlog import GIVEN_UP, HELD, WAITING, backlog

MOST_FAILURES = 20


@dataclass(frozen=True)
class Run:
    """One kind of work. `next_at` is None for what runs when somebody asks for it; what is done is kept for seven
    days."""

    kind: str
    last_at: datetime | None
    next_at: datetime | None
    waiting: int
    held: int
    given_up: int


@dataclass(frozen=True)
class Failure:
    """`error` names a kind of fault and a place in our code. `next_at` is None where it was given up."""

    id: str
    kind: str
    attempts: int
    error: str
    next_at: datetime | None


@dataclass(frozen=True)
class LetterCount:
    channel: str
    state: str
    count: int


@dataclass(frozen=True)
class Operations:
    oldest_due_seconds: int
    runs: list[Run]
    failures: list[Failure]
    letters: list[LetterCount]


def operations(db: Session, *, viewer: Viewer, now: datetime) -> Operations:
    require_admin(viewer)
    waiting = backlog(db, now=now)
    return Operations(
        oldest_due_seconds=int(waiting.oldest_due.total_seconds()),
        runs=_runs(db, waiting.jobs, now),
        failures=_failures(db),
        letters=[LetterCount(*key, count) for key, count in sorted(waiting.letters.items())],
    )


def _runs(db: Session, jobs: Mapping[tuple[str, str], int], now: datetime) -> list[Run]:
    done = select(col(Job.kind), func.max(col(Job.done_at)).label("at")).where(
        col(Job.done_at).is_not(None), col(Job.error) == ""
    )
    last: dict[str, datetime] = {row.kind: row.at for row in db.execute(done.group_by(col(Job.kind)))}
    kinds = sorted({*EVERY, *last, *(kind for kind, _state in jobs)})
    return [
        Run(
            kind,
            last.get(kind),
            slot_of(EVERY[kind], now) + EVERY[kind] if kind in EVERY else None,
            *(jobs.get((kind, state), 0) for state in (WAITING, HELD, GIVEN_UP)),
        )
        for kind in kinds
    ]


def _failures(db: Session) -> list[Failure]:
    """The newest first: what will be tried again, and what was given up."""
    one = Job
    question = (
        select(col(one.id), col(one.kind), col(one.attempts), col(one.error), col(one.run_at), col(one.done_at))
        .where(col(one.error) != "")
        .order_by(col(one.id).desc())
        .limit(MOST_FAILURES)
    )
    return [
        Failure(row.id, row.kind, row.attempts, row.error, None if row.done_at is not None else row.run_at)
        for row in db.execute(question)
    ]
