"""Fills the plain tables that the anchors read: integer keys, ISO text for dates, the indexes a careful hand makes."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import psycopg

from benchmarks.data import TABLES

# The CSV file of each table, and its columns. Both databases read these words alike.
COLUMNS = {
    "team": "id integer primary key, name text, parent_id integer",
    "person": "id integer primary key, name text, email text, team_id integer, manager_id integer, role text, tz text",
    "contribution": "id integer primary key, kind text, title text, summary text, occurred_on text, created_at text, "
    "team_id integer, lead_id integer, grade text, amount bigint, unit text, severity integer, status text, "
    "source_url text",
    "participant": "contribution_id integer, person_id integer, role text, primary key (contribution_id, person_id)",
    "recognition": "id integer primary key, contribution_id integer, person_id integer, by_id integer, kind text, "
    "note text, at text",
    "link": "incident_id integer, prevention_id integer, kind text",
}
INDEXES = (
    "create index person_manager on person(manager_id)",
    "create index contribution_team on contribution(team_id, occurred_on)",
    "create index contribution_day on contribution(occurred_on, id)",
    "create unique index contribution_source on contribution(source_url)",
    "create index participant_person on participant(person_id, contribution_id)",
    "create index recognition_contribution on recognition(contribution_id)",
    "create index recognition_person on recognition(person_id, at)",
    "analyze",
)


def fill_sqlite(database: Path, data: Path) -> None:
    """Written under another name first: a file that bears the name is whole."""
    unfinished = database.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    connection = sqlite3.connect(unfinished, isolation_level=None)
    connection.execute("pragma synchronous = off")
    for table, columns in COLUMNS.items():
        connection.execute(f"create table {table} ({columns})")
        _fill_sqlite_table(connection, table, _csv_of(table, data))
    for index in INDEXES:
        connection.execute(index)
    connection.execute("pragma journal_mode = wal")
    connection.close()
    unfinished.rename(database)


def fill_postgres(conninfo: str, data: Path) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for table, columns in COLUMNS.items():
            connection.execute(f"create table {table} ({columns})".encode())
            copy = f"copy {table} from stdin (format csv, header true)".encode()
            with connection.cursor().copy(copy) as stream, _csv_of(table, data).open("rb") as file:
                while chunk := file.read(1 << 16):
                    stream.write(chunk)
        for index in INDEXES:
            connection.execute(index.encode())
        connection.execute(b"vacuum")


def _fill_sqlite_table(connection: sqlite3.Connection, table: str, path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        places = ", ".join("nullif(?, '')" for _ in next(rows))
        connection.execute("begin")
        connection.executemany(f"insert into {table} values ({places})", rows)  # noqa: S608 - names from this file
        connection.execute("commit")


def _csv_of(table: str, data: Path) -> Path:
    name = TABLES[list(COLUMNS).index(table)]
    return data / f"{name}.csv"
