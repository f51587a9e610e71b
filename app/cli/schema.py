"""Migrations, run by the commands that need them: what serves does not load the library that writes schemas."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.database import for_writing, make_engine


def migrate(url: str, scripts: Path, *, to: str = "head") -> None:
    """Bring the schema up to `to`, each revision in a transaction of its own."""
    with _connection(url) as connection:
        command.upgrade(migration_config(scripts, connection), to)


def migrate_down(url: str, scripts: Path) -> None:
    """One step back, as the newest revision describes it."""
    with _connection(url) as connection:
        command.downgrade(migration_config(scripts, connection), "-1")


def migration_config(scripts: Path, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    """SQLite runs DDL in a transaction only when one is begun in so many words, as the store's engine does."""
    engine = make_engine(url, pool_size=1)
    try:
        with for_writing(engine).connect() as connection:
            yield connection
            connection.commit()
    finally:
        engine.dispose()
