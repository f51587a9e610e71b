"""HR's file from the terminal, and due work run once by hand."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from app.cli import main
from app.database import Store
from tests.reported import reported

ARGUMENTS = ["--from", "2026-01-01", "--to", "2026-06-30", "--purpose", "thank", "--as", "p100@lanternfish.example"]


def environment(store: Store, folder: Path, monkeypatch) -> None:
    for name in [name for name in os.environ if name.startswith("UNSUNG_") and "TEST" not in name]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("UNSUNG_DATA", str(folder))
    monkeypatch.setenv("UNSUNG_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))


def test_the_terminal_writes_the_file_and_what_stands_beside_it(sqlite_store, tmp_path, monkeypatch, capsys):
    reported(sqlite_store)
    environment(sqlite_store, tmp_path, monkeypatch)
    for form in ("csv", "jsonl", "xlsx"):
        out = tmp_path / f"out.{form}"
        more = ["--dataset", "contributions", "--format", form, "--out", str(out)]
        assert main(["export", *ARGUMENTS, *more]) == 0
        assert "23 rows" in capsys.readouterr().out
        assert out.stat().st_size > 1000
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(), newline="")))
    assert len(rows) == 23
    told = json.loads((tmp_path / "out.csv.manifest.json").read_text())
    assert told["rows"] == 23
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_the_terminal_refuses_in_one_line_each(sqlite_store, tmp_path, monkeypatch, capsys):
    reported(sqlite_store)
    environment(sqlite_store, tmp_path, monkeypatch)
    out = ["--out", str(tmp_path / "out.csv")]
    assert main(["export", *ARGUMENTS, "--dataset", "summary", "--unit", "Data", *out]) == 2
    assert "fewer than 5 people" in capsys.readouterr().err
    assert main(["export", *ARGUMENTS[:-1], "p101@lanternfish.example", "--dataset", "impacts", *out]) == 2
    assert "belong to HR" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_due_work_is_run_once_at_a_named_time(sqlite_store, tmp_path, monkeypatch, capsys):
    environment(sqlite_store, tmp_path, monkeypatch)
    assert main(["work", "--once", "--now", "2026-05-18T08:05:00+02:00"]) == 0
    assert capsys.readouterr().out == "5 jobs done.\n"
    assert main(["work", "--once", "--now", "2026-05-18T08:05:00"]) == 2
    assert main(["work", "--now", "2026-05-18T08:05:00+02:00"]) == 2
    monkeypatch.setenv("UNSUNG_BASE_URL", "https://unsung.lanternfish.example")
    assert main(["work", "--once", "--now", "2026-05-18T08:05:00+02:00"]) == 2
    assert "loopback" in capsys.readouterr().err


def test_the_worker_ends_by_itself_when_it_is_asked_to(sqlite_store, tmp_path, monkeypatch):
    environment(sqlite_store, tmp_path, monkeypatch)
    worker = subprocess.Popen([sys.executable, "-m", "app", "work"], stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 30
        while (
            "worker_started" not in (worker.stderr.readline() if worker.stderr else "") and time.monotonic() < deadline
        ):
            pass
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(15) == 0
    finally:
        worker.kill()
