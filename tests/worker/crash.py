"""Workers that are killed outright in the middle of sending, and a server that counts what it has taken.

    python -m tests.worker.crash --cycles 200 --database sqlite      (or postgresql)

Each cycle queues letters, starts a worker and kills it at a random moment; the clock of the next stands past every
lease. In the end nothing may have been taken twice, and whatever was not taken must say so of itself.
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session, select

from app.cli.schema import migrate
from app.database import Store, sqlite_url
from app.domain import Delivery, Person
from app.kit.clock import system_clock
from app.kit.ids import new_id
from app.settings import read_settings
from app.wiring import wire
from app.worker.loop import run_forever
from tests import postgres
from tests.databases import MIGRATIONS
from tests.mail_server import MailServer, mail_server
from tests.world import World

STEP = timedelta(minutes=2)  # past every lease
LETTERS = 25
LONGEST_LIFE = 0.5
DRAIN_SECONDS = 60
START = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Counts:
    """`lost`: neither taken nor marked as uncertain. `doubted_in_vain`: uncertain, and taken all the same."""

    cycles: int
    letters: int
    taken: int
    doubled: int
    lost: int
    uncertain: int
    doubted_in_vain: int


def work(environment: Mapping[str, str], ahead: timedelta) -> None:
    """A whole worker with a clock of its own, in a process of its own."""
    os.setpgrp()
    wiring = wire(read_settings(environment), clock=lambda: system_clock() + ahead)
    run_forever(wiring)


def start(environment: Mapping[str, str], ahead: timedelta) -> ForkServerProcess:
    START.set_forkserver_preload(["tests.worker.crash"])
    process = START.Process(target=work, args=(dict(environment), ahead), daemon=True)
    process.start()
    return process


def environment_for(url: str, folder: Path, server: MailServer) -> dict[str, str]:
    return {
        "UNSUNG_DATA": str(folder), "UNSUNG_DATABASE_URL": url, "UNSUNG_SMTP_HOST": "127.0.0.1",
        "UNSUNG_SMTP_PORT": str(server.port), "UNSUNG_SMTP_SECURITY": "none", "UNSUNG_BASE_URL": "http://127.0.0.1:8000",
    }  # fmt: skip


def queue(store: Store, count: int, now: datetime) -> None:
    with store.write() as db:
        admin = db.exec(select(Person.id).where(Person.is_admin)).one()
        rows = [new_id(now) for _ in range(count)]
        plain = {
            "kind": "test", "recipient_id": admin, "channel": "mail", "contribution_id": None, "subject_id": "",
            "facts": {}, "state": "due", "due_at": now, "made_at": now, "fence": 0, "attempts": 0, "reason": "",
        }  # fmt: skip
        db.execute(insert(Delivery), [{**plain, "id": one, "occasion": f"test:{one}"} for one in rows])


def letters(db: Session) -> list[Delivery]:
    return list(db.exec(select(Delivery).where(Delivery.kind == "test")))


def cycles(url: str, folder: Path, *, count: int, seed: int) -> Counts:
    chance = random.Random(seed)
    store = Store.open(url)
    with mail_server() as server:
        environment = environment_for(url, folder, server)
        for number in range(count):
            ahead = STEP * number
            queue(store, LETTERS, system_clock() + ahead)
            worker = start(environment, ahead)
            wait_for(lambda before=server.dots: server.dots > before, 20)
            time.sleep(chance.uniform(0, LONGEST_LIFE))
            assert worker.pid
            os.kill(worker.pid, signal.SIGKILL)
            worker.join()
        _drain(store, environment, STEP * count)
        counts = _judge(store, server, count)
    store.close()
    return counts


def _drain(store: Store, environment: Mapping[str, str], ahead: timedelta) -> None:
    worker = start(environment, ahead)

    def settled() -> bool:
        with store.read() as db:
            return all(one.state in ("sent", "uncertain", "failed") for one in letters(db))

    wait_for(settled, DRAIN_SECONDS)
    worker.terminate()
    worker.join()


def _judge(store: Store, server: MailServer, count: int) -> Counts:
    taken = Counter(str(one.message["Message-ID"]).strip("<>").partition("@")[0] for one in server.taken)
    with store.read() as db:
        email = db.exec(select(Person.email).where(Person.is_admin)).one()
        states = {
            hashlib.sha256(f"{one.occasion}\0{email}".encode()).hexdigest()[:32]: one.state for one in letters(db)
        }
    return Counts(
        cycles=count,
        letters=len(states),
        taken=len(taken),
        doubled=sum(times > 1 for times in taken.values()),
        lost=sum(state != "uncertain" and not (state == "sent" and mark in taken) for mark, state in states.items()),
        uncertain=sum(state == "uncertain" for state in states.values()),
        doubted_in_vain=sum(states[mark] == "uncertain" for mark in taken),
    )


def wait_for(condition, seconds: float) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    if name == "sqlite":
        url = sqlite_url(folder / "unsung.db")
        migrate(url, MIGRATIONS)
        yield url
        return
    with postgres.running() as server, server.fresh() as url:
        migrate(url, MIGRATIONS)
        yield url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as kept, database(args.database, Path(kept)) as url:
        store = Store.open(url)
        World.make(store)
        store.close()
        print(json.dumps(asdict(cycles(url, Path(kept), count=args.cycles, seed=args.seed)), indent=1))


if __name__ == "__main__":
    main()
