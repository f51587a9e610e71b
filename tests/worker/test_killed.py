"""F55: a worker killed outright while it makes a workbook leaves no half file, and the next one makes it whole."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

from app.actions.take_report import ask_for_export
from app.cli import main
from app.database import Store
from app.queries import units
from tests.reported import draft, reported

# Holds each row up, so that the kill falls into the middle of the file and not beside it.
DRAWN_OUT = """
import sys, time
from app.publishing import report_workbook
write_row = report_workbook._write_row
report_workbook._write_row = lambda *row: (time.sleep(0.5), write_row(*row))
from app.cli import main
sys.exit(main(["work"]))
"""


def test_f55_kill_nine_in_the_middle_of_a_workbook(sqlite_store: Store, tmp_path: Path, monkeypatch):
    world = reported(sqlite_store)
    asked_at = datetime.now(UTC)
    with sqlite_store.write() as db:
        wanted = draft(format="xlsx")
        export_id = ask_for_export(db, by=world.hr, draft=wanted, units=units.read(db), now=asked_at).id
    monkeypatch.setenv("UNSUNG_DATA", str(tmp_path))
    monkeypatch.setenv("UNSUNG_DATABASE_URL", sqlite_store.engine.url.render_as_string(hide_password=False))
    folder = tmp_path / "exports"

    worker = subprocess.Popen([sys.executable, "-c", DRAWN_OUT], env=dict(os.environ))
    deadline = time.monotonic() + 60
    while not (folder.is_dir() and any(folder.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    worker.kill()
    worker.wait()
    assert not (folder / f"{export_id}.xlsx").exists()

    later = datetime.fromtimestamp(asked_at.timestamp() + 120, UTC)
    assert main(["work", "--once", "--now", later.isoformat()]) == 0
    with ZipFile(folder / f"{export_id}.xlsx") as whole:
        assert whole.testzip() is None
