"""Due work is done by one worker at a time, and never lost."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from app.actions import keep_time
from app.actions.keep_time import LEASE, MOST_ATTEMPTS, Claim
from app.database import Store
from app.domain import Job
from tests.world import NOW


def put(store: Store, key: str = "sweep:1") -> bool:
    with store.write() as db:
        return keep_time.enqueue(db, kind="sweep", dedupe_key=key, payload={"n": 1}, run_at=NOW, now=NOW)


def taken(store: Store, *, later: timedelta = timedelta(0), owner: str = "one") -> Claim | None:
    with store.write() as db:
        return keep_time.claim(db, owner=owner, now=NOW + later)


def test_the_same_request_is_one_job(store: Store):
    assert put(store)
    assert not put(store)
    assert taken(store) is not None
    assert taken(store, owner="two") is None


def test_two_who_ask_at_once_put_one_job_on_the_list(store: Store):
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(put(store))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 5 + [True]


def test_many_workers_share_the_list_and_no_job_is_taken_twice(store: Store):
    for number in range(20):
        put(store, f"sweep:{number}")
    found: list[str] = []

    def work(owner: str) -> None:
        while (job := taken(store, owner=owner)) is not None:
            found.append(job.id)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while (job := taken(store)) is not None:  # SKIP LOCKED may leave the last to the next look
        found.append(job.id)
    assert len(found) == len(set(found)) == 20


def test_a_job_of_the_future_waits(store: Store):
    put(store)
    assert taken(store, later=-timedelta(seconds=1)) is None
    assert taken(store) is not None


def test_a_dead_worker_loses_its_job_after_the_lease_and_cannot_finish_it_late(store: Store):
    put(store)
    first = taken(store)
    assert taken(store, later=LEASE - timedelta(seconds=1), owner="two") is None
    second = taken(store, later=LEASE, owner="two")
    assert first is not None
    assert second is not None
    assert (second.id, second.fence, second.attempts) == (first.id, 2, 2)
    with store.write() as db:
        assert not keep_time.renew_lease(db, job=first, now=NOW)
        assert not keep_time.finish(db, job=first, now=NOW)
        assert keep_time.finish(db, job=second, now=NOW)


def test_a_lease_that_is_renewed_holds(store: Store):
    put(store)
    job = taken(store)
    assert job is not None
    with store.write() as db:
        assert keep_time.renew_lease(db, job=job, now=NOW + timedelta(seconds=50))
    assert taken(store, later=LEASE, owner="two") is None


@pytest.mark.parametrize(("attempts", "wait"), [(1, 1), (2, 5), (3, 30), (4, 120), (5, 360), (7, 360)])
def test_what_fails_comes_back_at_growing_distances(store: Store, attempts: int, wait: int):
    put(store)
    with store.write() as db:
        row = db.exec(select(Job)).one()
        row.attempts = attempts - 1
        db.add(row)
    job = taken(store)
    assert job is not None
    with store.write() as db:
        keep_time.fail(db, job=job, error="x" * 1000, now=NOW)
    assert taken(store, later=timedelta(minutes=wait, seconds=-1)) is None
    assert taken(store, later=timedelta(minutes=wait)) is not None


def test_the_last_attempt_ends_it_and_keeps_what_was_said(store: Store):
    put(store)
    with store.write() as db:
        row = db.exec(select(Job)).one()
        row.attempts = MOST_ATTEMPTS - 1
        db.add(row)
    job = taken(store)
    assert job is not None
    with store.write() as db:
        keep_time.fail(db, job=job, error="the disk is full", now=NOW)
    assert taken(store, later=timedelta(days=30)) is None
    with store.read() as db:
        assert db.exec(select(Job)).one().error == "the disk is full"
