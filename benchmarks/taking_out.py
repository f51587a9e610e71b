"""HR takes everything out: the file over HTTP, as fast as one reader can take it."""

from __future__ import annotations

import hashlib
import http.client
import json
import tempfile
from time import perf_counter

from benchmarks.access import by_token
from benchmarks.book import Book, cell
from benchmarks.pages import WrongPage
from benchmarks.processes import cpu_seconds, pss_mib, watching_memory
from benchmarks.rounds import Step
from benchmarks.servers import free_port, serving
from benchmarks.unsung import FIRST, command, environment

# Thirteen columns, as many as the anchor's; ours gathers all contributors of a row, the anchor names its lead.
COLUMNS = ["id", "ref", "kind", "category", "title", "state", "finished_on", "team", "self_reported", "contributors",
           "emails", "grade", "tier"]  # fmt: skip
ASKED = {
    "dataset": "contributions", "format": "csv", "purpose": "review_preparation", "names": True, "columns": COLUMNS,
    "from": "2023-05-01", "to": "2026-06-30",
}  # fmt: skip
CHUNK = 1 << 16


def taken_out(engine: str, size: int, url: str, watched: tuple[int, ...] = ()) -> tuple[str, Step]:
    def step(book: Book) -> None:
        port = free_port()
        with (
            tempfile.TemporaryDirectory() as folder,
            serving(command(port), port, path=FIRST, env=environment(url, folder)) as running,
        ):
            identity = _asked(port)
            idle, before = pss_mib(running.pid), cpu_seconds(running.pid, *watched)
            with watching_memory(running.pid) as peak:
                figures = _fetched(port, identity)
            cpu = cpu_seconds(running.pid, *watched) - before
        if figures["rows"] != size or figures["columns"] != len(COLUMNS):
            raise WrongPage(f"the export holds {figures}")
        more = {"cpu": cpu, "idle_mib": idle, "above_idle_mib": peak.mib - idle}
        book.write(cell(engine, size, "unsung", "export"), figures | more)

    return f"unsung, export on {engine}, {size:,}", step


def _asked(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = _headers() | {"Content-Type": "application/json"}
    connection.request("POST", "/api/v1/exports", json.dumps(ASKED), headers)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status != 202:
        raise WrongPage(f"an export is refused: {answer.status} {said[:500]!r}")
    return str(json.loads(said)["id"])


def _fetched(port: int, identity: str) -> dict[str, float]:
    """Rows are counted by lines: no cell of the synthetic data holds a line break."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    digest, lines, weight, header = hashlib.sha256(), 0, 0, b""
    started = perf_counter()
    connection.request("GET", f"/api/v1/exports/{identity}/file", headers=_headers())
    answer = connection.getresponse()
    first = 0.0
    while chunk := answer.read1(CHUNK):
        first = first or perf_counter() - started
        header = header or chunk.split(b"\n", 1)[0]
        digest.update(chunk)
        lines += chunk.count(b"\n")
        weight += len(chunk)
    wall = perf_counter() - started
    connection.close()
    return {
        "wall": wall, "first_byte_ms": first * 1000, "bytes": weight, "rows": lines - 1,
        "columns": header.count(b",") + 1, "sha256_start": int(digest.hexdigest()[:8], 16),
    }  # fmt: skip


def _headers() -> dict[str, str]:
    return dict(header.split(": ", 1) for header in by_token("hr"))
