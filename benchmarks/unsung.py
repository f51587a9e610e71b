"""unsung itself as it is run: one process, the worker apart, sign-in, permissions and durable commits as always."""

from __future__ import annotations

import gzip
import http.client
import re
import sys
import tempfile
from collections.abc import Sequence

from benchmarks.access import by_cookie, by_token
from benchmarks.book import Book, cell
from benchmarks.composing import WEEK
from benchmarks.destinations import READER, Destinations
from benchmarks.pages import Page, WrongPage
from benchmarks.rounds import BOTH, Program, Step, served
from benchmarks.servers import free_port, serving

FIRST = "/sign-in"
LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
ROW = '<td data-label="Finished">'
ITEM = '<article class="item"'


def command(port: int) -> list[str]:
    """`env` becomes the program it starts, so the process id stays."""
    return ["env", f"PORT={port}", sys.executable, "-m", "app", "serve", "--no-worker"]


def environment(url: str, folder: str) -> dict[str, str]:
    """The limit of requests stays in the path, above the load."""
    return {"UNSUNG_DATABASE_URL": url, "UNSUNG_DATA": folder, "UNSUNG_REQUESTS_PER_SECOND": "1000000"}


def pages_of(place: Destinations) -> list[Page]:
    """What each holds is asserted: only the right page may be fast."""
    opened = f"/contributions/{place.contribution_id}"
    read, asked = by_cookie(READER), by_token(READER)
    return [
        Page("list", "/contributions", by_cookie("engineer"), 200, 12_000, 60_000, ROW, 25, "newest first"),
        Page("list of a manager", "/contributions", read, 200, 12_000, 60_000, ROW, 25, "newest first"),
        Page("list of HR", "/contributions", by_cookie("hr"), 200, 12_000, 60_000, ROW, 25, "newest first"),
        Page("contribution", opened, read, 200, 6_000, 40_000, "<h1", 1, "Who can see this"),
        Page("digest", f"/digests/{WEEK}", read, 200, 6_000, 60_000, ITEM, place.items, "That is all for this week"),
        Page("list json", "/api/v1/contributions", by_token("engineer"), 200, 4_000, 40_000, '"self_reported":', 25),
        Page("contribution json", f"/api/v1{opened}", asked, 200, 1_000, 40_000, '"visibility":', 1),
        Page("digest json", f"/api/v1/digests/{WEEK}", asked, 200, 2_000, 60_000, '"position":', place.items),
        Page("list unchanged", "/api/v1/contributions", by_token("engineer"), unchanged=True),
        Page("digest unchanged", f"/api/v1/digests/{WEEK}", asked, unchanged=True),
    ]


def pages_for_growth(place: Destinations) -> list[Page]:
    return [page for page in pages_of(place) if page.name in ("list", "contribution", "digest")]


def program(
    engine: str, size: int, url: str, pages: Sequence[Page], seconds: float, *,
    watched: tuple[int, ...] = (), connections: tuple[int, ...] = BOTH,
) -> tuple[str, Step]:  # fmt: skip
    """In a data folder of its own for every round."""

    def step(book: Book) -> None:
        with tempfile.TemporaryDirectory() as folder:
            env = environment(url, folder)
            _, run = served(Program("unsung", engine, size, command, pages, env, FIRST, watched, connections), seconds)
            run(book)

    return f"unsung on {engine}, {size:,}", step


def first_page(size: int, url: str) -> tuple[str, Step]:
    """What a browser fetches for its first digest: the page and everything of ours that it names, as it travels."""

    def step(book: Book) -> None:
        port = free_port()
        with (
            tempfile.TemporaryDirectory() as folder,
            serving(command(port), port, path=FIRST, env=environment(url, folder)),
        ):
            packed = _travelling(port, f"/digests/{WEEK}", dict(header.split(": ", 1) for header in by_cookie(READER)))
            page = gzip.decompress(packed).decode()
            linked = sorted(set(LINKED.findall(page)))
            weight = len(packed) + sum(len(_travelling(port, path, {})) for path in linked)
        book.write(cell("sqlite", size, "unsung", "first page"), {
            "kilobytes": weight / 1000, "requests": 1 + len(linked), "page_kilobytes": len(packed) / 1000,
        })  # fmt: skip

    return f"unsung, first page, {size:,}", step


def _travelling(port: int, path: str, headers: dict[str, str]) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers | {"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise WrongPage(f"{path}: {answer.status}")
    return body
