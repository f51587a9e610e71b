"""Many hands at once on one thing, and a database that somebody else holds (faults F16, F17)."""

import sqlite3
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from app.cli.schema import migrate
from app.database import Store, sqlite_url
from tests.databases import MIGRATIONS
from tests.durability.machine import Client, started


def test_f17_of_fifty_updates_on_one_version_one_is_done(url: str, tmp_path: Path) -> None:
    store = Store.open(url)
    with started(url, tmp_path) as machine:
        client = Client.of(machine, store)
        client.write("raced")
        path, headers = f"/contributions/{client.journal['raced']}", {"if-match": '"v1"'}

        def change(number: int) -> int:
            return client.knock("PATCH", path, json={"title": f"Title {number}"}, headers=headers).status_code

        with ThreadPoolExecutor(50) as pool:
            statuses = Counter(pool.map(change, range(50)))
        assert statuses == {200: 1, 412: 49}
        assert "locked" not in (tmp_path / "server.log").read_text()
    store.close()


def held(path: Path, seconds: float) -> threading.Thread:
    """Another process's write lock, as SQLite knows it."""

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            ready.set()
            time.sleep(seconds)
            connection.execute("ROLLBACK")

    ready = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    ready.wait()
    return thread


def test_f16_a_write_waits_for_whoever_holds_the_database_and_then_says_so(tmp_path: Path) -> None:
    path = tmp_path / "unsung.db"
    migrate(sqlite_url(path), MIGRATIONS)
    store = Store.open(sqlite_url(path))
    with started(sqlite_url(path), tmp_path) as machine:
        client = Client.of(machine, store)
        client.write("before")
        short = held(path, 2)
        client.write("waits")
        short.join()
        assert "waits" in client.journal
        long = held(path, 13)
        body = {"title": "Never", "words": "It waits."}
        refused = client.knock("POST", "/contributions", json=body)
        assert client.knock("GET", "/contributions").status_code == 200, "reads go on"
        long.join()
        assert (refused.status_code, refused.json()["code"]) == (503, "database_busy")
        assert int(refused.headers["retry-after"]) > 0
        client.write("afterwards")
        assert set(client.journal) == {"before", "waits", "afterwards"}
    store.close()
