"""Workers that die or freeze in the middle of a letter: nothing is sent twice, nothing is lost without a trace."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app.database import Store
from app.kit.clock import system_clock
from tests.mail_server import mail_server
from tests.worker.crash import LETTERS, cycles, environment_for, letters, queue, start, wait_for
from tests.world import World

CYCLES = 5


@pytest.fixture
def company(engine_url: str) -> str:
    store = Store.open(engine_url)
    World.make(store)
    store.close()
    return engine_url


def test_killed_at_random_moments_nothing_is_doubled_and_nothing_lost(company: str, tmp_path: Path):
    counts = cycles(company, tmp_path, count=CYCLES, seed=3)
    assert (counts.letters, counts.doubled, counts.lost) == (CYCLES * LETTERS, 0, 0)
    assert counts.taken >= counts.letters - counts.uncertain
    assert counts.uncertain <= CYCLES


def test_a_worker_that_froze_past_its_lease_sends_nothing_when_it_thaws(company: str, tmp_path: Path):
    store = Store.open(company)
    with mail_server() as server:
        environment = environment_for(company, tmp_path, server)
        queue(store, LETTERS, system_clock())
        server.at_dot = lambda _: (time.sleep(0.05), "250 taken")[1]
        frozen = start(environment, timedelta())
        wait_for(lambda: server.dots >= 3, 30)
        assert frozen.pid
        os.kill(frozen.pid, signal.SIGSTOP)
        other = start(environment, timedelta(minutes=5))
        wait_for(lambda: _all_settled(store), 30)
        os.kill(frozen.pid, signal.SIGCONT)
        time.sleep(2)
        for worker in (frozen, other):
            worker.terminate()
            worker.join()
        assert max(server.counts.values()) == 1
        with store.read() as db:
            states = [one.state for one in letters(db)]
        assert len(server.taken) >= states.count("sent") >= LETTERS - 2
        assert set(states) <= {"sent", "uncertain"}
    store.close()


def _all_settled(store: Store) -> bool:
    with store.read() as db:
        return all(one.state in ("sent", "uncertain") for one in letters(db))
