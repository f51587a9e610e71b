"""The store: where a transaction begins and ends. The only file that commits."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    CompoundSelect,
    Connection,
    Engine,
    FromClause,
    Select,
    TextClause,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

POOL_SIZE = 8
BUSY_MILLISECONDS = 10_000
STATEMENT_MILLISECONDS = 10_000
_WRITE = "unsung_write"


class WroteWhileReading(RuntimeError):
    """A read changed rows: a fault of ours, found before it could reach the database."""


class Reading(Session):
    """A session for questions. What asks for columns goes straight to the connection.

    The unit of work costs three times the query of a page on each statement, and columns have no identity to keep.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, autoflush=False)
        self._connection = connection

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        if options or not _asks_for_columns(statement):
            return super().execute(statement, params, **options)
        return self._connection.execute(statement, params)


class Store:
    """One database. `read()` cannot write; `write()` commits once, at its end, or not at all."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(**{_WRITE: True})

    @classmethod
    def open(cls, url: str, *, pool_size: int = POOL_SIZE) -> "Store":
        return cls(make_engine(url, pool_size=pool_size))

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.engine.connect() as connection, Reading(connection) as session:
            yield session
            if session.new or session.dirty or session.deleted:
                raise WroteWhileReading("a read session holds changes")

    @contextmanager
    def write(self) -> Iterator[Session]:
        with Session(self._writing, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def stream(self) -> Iterator[Connection]:
        """A connection for long reads: rows arrive in batches, memory stays flat, and all of it is one snapshot."""
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "postgresql":  # SQLite's transactions are snapshots by themselves
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection.execution_options(stream_results=True, yield_per=2_000)

    def close(self) -> None:
        self.engine.dispose()


def _asks_for_columns(statement: Any) -> bool:
    """Whether no part of the answer is an entity, which only the unit of work can make."""
    if isinstance(statement, CompoundSelect):
        return all(_asks_for_columns(part) for part in statement.selects)
    if isinstance(statement, Select):
        asked = (part for part in statement._raw_columns if isinstance(part, FromClause))  # noqa: SLF001
        return not any("parententity" in part._annotations for part in asked)  # noqa: SLF001
    return isinstance(statement, TextClause)


def make_engine(url: str, *, pool_size: int = POOL_SIZE) -> Engine:
    if is_sqlite(url):
        return _sqlite(url, pool_size)
    options = f"-c statement_timeout={STATEMENT_MILLISECONDS} -c synchronous_commit=on -c timezone=UTC"
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=2,
        pool_pre_ping=True,
        hide_parameters=True,  # an error in a log must not repeat what people wrote
        connect_args={"options": options, "connect_timeout": 5},
    )


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def migrate(url: str, scripts: Path, *, to: str = "head") -> None:
    """Bring the schema up to `to`, each revision in a transaction of its own."""
    with _migration_connection(url) as connection:
        command.upgrade(migration_config(scripts, connection), to)


def migrate_down(url: str, scripts: Path) -> None:
    """One step back, as the newest revision describes it."""
    with _migration_connection(url) as connection:
        command.downgrade(migration_config(scripts, connection), "-1")


def migration_config(scripts: Path, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    return config


def newest_revision(scripts: Path) -> str | None:
    return ScriptDirectory.from_config(migration_config(scripts)).get_current_head()


def current_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _migration_connection(url: str) -> Iterator[Connection]:
    """SQLite runs DDL in a transaction only when one is begun in so many words, as the store's engine does."""
    engine = make_engine(url, pool_size=1)
    try:
        with engine.execution_options(**{_WRITE: True}).connect() as connection:
            yield connection
            connection.commit()
    finally:
        engine.dispose()


def _sqlite(url: str, pool_size: int) -> Engine:
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}, "hide_parameters": True}
    engine = create_engine(url, pool_size=pool_size, max_overflow=2, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(raw: Any, _record: object) -> None:
    raw.isolation_level = None
    cursor = raw.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A deferred transaction that reads and then writes fails at once when another wrote meanwhile."""
    writes = connection.get_execution_options().get(_WRITE, False)
    raw = connection.connection.dbapi_connection
    assert raw is not None  # noqa: S101 - a connection that begins is open
    try:
        raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    except sqlite3.OperationalError as busy:  # what goes round SQLAlchemy is wrapped as it would wrap it
        raise OperationalError("BEGIN", None, busy) from busy


def copy_out(url: str, target: Path) -> None:
    """A consistent copy of the whole database while others write. Raises OSError or CalledProcessError."""
    if is_sqlite(url):
        with closing(sqlite3.connect(_file(url))) as source, closing(sqlite3.connect(target)) as copy:
            # In one step: it reads one state of the write-ahead log and holds up no writer. In several it would begin
            # anew after each write of others, and under load never end.
            source.backup(copy)
    else:
        _postgres_tool("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def copy_in(source: Path, url: str) -> None:
    """Fill an empty database from a copy."""
    if is_sqlite(url):
        with closing(sqlite3.connect(source)) as kept, closing(sqlite3.connect(_file(url))) as target:
            kept.backup(target)
    else:
        _postgres_tool("pg_restore", url, "--exit-on-error", "--no-owner", "--single-transaction", str(source))


def faults_inside(engine: Engine) -> list[str]:
    """What the database itself finds broken: pages, and rows that point nowhere. Empty where it is whole."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        pages = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(5)") if row[0] != "ok"]
        rows = [
            f"{row[0]} row {row[1]} points nowhere" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
        ]
    return pages + rows[:5]


def is_durable(engine: Engine) -> bool:
    """Whether an acknowledged write survives a loss of power."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one()) >= 2
        wanted = ("fsync", "synchronous_commit")
        return all(connection.exec_driver_sql(f"SHOW {name}").scalar_one() != "off" for name in wanted)


def _file(url: str) -> str:
    return make_url(url).database or ""


def _postgres_tool(tool: str, url: str, *arguments: str) -> None:
    """The password travels by the environment, where other users of the machine cannot read it."""
    address = make_url(url).set(drivername="postgresql")
    environment = os.environ | ({"PGPASSWORD": address.password} if address.password else {})
    plain = address.set(password=None).render_as_string()
    target = [f"--dbname={plain}"] if tool == "pg_restore" else [plain]
    subprocess.run([tool, *arguments[:-1], *target, arguments[-1]], check=True, env=environment, capture_output=True)  # noqa: S603 - our own words
