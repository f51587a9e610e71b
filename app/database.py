"""The store: where a transaction begins and ends. The only file that commits, and the one that knows the engines apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlmodel import Session

POOL_SIZE = 8
BUSY_MILLISECONDS = 10_000
STATEMENT_MILLISECONDS = 10_000
_WRITE = "unsung_write"


class WroteWhileReading(RuntimeError):
    """A read changed rows: a fault of ours, found before it could reach the database."""


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
        with Session(self.engine, autoflush=False) as session:
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
        """A connection for long reads: rows arrive in batches and memory stays flat."""
        with self.engine.connect() as connection:
            yield connection.execution_options(stream_results=True, yield_per=2_000)

    def close(self) -> None:
        self.engine.dispose()


def make_engine(url: str, *, pool_size: int = POOL_SIZE) -> Engine:
    if is_sqlite(url):
        return _sqlite(url, pool_size)
    options = f"-c statement_timeout={STATEMENT_MILLISECONDS} -c synchronous_commit=on -c timezone=UTC"
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=2,
        pool_pre_ping=True,
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
    engine = create_engine(url, pool_size=pool_size, max_overflow=2, connect_args={"check_same_thread": False})
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
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
