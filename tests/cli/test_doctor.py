"""Doctor says everything that is wrong at once, with what to do, and changes nothing."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from app.database import Store, make_engine
from app.domain import Contributor, ReportingLine, metadata
from app.queries.doctor import Verdict, stoppers
from tests.cli.conftest import Command
from tests.cli.import_files import ORDER, examples


@pytest.fixture
def company(unsung: Command, tmp_path: Path) -> Command:
    files = examples(tmp_path)
    for kind in ORDER:
        assert unsung("import", kind, files[kind]).status == 0
    return unsung


def verdicts(command: Command, *flags: str) -> dict[str, dict[str, Any]]:
    said = command("doctor", "--json", *flags)
    document = json.loads(said.out)
    assert document["status"] == said.status
    return {check["name"]: check for check in document["checks"]}


def spoil(store: Store, statement: Any) -> None:
    with store.write() as db:
        db.execute(statement)


def forge(store: Store, statement: str) -> None:
    """As somebody could who owns the database itself: past the triggers that keep the log growing only."""
    for drop in {
        "sqlite": ["DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"],
        "postgresql": ["DROP TRIGGER audit_event_append_only ON audit_event"],
    }[store.engine.dialect.name]:
        spoil(store, text(drop))
    spoil(store, text(statement))


def test_a_sound_installation_is_well(company: Command, engine_url: str):
    found = verdicts(company)
    wrong = {name for name, check in found.items() if check["verdict"] in ("warning", "error")}
    # The PostgreSQL of the tests is a hasty one, and doctor says so.
    assert wrong == (set() if engine_url.startswith("sqlite") else {"durability"})
    assert found["backup"]["verdict"] == "not configured"
    assert found["derived columns"]["found"] == "They follow from their parts (3 looked at)."
    assert all(check["advice"] for check in found.values() if check["verdict"] != "ok")


def test_doctor_changes_nothing(company: Command, engine_url: str, data: Path):
    before = _everything(engine_url), sorted(data.iterdir())
    company("doctor")
    assert (_everything(engine_url), sorted(data.iterdir())) == before


def test_a_broken_part_is_named(company: Command, store: Store):
    spoil(store, update(Contributor).values(slot=6))
    spoil(store, update(ReportingLine).where(ReportingLine.distance == 2).values(distance=5))  # type: ignore[arg-type]
    forge(store, "UPDATE audit_event SET action = 'forged' WHERE seq = 3")
    found = verdicts(company)
    assert {name for name, check in found.items() if check["verdict"] == "error"} >= {
        "derived columns",
        "reporting tree",
        "audit log",
    }
    assert found["audit log"]["found"] == "row 3 is not as it was written"
    assert company("doctor").status == 2


def test_a_log_that_was_cut_keeps_the_service_from_starting(company: Command, store: Store):
    assert [check.name for check in stoppers(store.engine) if check.name != "durability"] == []
    forge(store, "DELETE FROM audit_event WHERE seq = 20")
    assert "end of the audit log" in {check.name for check in stoppers(store.engine)}
    assert verdicts(company, "--quick")["end of the audit log"]["verdict"] == "error"
    said = company("serve", "--no-worker")
    assert said.status == 2
    assert "The audit log does not end where it was last written." in said.err


def test_haste_is_refused_and_torn_files_too(sqlite_database: str, tmp_path: Path):
    path = Path(make_engine(sqlite_database).url.database or "")
    path.write_bytes(path.read_bytes()[:20_000])
    (found,) = stoppers(make_engine(sqlite_database, pool_size=1))
    assert (found.name, found.verdict) == ("database", Verdict.ERROR)


def test_rows_that_point_nowhere_are_found(small: Command, sqlite_database: str):
    with sqlite3.connect(make_engine(sqlite_database).url.database or "") as raw:
        raw.execute("INSERT INTO responder (incident_id, person_id, role) VALUES ('none', 'none', 'lead')")
    raw.close()
    assert "points nowhere" in verdicts(small)["integrity"]["found"]


def test_all_settings_are_judged_at_once_and_nothing_is_made(tmp_path: Path):
    missing = tmp_path / "missing"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UNSUNG_")}
    environment |= {
        "UNSUNG_DATA": str(missing),
        "UNSUNG_TREADS": "4",
        "UNSUNG_THREADS": "many",
        "UNSUNG_BASE_URL": "http://unsung.company.example",
        "UNSUNG_SECRET": "password",
        "UNSUNG_LOG": "xml",
        "UNSUNG_METRICS_ALLOW": "everybody",
        "UNSUNG_GIT_ROOTS": "clones:/nowhere",
        "PORT": "70000",
    }
    command = [sys.executable, "-m", "app", "doctor"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    named = [line.split()[1].rstrip(":") for line in said.stdout.splitlines() if line.startswith("error")]
    assert set(named) == environment.keys() & {"PORT", *(name for name in environment if name.startswith("UNSUNG_"))}
    assert "did you mean UNSUNG_THREADS?" in said.stdout
    assert "password" not in said.stdout + said.stderr
    assert not missing.exists()


def test_a_database_that_is_not_there_is_said_in_a_line(terminal: Command, monkeypatch: pytest.MonkeyPatch):
    assert "There is no database yet." in terminal("doctor").out
    monkeypatch.setenv("UNSUNG_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    found = verdicts(terminal)
    assert found["database"]["verdict"] == "error"
    said = terminal("audit", "verify")
    assert (said.status, said.err.count("\n")) == (2, 1)


def _everything(url: str) -> dict[str, int]:
    engine = make_engine(url, pool_size=1)
    with engine.connect() as connection:
        rows = {name: connection.execute(table.select()).all() for name, table in metadata.tables.items()}
    engine.dispose()
    return {name: hash(repr(sorted(map(repr, found)))) for name, found in rows.items()}
