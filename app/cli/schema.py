"""Migrations, run by the commands that need them: what serves does not load the library that writes schemas."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.database import schema_connection


def migrate(url: str, scripts: Path, *, to: str = "head") -> None:
    """Bring the schema up to `to`, each revision in a transaction of its own."""
    with schema_connection(url) as connection:
        command.upgrade(migration_config(scripts, connection), to)


def migrate_down(url: str, scripts: Path) -> None:
    """One step back, as the newest revision describes it."""
    with schema_connection(url) as connection:
        command.downgrade(migration_config(scripts, connection), "-1")


def migration_config(scripts: Path, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    return config
