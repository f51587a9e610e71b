"""Claim, run, finish. A worker may die at any line: its lease runs out, and another begins the job anew."""

import logging
import os
import secrets
import signal
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from app.actions import keep_time
from app.actions.keep_time import Claim
from app.domain import DeliveryState, Letter, Verdict
from app.kit.work_ids import JOB_ID
from app.wiring import Wiring
from app.worker.leases import lease_kept
from app.worker.schedule import ON_DEMAND, SCHEDULE
from app.worker.sending import Post

PAUSE_SECONDS = 1.0
LAST_LETTER_SECONDS = 10.0  # a letter in hand may end; what is not answered by then is uncertain
log = logging.getLogger("unsung.worker")


def run_due(wiring: Wiring, now: datetime, *, ending: threading.Event | None = None) -> int:
    """Runs everything that is due at `now`, letters too, and returns how many jobs that was."""
    done = run_jobs(wiring, now, ending=ending)
    for channel in wiring.carriers:
        post = Post(wiring, channel, clock=lambda: now, safely=_safely)
        try:
            post.send_due(ending)
        finally:
            post.close()
    return done


def run_jobs(wiring: Wiring, now: datetime, *, ending: threading.Event | None = None) -> int:
    """The jobs alone, as the worker's main thread runs them."""
    _put_on_list(wiring, now)
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    done = 0
    while not (ending and ending.is_set()):
        with wiring.store.write() as db:
            job = keep_time.claim(db, owner=owner, now=now)
        if job is None:
            break
        before = JOB_ID.set(job.id)
        try:
            _run(wiring, job, now)
        finally:
            JOB_ID.reset(before)
        done += 1
    return done


def run_forever(wiring: Wiring, *, parent: int | None = None) -> None:
    """Until SIGTERM or SIGINT, or until `parent` is gone: the job in hand is finished, no other is claimed.

    Each channel has a thread of its own, so that a mail server that hangs holds up nothing but mail.
    """
    ending = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ending.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    log.info("worker_started pid=%s", os.getpid())
    posts = [
        threading.Thread(target=_send_forever, args=(wiring, channel, ending), daemon=True)
        for channel in wiring.carriers
    ]
    for thread in posts:
        thread.start()
    while not ending.is_set() and parent in (None, os.getppid()):
        _turn(wiring, ending)
        ending.wait(PAUSE_SECONDS)
    ending.set()
    for thread in posts:
        thread.join(LAST_LETTER_SECONDS)
    log.info("worker_stopped pid=%s", os.getpid())


def _turn(wiring: Wiring, ending: threading.Event) -> None:
    """One look at the list. A database that is away for a while must not end the worker."""
    try:
        run_jobs(wiring, wiring.clock(), ending=ending)
    except SQLAlchemyError as error:
        log.warning("worker_turn_failed error=%s", type(error).__name__)


def _send_forever(wiring: Wiring, channel: str, ending: threading.Event) -> None:
    """A thread must outlive whatever befalls one batch: what it held is free again when its lease has run out."""
    post = Post(wiring, channel, clock=wiring.clock, safely=_safely)
    while not ending.is_set():
        try:
            post.send_due(ending)
        except Exception as error:
            log.warning("letters_failed channel=%s error=%s", channel, type(error).__name__, exc_info=True)
            post.close()
        ending.wait(PAUSE_SECONDS)
    post.close()


def _safely(words: Callable[[], Letter]) -> Letter | Verdict:
    """A letter that cannot be worded is tried again later, and in the end given up, with the place in our code."""
    try:
        return words()
    except Exception as error:
        log.warning("letter_not_worded error=%s", type(error).__name__, exc_info=True)
        return Verdict(DeliveryState.RETRY_AT, f"could not be worded: {_where(error)}")


def _put_on_list(wiring: Wiring, now: datetime) -> None:
    with wiring.store.write() as db:
        for entry in SCHEDULE:
            key = f"{entry.kind}:{entry.slot(now).isoformat()}"
            keep_time.enqueue(db, kind=entry.kind, dedupe_key=key, payload={}, run_at=entry.slot(now), now=now)


def _run(wiring: Wiring, job: Claim, now: datetime) -> None:
    try:
        with lease_kept(wiring, lambda db: keep_time.renew_lease(db, job=job, now=wiring.clock())):
            _perform(wiring, job, now)
    except Exception as error:
        log.warning(
            "job_failed kind=%s attempt=%s error=%s", job.kind, job.attempts, type(error).__name__, exc_info=True
        )
        with wiring.store.write() as db:
            keep_time.fail(db, job=job, error=_where(error), now=now)
        return
    with wiring.store.write() as db:
        if not keep_time.finish(db, job=job, now=now):
            log.warning("job_taken_over kind=%s", job.kind)


def _perform(wiring: Wiring, job: Claim, now: datetime) -> None:
    if job.kind in ON_DEMAND:
        ON_DEMAND[job.kind](wiring, job, now)
        return
    next(entry for entry in SCHEDULE if entry.kind == job.kind).run(wiring, now)


def _where(error: Exception) -> str:
    """Kind and place, never the message: that of a database error repeats what people wrote."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {place.name}:{place.lineno}"
