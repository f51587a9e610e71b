"""Fresh migrated databases: each engine is migrated once a run, and every test gets a copy of its own."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.schema import migrate
from app.database import Store, sqlite_url
from tests import postgres
from tests.components import missing

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
SHARED_SERVER = "UNSUNG_TEST_SHARED_SERVER"
SERVER_NAME = pytest.StashKey[str]()
ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "unsung.db"
    migrate(sqlite_url(path), MIGRATIONS)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> Iterator[postgres.Server]:
    """The server of the whole run: with several test processes, the one that their parent started."""
    handed_on = os.environ.get(SHARED_SERVER)
    if handed_on:
        yield postgres.Server.from_text(handed_on)
        return
    try:
        running = postgres.running()
        server = running.__enter__()
    except postgres.NoPostgres as trouble:
        missing("postgresql", f"apt-get install postgresql, or name a server in {postgres.EXTERNAL}: {trouble}")
    pytestconfig.stash[SERVER_NAME] = f"{server.name}, {server.version()}"
    try:
        yield server
    finally:
        running.__exit__(None, None, None)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> Iterator[str]:
    with postgres_server.template(lambda url: migrate(url, MIGRATIONS)) as name:
        yield name


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a migrated SQLite file of this test's own."""
    path = tmp_path / "unsung.db"
    shutil.copyfile(sqlite_template, path)
    return sqlite_url(path)


@pytest.fixture
def postgres_database(postgres_server: postgres.Server, postgres_template: str) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database of this test's own."""
    with postgres_server.fresh(template=postgres_template) as url:
        yield url


@pytest.fixture(params=ENGINES)
def engine_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database; a test that takes it runs once on each engine."""
    return str(request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database"))


@pytest.fixture(params=ENGINES)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a single table, on each engine: for the migrations themselves."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "bare.db")
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.fresh() as url:
        yield url


@pytest.fixture
def store(engine_url: str) -> Iterator[Store]:
    """An open store on each engine."""
    opened = Store.open(engine_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_database: str) -> Iterator[Store]:
    """For what cannot differ between engines, or exists on this one only."""
    opened = Store.open(sqlite_database)
    yield opened
    opened.close()
