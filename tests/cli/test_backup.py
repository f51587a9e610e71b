"""A backup is whole, comes back into an empty place, and says so when it is not whole."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.actions.write_audit import write_audit
from app.database import Store, make_engine, sqlite_url
from app.domain import Delivery, Person, metadata
from app.kit.ids import new_id
from tests import postgres
from tests.cli.conftest import Command
from tests.cli.import_files import ORDER, examples

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
Move = Callable[[], str]


@pytest.fixture
def company(unsung: Command, tmp_path: Path) -> Command:
    files = examples(tmp_path)
    for kind in ORDER:
        assert unsung("import", kind, files[kind]).status == 0
    return unsung


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Move]:
    """Moves to an empty database of the same kind, in a new data folder."""

    def move_to(url: str) -> str:
        folder = tmp_path / "elsewhere"
        folder.mkdir(exist_ok=True)
        monkeypatch.setenv("UNSUNG_DATA", str(folder))
        monkeypatch.setenv("UNSUNG_DATABASE_URL", url)
        return url

    if engine_url.startswith("sqlite"):
        yield lambda: move_to(sqlite_url(tmp_path / "elsewhere" / "unsung.db"))
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.fresh() as url:
        yield lambda: move_to(url)


def contents(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for the log, which grows by the restore itself."""
    engine = make_engine(url, pool_size=1)
    with engine.connect() as connection:
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if not table.name.startswith("audit")
        }
    engine.dispose()
    return found


def test_every_row_comes_back(company: Command, engine_url: str, elsewhere: Move, tmp_path: Path):
    before = contents(engine_url)
    said = company("backup", tmp_path / "copy")
    assert (said.status, said.err) == (0, "")
    assert said.out.endswith(": 3 contributions, 7 people.\n")
    there = elsewhere()
    assert company("restore", tmp_path / "copy", "--dry-run").status == 0
    back = company("restore", tmp_path / "copy")
    assert (back.status, back.err) == (0, "")
    assert "Restored: 3 contributions, 7 people; the audit log holds.\n0 letters were due" in back.out
    assert contents(there) == before
    assert company("audit", "verify").out.startswith("The audit log holds: 21 rows")
    assert company("import", "people", tmp_path / "people.csv").out.startswith("people: 0 changes")


def test_a_letter_that_was_due_does_not_leave_twice(company: Command, store: Store, elsewhere: Move, tmp_path: Path):
    with store.write() as db:
        person = db.execute(select(col(Person.id)).limit(1)).scalar_one()
        for channel in ("mail", "app"):
            db.add(
                Delivery(
                    id=new_id(NOW),
                    occasion="test",
                    kind="test",
                    recipient_id=person,
                    channel=channel,
                    due_at=NOW,
                    made_at=NOW,
                )
            )
    company("backup", tmp_path / "copy")
    there = elsewhere()
    assert "1 letters were due" in company("restore", tmp_path / "copy").out
    engine = make_engine(there, pool_size=1)
    with engine.connect() as connection:
        question = select(col(Delivery.channel), col(Delivery.state)).order_by(col(Delivery.channel))
        assert [tuple(row) for row in connection.execute(question)] == [("app", "due"), ("mail", "uncertain")]
    engine.dispose()


def test_a_backup_under_load_is_consistent(company: Command, store: Store, elsewhere: Move, tmp_path: Path):
    """Writes go on all the while; the copy is one state of the database, whichever it is."""
    ending, written = threading.Event(), [0]

    def keep_writing() -> None:
        while not ending.is_set():
            with store.write() as db:
                write_audit(db, by=None, action="swept", object_type="installation", object_id="", now=NOW)
            written[0] += 1

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        said = company("backup", tmp_path / "copy")
    finally:
        ending.set()
        writer.join()
    assert said.status == 0
    assert written[0] > 0
    elsewhere()
    assert company("restore", tmp_path / "copy").status == 0
    assert company("audit", "verify").status == 0


def test_only_an_empty_place_is_filled_and_only_a_new_folder_is_made(company: Command, tmp_path: Path):
    company("backup", tmp_path / "copy")
    full = company("restore", tmp_path / "copy")
    assert (full.status, full.out) == (2, "")
    assert "The database is not empty" in full.err
    again = company("backup", tmp_path / "copy")
    assert again.status == 2
    assert "exists already" in again.err


def test_what_is_no_whole_backup_is_refused(company: Command, elsewhere: Move, tmp_path: Path):
    company("backup", tmp_path / "copy")
    elsewhere()
    copy, manifest = tmp_path / "copy" / "database", tmp_path / "copy" / "manifest.json"
    whole, facts = copy.read_bytes(), json.loads(manifest.read_text())
    copy.write_bytes(whole[:-512] + bytes(512 - 1) + b"\x01")
    assert "is not the copy that was written" in company("restore", tmp_path / "copy").err
    copy.write_bytes(whole[: len(whole) // 2])
    assert "is not the copy that was written" in company("restore", tmp_path / "copy", "--dry-run").err
    copy.write_bytes(whole)
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[facts["engine"]]
    for changed, words in (
        ({"engine": other}, f"this backup is of {other}"),
        ({"revision": "0001_older"}, "restore it with version"),
    ):
        manifest.write_text(json.dumps(facts | changed))
        assert words in company("restore", tmp_path / "copy").err
    manifest.unlink()
    gone = company("restore", tmp_path / "copy")
    assert gone.status == 2
    assert "is no backup of unsung" in gone.err


def test_a_backup_that_is_killed_leaves_the_service_whole_and_calls_itself_no_backup(
    small: Command, sqlite_database: str, tmp_path: Path
):
    folder = tmp_path / "copy"
    environment = os.environ | {"UNSUNG_DATABASE_URL": sqlite_database}
    command = [sys.executable, "-m", "app", "backup", str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as running:
        while not folder.exists() and running.poll() is None:
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
    assert small("audit", "verify").status == 0
    said = small("restore", folder, "--dry-run")
    assert said.status == 2
    assert (folder / "manifest.json").exists() or "is no backup of unsung" in said.err
    assert small("backup", tmp_path / "next").status == 0


def test_a_due_letter_of_long_ago_is_late(company: Command, store: Store):
    with store.write() as db:
        person = db.execute(select(col(Person.id)).limit(1)).scalar_one()
        due = NOW - timedelta(days=900)
        db.add(Delivery(id=new_id(NOW), occasion="old", kind="test", recipient_id=person, due_at=due, made_at=due))
    assert "letters: The oldest has been due since 2024-06-03 09:00 UTC." in company("doctor").out
