"""Rows of unsung's own tables, written in bulk: the schema is the migrated one, the values as the store writes them.

A sheet names the columns that vary; every other column takes the default of its model, so that a new column needs no
change here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import Table

from app.domain.noun import Noun

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Sheet:
    """One table. `constants` are the values of the columns that do not vary."""

    table: str
    columns: tuple[str, ...]
    constants: Row

    def whole(self, rows: Iterable[Row]) -> Iterable[Row]:
        return (row + self.constants for row in rows)


def sheet(model: type[Noun], *varying: str) -> Sheet:
    table: Table = model.__table__  # type: ignore[attr-defined]
    rest = [column.name for column in table.columns if column.name not in varying]
    return Sheet(table.name, (*varying, *rest), tuple(_default(model, name) for name in rest))


class Writer(Protocol):
    def write(self, sheet: Sheet, rows: Sequence[Row]) -> None: ...

    def finish(self) -> None: ...


class SqliteWriter:
    """Into a file that nobody else has open. Indexes are made after the rows, as they stood in the schema."""

    def __init__(self, path: str) -> None:
        self._raw = sqlite3.connect(path, isolation_level=None)
        for pragma in ("synchronous = off", "journal_mode = off", "cache_size = -400000", "foreign_keys = off"):
            self._raw.execute(f"pragma {pragma}")
        made = "select name, sql from sqlite_master where type in ('index', 'trigger') and sql is not null"
        put_off = [(name, text) for name, text in self._raw.execute(made) if not name.startswith("audit_event")]
        self._later = [text for _, text in sorted(put_off)]
        for name, text in put_off:
            self._raw.execute(f'drop {text.split()[1]} "{name}"' if "UNIQUE" not in text else f'drop index "{name}"')
        self._raw.execute("begin")

    def write(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        places = ", ".join("?" for _ in sheet.columns)
        names = ", ".join(f'"{name}"' for name in sheet.columns)
        statement = f"insert into {sheet.table} ({names}) values ({places})"  # noqa: S608 - names of our own schema
        self._raw.executemany(statement, sheet.whole(rows))

    def finish(self) -> None:
        self._raw.execute("insert into search_words(search_words) values ('rebuild')")
        for statement in self._later:
            self._raw.execute(statement)
        self._raw.execute("commit")
        self._raw.execute("analyze")
        self._raw.execute("pragma journal_mode = wal")
        self._raw.close()


class PostgresWriter:
    """By COPY, with the checks of foreign keys put off: the rows come from one consistent source."""

    def __init__(self, conninfo: str) -> None:
        self._raw = psycopg.connect(conninfo, autocommit=True)
        self._raw.execute("set session_replication_role = replica")
        self._raw.execute("set maintenance_work_mem = '512MB'")
        self._raw.execute("set synchronous_commit = off")
        self._raw.execute("set timezone = 'UTC'")
        plain = (
            "select indexname, indexdef from pg_indexes where schemaname = 'public' and not exists"
            " (select 1 from pg_constraint where conname = indexname)"
        )
        put_off = self._raw.execute(plain).fetchall()
        self._later = [text for _, text in put_off]
        for name, _ in put_off:
            self._raw.execute(SQL("drop index {}").format(Identifier(name)))

    def write(self, sheet: Sheet, rows: Sequence[Row]) -> None:
        with self._raw.cursor().copy(_copy(sheet)) as stream:
            for row in sheet.whole(rows):
                stream.write_row(row)

    def finish(self) -> None:
        for statement in self._later:
            self._raw.execute(statement.encode())
        self._raw.execute("vacuum analyze")
        self._raw.close()


def _copy(sheet: Sheet) -> Composed:
    names = SQL(", ").join(map(Identifier, sheet.columns))
    return SQL("copy {} ({}) from stdin").format(Identifier(sheet.table), names)


def _default(model: type[Noun], name: str) -> Any:
    """As both databases take it: truth as 1 or 0, documents as JSON text."""
    value = model.model_fields[name].get_default(call_default_factory=True, validated_data={})
    if isinstance(value, bool):
        return int(value)
    return json.dumps(value) if isinstance(value, dict | list) else value
