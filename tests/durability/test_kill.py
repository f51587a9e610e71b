"""What was acknowledged is there after the worst that can happen to a process, on each database (faults F01, F02)."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from app.cli.schema import migrate
from app.database import Store
from tests import postgres
from tests.architecture.tree import ROOT
from tests.databases import MIGRATIONS
from tests.durability.machine import Client, Machine, Stored, moments, started

KEYS = [f"k{number}" for number in range(100)]
SEED, STRIKES = 20260518, 3


def verified(machine: Machine) -> None:
    """The chain of the audit log, by the operator's own command."""
    variables = {"UNSUNG_DATA": str(machine.folder), "UNSUNG_DATABASE_URL": machine.url}
    if machine.url.startswith("sqlite"):
        del variables["UNSUNG_DATABASE_URL"]
    command = [sys.executable, "-m", "app", "audit", "verify"]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": "/usr/bin:/bin", **variables}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def written_through(client: Client, store: Store, strike: Callable[[], None], mend: Callable[[], None]) -> None:
    """A hundred writes, struck several times in the middle; looked at after each strike, and finished."""
    for wait in moments(SEED, STRIKES):
        striker = threading.Timer(wait, strike)
        striker.start()
        client.burst(KEYS)
        striker.join()
        mend()
        assert not Stored.read(store).faults(client.journal)
    for _ in range(3):
        client.burst(KEYS)
    assert not client.troubles
    assert set(client.journal) == set(KEYS)
    stored = Stored.read(store)
    assert not stored.faults(client.journal)
    assert {one for ids in stored.ids.values() for one in ids} == set(client.journal.values())


def test_f01_a_server_killed_in_mid_write_loses_nothing_that_it_acknowledged(url: str, tmp_path: Path) -> None:
    store = Store.open(url)
    with started(url, tmp_path) as machine:
        client = Client.of(machine, store)
        written_through(client, store, strike=machine.kill, mend=machine.start)
        verified(machine)
    store.close()


def test_f01_a_database_that_crashes_loses_nothing_that_was_acknowledged(
    cluster: postgres.Cluster, tmp_path: Path
) -> None:
    cluster.server.create("crash")
    url = cluster.server.url("crash")
    migrate(url, MIGRATIONS)
    store = Store.open(url)
    with started(url, tmp_path) as machine:
        client = Client.of(machine, store)
        written_through(client, store, strike=cluster.crash, mend=cluster.start)
        verified(machine)
    store.close()


def test_f02_a_reply_that_never_came_is_given_again_to_whoever_asks_with_the_key(url: str, tmp_path: Path) -> None:
    store = Store.open(url)
    with started(url, tmp_path) as machine:
        client = Client.of(machine, store)
        client.write("once")
        first = dict(client.journal)
        machine.kill()
        machine.start()
        client.write("once")
        assert (client.journal, client.replays) == (first, 1)
        assert not Stored.read(store).faults(client.journal)
    store.close()
