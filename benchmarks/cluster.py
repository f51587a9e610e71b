"""The bench's own PostgreSQL: fsync on, found in the order of the tests, its databases kept between runs."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import NoPostgres, Server, launch, owner

# Memory as an operator would give it for a million contributions; a checkpoint must not fall into every round.
SETTINGS = ("shared_buffers=1GB", "max_wal_size=4GB", "max_connections=60")


@dataclass(frozen=True)
class Cluster:
    """A running server. `pid` is the postmaster's: the parent of every process that works for us."""

    server: Server
    pid: int
    version: str

    def conninfo(self, database: str) -> str:
        """For psql and psycopg."""
        return f"host={self.server.host} port={self.server.port} user={self.server.user} dbname={database}"

    def url(self, database: str) -> str:
        """For SQLAlchemy."""
        return str(self.server.url(database))

    def has(self, database: str) -> bool:
        with self.server.connect() as connection:
            return bool(connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone())

    @contextlib.contextmanager
    def making(self, database: str) -> Iterator[str]:
        """The name to fill; it gets its own name when whole, so that a run cut short leaves nothing to be mistaken."""
        unfinished = f"{database}_unfinished"
        self.server.drop(unfinished)
        self.server.create(unfinished)
        yield unfinished
        with self.server.connect() as connection:
            connection.execute(f'alter database "{unfinished}" rename to "{database}"'.encode())


@contextlib.contextmanager
def running(folder: Path, *, wanted: bool) -> Iterator[Cluster | None]:
    """None where it is not wanted or this machine has no PostgreSQL: those rows then read "not run"."""
    if not wanted:
        yield None
        return
    try:
        cluster = launch(durable=True, settings=SETTINGS, data=_kept(folder))
    except NoPostgres:
        yield None
        return
    try:
        yield Cluster(cluster.server, cluster.process.pid, cluster.server.version())
    finally:
        cluster.stop()


def _kept(folder: Path) -> Path | None:
    """The folder of the data, which the server's user must own and reach; else the cluster lives for one run."""
    data = folder / "postgres"
    if os.geteuid() != 0:
        data.mkdir(parents=True, exist_ok=True)
        return data
    if not all(parent.stat().st_mode & 0o001 for parent in data.parents):
        return None
    data.mkdir(parents=True, exist_ok=True)
    user = owner()
    os.chown(data, user.pw_uid, user.pw_gid)
    return data
