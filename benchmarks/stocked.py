"""Databases that hold the synthetic company in unsung's own schema, kept by fingerprint and schema revision."""

from __future__ import annotations

from pathlib import Path

from app.cli.schema import migrate
from app.database import newest_revision, sqlite_url
from benchmarks.calendar_days import DAY_TEXTS, DAYS
from benchmarks.cluster import Cluster
from benchmarks.data import ready
from benchmarks.loading import load
from benchmarks.sheets import PostgresWriter, SqliteWriter

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
# Raised when the loader fills a column otherwise; the revision tells the rest.
LOADER = 1
DIGEST_WINDOW_DAYS = 84


def sqlite_database(folder: Path, size: int, *, short_history: bool = False) -> str:
    """The address of a loaded file."""
    data, fingerprint = ready(folder, size)
    path = folder / f"{_name(size, fingerprint, short_history)}.db"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        migrate(sqlite_url(unfinished), MIGRATIONS)
        load(data, SqliteWriter(str(unfinished)), thin_before=_window_start() if short_history else "")
        unfinished.rename(path)
    return sqlite_url(path)


def postgres_database(folder: Path, size: int, cluster: Cluster) -> str:
    data, fingerprint = ready(folder, size)
    name = _name(size, fingerprint, short_history=False)
    if not cluster.has(name):
        with cluster.making(name) as unfinished:
            migrate(cluster.url(unfinished), MIGRATIONS)
            load(data, PostgresWriter(cluster.conninfo(unfinished)))
    return cluster.url(name)


def _name(size: int, fingerprint: str, short_history: bool) -> str:
    history = "_short" if short_history else ""
    return f"unsung_{size}{history}_{fingerprint}_{newest_revision(MIGRATIONS)}_{LOADER}"


def _window_start() -> str:
    return DAY_TEXTS[DAYS - DIGEST_WINDOW_DAYS]
