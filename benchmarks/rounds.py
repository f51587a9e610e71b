"""Interleaved rounds: A B C A B C, so that a slow minute of the machine falls on everybody."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from benchmarks.book import Book, cell
from benchmarks.load import Load, measure
from benchmarks.pages import Page, known, look
from benchmarks.processes import family, pss_mib
from benchmarks.servers import Running, free_port, serving

Step = Callable[[Book], None]
BOTH = (1, 16)


@dataclass(frozen=True)
class Program:
    """A server, started afresh in every round, and its pages. `also_watched` is the database server's process."""

    name: str
    engine: str
    size: int
    command: Callable[[int], list[str]]
    pages: Sequence[Page]
    env: Mapping[str, str] = field(default_factory=dict)
    first: str = "/"
    also_watched: tuple[int, ...] = ()
    connections: tuple[int, ...] = BOTH


def run(rounds: int, steps: Sequence[tuple[str, Step]]) -> Book:
    book = Book()
    for number in range(1, rounds + 1):
        for name, step in steps:
            print(f"round {number} of {rounds}: {name}", file=sys.stderr, flush=True)
            step(book)
    return book


def served(program: Program, seconds: float) -> tuple[str, Step]:
    """The step that starts a program, looks at its pages, loads each, and writes what it saw."""

    def step(book: Book) -> None:
        port = free_port()
        with serving(program.command(port), port, path=program.first, env=program.env) as running:
            load = Load(seconds, (running.pid, *program.also_watched))
            for page in program.pages:
                _measure_page(book, program, page, running, load)
            _write_server(book, program, running)

    return f"{program.name} on {program.engine}, {program.size:,}", step


def _measure_page(book: Book, program: Program, page: Page, running: Running, load: Load) -> None:
    page = known(page, running.port)
    weight = look(page, running.port)
    for connections in program.connections:
        figures = measure(page.target(running.port, weight), connections, load)
        name = cell(program.engine, program.size, program.name, page.name, connections)
        book.write(name, {**asdict(figures), "body_bytes": weight, "rows": page.rows})


def _write_server(book: Book, program: Program, running: Running) -> None:
    """Whatever the server started beside itself (its worker) is printed, not judged."""
    children = [pid for pid in family(running.pid) if pid != running.pid]
    figures = {
        "start_seconds": running.start_seconds,
        "idle_mib": running.idle_mib,
        "loaded_mib": pss_mib(running.pid),
        "children_mib": pss_mib(*children),
    }
    book.write(cell(program.engine, program.size, program.name, "server"), figures)
