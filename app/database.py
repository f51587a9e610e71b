"""The store: where a transaction begins and ends. The only file that commits."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Engine,
    FromClause,
    Select,
    TextClause,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.kit.prepared import Prepared, prepared_form

POOL_SIZE = 8
BUSY_MILLISECONDS = 10_000
STATEMENT_MILLISECONDS = 10_000
_WRITE = "unsung_write"


class WroteWhileReading(RuntimeError):
    """A read changed rows: a fault of ours, found before it could reach the database."""


class Reading:
    """A session for questions; what is not done until it is needed costs nothing.

    What is prepared goes straight to the driver, what asks for columns to the connection, and only what asks for
    entities to the unit of work: columns have no identity to keep, and it costs three times the query of a page.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pooled = engine.raw_connection()
        self._connection: Connection | None = None
        self._session: Session | None = None

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        form = prepared_form(statement)
        if form is not None and not options:
            return self._ask(form, params or {})
        if options or not _asks_for_columns(statement):
            return self._unit_of_work().execute(statement, params, **options)
        return self.connection().execute(statement, params)

    def connection(self) -> Connection:
        if self._connection is None:
            self._connection = Connection(self._engine, connection=self._pooled)
        return self._connection

    def close(self) -> None:
        """Raises WroteWhileReading where the unit of work holds changes."""
        session, changed = self._session, False
        if session is not None:
            changed = bool(session.new or session.dirty or session.deleted)
            session.close()
        if self._connection is not None:
            self._connection.close()
        else:
            self._pooled.close()  # the pool rolls back what was begun
        if changed:
            raise WroteWhileReading("a read session holds changes")

    def _ask(self, form: Prepared, params: Mapping[str, Any]) -> Any:
        """One transaction for the whole visit, so that all answers are of one moment."""
        driver: Any = self._pooled.driver_connection
        dialect = self._engine.dialect
        if dialect.name == "sqlite" and not driver.in_transaction:
            driver.execute("BEGIN")
        return form.ask(driver, dialect, params)

    def _unit_of_work(self) -> Session:
        if self._session is None:
            self._session = Session(self.connection(), autoflush=False)
        return self._session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit_of_work(), name)


class Store:
    """One database. `read()` cannot write; `write()` commits once, at its end, or not at all."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = for_writing(engine)

    @classmethod
    def open(cls, url: str, *, pool_size: int = POOL_SIZE) -> "Store":
        return cls(make_engine(url, pool_size=pool_size))

    @contextmanager
    def read(self) -> Iterator[Session]:
        reading = Reading(self.engine)
        try:
            yield cast(Session, reading)
        finally:
            reading.close()

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


def for_writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take the lock of writers at once."""
    return engine.execution_options(**{_WRITE: True})


@contextmanager
def schema_connection(url: str) -> Iterator[Connection]:
    """SQLite runs DDL in a transaction only when one is begun in so many words, as the store's engine does."""
    engine = make_engine(url, pool_size=1)
    try:
        with for_writing(engine).connect() as connection:
            yield connection
            connection.commit()
    finally:
        engine.dispose()


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def newest_revision(scripts: Path) -> str:
    """Read from the newest file, without the migration library: what serves looks here at every start."""
    newest = max((scripts / "versions").glob("*.py"))
    return str(re.findall(r'^revision = "(.+)"$', newest.read_text("utf-8"), re.MULTILINE)[0])


def current_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return found


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
        if writes or not raw.in_transaction:  # a visit may have begun already
            raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    except sqlite3.OperationalError as busy:  # what goes round SQLAlchemy is wrapped as it would wrap it
        raise OperationalError("BEGIN", None, busy) from busy


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
