"""Bring the schema up to date, show what that would do, or go one step back."""

import argparse

from alembic import command

from app.cli.schema import migrate, migrate_down, migration_config
from app.cli.terminal import Terminal
from app.database import make_engine
from app.wiring import shipped

HELP = "Bring the schema up to date. Back up first; a failed step leaves the step before it whole."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="print the SQL and change nothing")
    parser.add_argument("--down", action="store_true", help="go one step back")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    url = terminal.settings.database_url
    if args.dry_run:
        return _print_sql(url)
    if args.down:
        migrate_down(url, shipped("migrations"))
    else:
        migrate(url, shipped("migrations"))
    print("The schema is one step back." if args.down else "The schema is up to date.")
    return 0


def _print_sql(url: str) -> int:
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            config = migration_config(shipped("migrations"), connection)
            config.attributes["print_sql"] = True
            command.upgrade(config, "head", sql=True)
    finally:
        engine.dispose()
    return 0
