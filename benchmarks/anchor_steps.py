"""The steps that run the anchors: F2 and its like as programs, E0 and D0 as commands."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from benchmarks import anchor_tables, anchors
from benchmarks.book import Book, cell
from benchmarks.cluster import Cluster
from benchmarks.data import ready
from benchmarks.pages import Page
from benchmarks.rounds import Program, Step, served
from benchmarks.servers import uvicorn

F2_PAGE = Page(
    "list", "/", least_bytes=11_500, most_bytes=14_000, row="<button>Thank</button>", rows=25, holds="Skip to"
)
SECONDS_ALLOWED = 300


class WrongExport(Exception):
    """An export that does not hold every row is no anchor."""


def sqlite_file(folder: Path, size: int) -> Path:
    """The plain tables in SQLite, loaded once."""
    data, fingerprint = ready(folder, size)
    database = folder / f"anchor-{size}-{fingerprint}.db"
    if not database.exists():
        anchor_tables.fill_sqlite(database, data)
    return database


def postgres_name(folder: Path, size: int, cluster: Cluster) -> str:
    """The plain tables in PostgreSQL, loaded once."""
    data, fingerprint = ready(folder, size)
    database = f"anchor_{size}_{fingerprint}"
    if not cluster.has(database):
        with cluster.making(database) as unfinished:
            anchor_tables.fill_postgres(cluster.conninfo(unfinished), data)
    return database


def limits(size: int, seconds: float) -> list[tuple[str, Step]]:
    """T0 and F1: they show where the floor is and judge nobody."""
    t0 = Page("list", "/", least_bytes=20_480, most_bytes=20_480)
    f1 = Page("list", "/", least_bytes=11, most_bytes=11, holds='{"ok":true}')
    return [
        served(Program(name.upper(), "sqlite", size, _uvicorn(name), [page]), seconds)
        for name, page in (("t0", t0), ("f1", f1))
    ]


def f2(engine: str, size: int, url: str, seconds: float, watched: tuple[int, ...] = ()) -> tuple[str, Step]:
    name = "F2" if engine == "sqlite" else "F2p"
    env = {anchors.URL_VARIABLE: url}
    program = Program(name, engine, size, _uvicorn("f2"), [F2_PAGE], env=env, also_watched=watched)
    return served(program, seconds)


def export(engine: str, size: int, command: list[str]) -> tuple[str, Step]:
    name = "E0s" if engine == "sqlite" else "E0p"

    def step(book: Book) -> None:
        with tempfile.TemporaryFile() as file:
            started = perf_counter()
            subprocess.run(command, stdout=file, check=True, timeout=SECONDS_ALLOWED)  # noqa: S603
            wall = perf_counter() - started
            weight = file.tell()
            file.seek(0)
            rows = sum(1 for _ in file) - 1
        if rows != size:
            raise WrongExport(f"{name} wrote {rows} rows, not {size}")
        book.write(cell(engine, size, name, "export"), {"wall": wall, "bytes": weight, "rows": rows})

    return f"{name}, {size:,}", step


def digests(size: int, database: Path) -> tuple[str, Step]:
    command = [sys.executable, "-m", "benchmarks.anchors", str(database)]

    def step(book: Book) -> None:
        done = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS_ALLOWED)  # noqa: S603
        book.write(cell("sqlite", size, "D0", "digests"), json.loads(done.stdout))

    return f"D0, {size:,}", step


def _uvicorn(application: str) -> Callable[[int], list[str]]:
    return lambda port: uvicorn(f"benchmarks.anchors:{application}", port)
