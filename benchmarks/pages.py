"""Pages under measure, and the look at each before its speed counts."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, replace

from benchmarks.load import Target


class WrongPage(Exception):
    """The page under measure is not the page that was meant."""


@dataclass(frozen=True)
class Page:
    """`row` is a piece of markup that occurs `rows` times; `holds` is a text that only the right page has.

    `unchanged`: asked for again with the tag of its last answer, which must give 304.
    """

    name: str
    path: str
    headers: tuple[str, ...] = ()
    status: int = 200
    least_bytes: int = 0
    most_bytes: int = 0
    row: str = ""
    rows: int = 0
    holds: str = ""
    unchanged: bool = False

    def target(self, port: int, bytes_seen: int) -> Target:
        return Target(f"http://127.0.0.1:{port}{self.path}", self.headers, bytes_seen)


def look(page: Page, port: int) -> int:
    """Asks once, which also warms up, and returns the bytes of the body. Raises WrongPage with what was wrong."""
    status, body = fetch(port, page.path, page.headers)
    text = body.decode("utf-8", "replace")
    faults = []
    if status != page.status:
        faults.append(f"status {status}, not {page.status}: {text[:300]}")
    if not page.least_bytes <= len(body) <= page.most_bytes:
        faults.append(f"{len(body)} bytes, not {page.least_bytes} to {page.most_bytes}")
    if page.row and text.count(page.row) != page.rows:
        faults.append(f"{text.count(page.row)} times {page.row!r}, not {page.rows}")
    if page.holds not in text:
        faults.append(f"no {page.holds!r}")
    if faults:
        raise WrongPage(f"{page.name} at {page.path}: " + "; ".join(faults))
    return len(body)


def known(page: Page, port: int) -> Page:
    """The page as somebody asks for it who holds it already."""
    if not page.unchanged:
        return page
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", page.path, headers=dict(header.split(": ", 1) for header in page.headers))
        answer = connection.getresponse()
        answer.read()
        return replace(page, status=304, headers=(*page.headers, f"If-None-Match: {answer.headers['ETag']}"))
    finally:
        connection.close()


def fetch(port: int, path: str, headers: tuple[str, ...] = ()) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=dict(header.split(": ", 1) for header in headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
