"""The terminal in process: a command with its arguments, what it printed, and its exit status."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli import main


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own, and none of the machine's settings."""
    for name in [name for name in os.environ if name.startswith("UNSUNG_") and not name.startswith("UNSUNG_TEST_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("UNSUNG_DATA", str(folder))
    return folder


@pytest.fixture
def terminal(data: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: object) -> Said:
        capsys.readouterr()
        try:
            status = main([str(one) for one in arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return run


@pytest.fixture
def unsung(terminal: Command, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """On a migrated, empty database, once for each engine."""
    monkeypatch.setenv("UNSUNG_DATABASE_URL", engine_url)
    return terminal


@pytest.fixture
def small(terminal: Command, sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """On SQLite alone, for what cannot differ between engines."""
    monkeypatch.setenv("UNSUNG_DATABASE_URL", sqlite_database)
    return terminal
