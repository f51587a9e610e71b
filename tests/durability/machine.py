"""A real server process that can be killed in mid-write, and a client that writes down every answer."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from socket import create_server
from threading import Lock

import httpx2
from sqlalchemy import func, select
from sqlmodel import col

from app.actions.issue_token import issue_token
from app.database import Store
from app.domain import AuditEvent, Contribution, Delivery
from app.domain.token_draft import TokenDraft
from app.kit.clock import system_clock
from tests.architecture.tree import ROOT
from tests.world import World

READY_SECONDS = 60
AT_ONCE = 4


@dataclass
class Machine:
    """`python -m app serve --no-worker`, started as an operator would."""

    url: str
    folder: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with create_server(("127.0.0.1", 0)) as probe:
            self.port = self.port or int(probe.getsockname()[1])
        passed_on = {key: value for key, value in os.environ.items() if not key.startswith("UNSUNG_")}
        environment = passed_on | {
            "UNSUNG_DATA": str(self.folder), "UNSUNG_DATABASE_URL": self.url, "PORT": str(self.port),
            "UNSUNG_REQUESTS_PER_SECOND": "10000",
        }  # fmt: skip
        if self.url.startswith("sqlite"):
            del environment["UNSUNG_DATABASE_URL"]
        with (self.folder / "server.log").open("ab") as log:
            command = [sys.executable, "-m", "app", "serve", "--no-worker"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            assert self.process
            assert self.process.poll() is None, (self.folder / "server.log").read_text()[-2_000:]
            try:
                if httpx2.get(f"{self.address}/readyz", timeout=2).status_code == 200:
                    return
            except httpx2.HTTPError:
                pass
            time.sleep(0.1)
        raise TimeoutError("the server did not become ready")

    def kill(self) -> None:
        """As the kernel does when memory runs out: no handler runs, nothing is flushed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)
        self.process = None


@contextmanager
def started(url: str, folder: Path) -> Iterator[Machine]:
    machine = Machine(url, folder)
    machine.start()
    try:
        yield machine
    finally:
        machine.stop()


@dataclass
class Client:
    """Sends each piece of work until it is acknowledged, always with its own key. `journal`: key -> id of a 201."""

    machine: Machine
    token: str
    contributor: str
    journal: dict[str, str] = field(default_factory=dict)
    replays: int = 0
    troubles: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, machine: Machine, store: Store) -> "Client":
        world, now = World.make(store), system_clock()
        with store.write() as db:
            draft = TokenDraft(name="Journal", scopes=["read", "write"])
            issued = issue_token(
                db, person_id=world.ids["NOMINATOR"], by=None, draft=draft, now=now - timedelta(days=1)
            )
        return cls(machine, issued.token, world.ids["PEER"])

    def knock(self, method: str, path: str, **more: object) -> httpx2.Response:
        headers = {"authorization": f"Bearer {self.token}", **dict(more.pop("headers", None) or {})}
        address = f"{self.machine.address}/api/v1{path}"
        return httpx2.request(method, address, headers=headers, timeout=40, **more)

    def write(self, key: str) -> None:
        body = {"title": f"Work {key}", "words": "It holds.", "contributors": [{"person": self.contributor}]}
        try:
            answer = self.knock("POST", "/contributions", json=body, headers={"idempotency-key": key})
        except httpx2.HTTPError:
            return  # nobody knows whether it was done: that is what the key is for
        with self._lock:
            if answer.status_code == 201:
                self.journal[key] = answer.json()["id"]
                self.replays += "idempotency-replayed" in answer.headers
            elif answer.status_code != 409 and answer.json()["code"] not in PASSING:
                self.troubles.append(f"{answer.status_code} {answer.text[:200]}")

    def burst(self, keys: list[str]) -> None:
        """All that is not acknowledged yet, a few at a time."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self.write, [key for key in keys if key not in self.journal]))


PASSING = ("database_unavailable", "database_busy", "in_progress")


def moments(seed: int, times: int) -> list[float]:
    """When to strike, in seconds after a burst begins."""
    dice = random.Random(seed)
    return [dice.uniform(0.05, 0.6) for _ in range(times)]


@dataclass(frozen=True)
class Stored:
    """What the database holds: title -> ids, and how many audit and outbox rows each piece of work has."""

    ids: dict[str, list[str]]
    audited: dict[str, int]
    letters: dict[str, int]

    @classmethod
    def read(cls, store: Store) -> "Stored":
        with store.read() as db:
            rows = db.execute(select(col(Contribution.title), col(Contribution.id))).all()
            audited = select(col(AuditEvent.object_id), func.count()).where(col(AuditEvent.action) == "recorded")
            letters = select(col(Delivery.contribution_id), func.count()).where(col(Delivery.kind) == "recorded")
            found: dict[str, list[str]] = {}
            for title, work_id in rows:
                found.setdefault(title, []).append(work_id)
            return cls(
                found,
                dict(db.execute(audited.group_by(col(AuditEvent.object_id))).all()),
                dict(db.execute(letters.group_by(col(Delivery.contribution_id))).all()),
            )

    def faults(self, journal: dict[str, str]) -> list[str]:
        """Acknowledged is stored, once, together with its audit row and its letter; and nothing else is half there."""
        found = [f"{key} was acknowledged and is lost" for key, one in journal.items() if one not in self.every]
        found += [f"{title} is there {len(ids)} times" for title, ids in self.ids.items() if len(ids) != 1]
        for name, rows in (("audit", self.audited), ("outbox", self.letters)):
            found += [f"{one} has {rows.get(one, 0)} {name} rows" for one in self.every if rows.get(one) != 1]
            found += [f"an {name} row without its work: {one}" for one in set(rows) - self.every]
        return found

    @property
    def every(self) -> set[str]:
        return {one for ids in self.ids.values() for one in ids}
