"""A whole database out to a file and back in: by the backup of SQLite, by the tools of PostgreSQL."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from app.database import is_sqlite


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


def _file(url: str) -> str:
    return make_url(url).database or ""


def _postgres_tool(tool: str, url: str, *arguments: str) -> None:
    """The password travels by the environment, where other users of the machine cannot read it."""
    address = make_url(url).set(drivername="postgresql")
    environment = os.environ | ({"PGPASSWORD": address.password} if address.password else {})
    plain = address.set(password=None).render_as_string()
    target = [f"--dbname={plain}"] if tool == "pg_restore" else [plain]
    subprocess.run([tool, *arguments[:-1], *target, arguments[-1]], check=True, env=environment, capture_output=True)  # noqa: S603 - our own words
