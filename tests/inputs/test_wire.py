"""Requests that no client library would send, on the server's own socket (rows T-20 to T-24)."""

import re
import socket
import time
from collections.abc import Iterator

import pytest

from app.cli.schema import migrate
from app.database import Store, sqlite_url
from tests.databases import MIGRATIONS
from tests.durability.machine import Client, Machine, Stored, started

PLAIN = (400, 431)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("wire")
    migrate(sqlite_url(folder / "unsung.db"), MIGRATIONS)
    with started(sqlite_url(folder / "unsung.db"), folder) as found:
        yield found


@pytest.fixture(scope="module")
def client(machine: Machine) -> Client:
    return Client.of(machine, Store.open(machine.url))


def told(machine: Machine, *lines: str, body: bytes = b"", patience: float = 5) -> list[int]:
    """The statuses of whatever answers come before the server closes or falls silent."""
    head = "\r\n".join([*lines, f"Host: 127.0.0.1:{machine.port}", "Connection: close", "", ""])
    with socket.create_connection(("127.0.0.1", machine.port), timeout=patience) as wire:
        wire.sendall(head.encode("latin-1") + body)
        answer = b""
        try:
            while chunk := wire.recv(65_536):
                answer += chunk
        except (TimeoutError, ConnectionError):
            pass
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3})", answer)]


@pytest.mark.parametrize("header", ["X-Large: " + "a" * 102_400, "\r\n".join(f"X-{n}: 1" for n in range(5_000))])
def test_t20_large_heads_are_refused_or_read_and_never_break(machine: Machine, header: str) -> None:
    statuses = told(machine, "GET /healthz HTTP/1.1", header)
    assert all(status < 500 for status in statuses)


def test_t21_a_body_that_does_not_come_is_not_waited_for(machine: Machine, client: Client) -> None:
    lines = ("POST /api/v1/contributions HTTP/1.1", "Content-Type: application/json", "Content-Length: 100")
    began = time.monotonic()
    assert told(machine, *lines, body=b'{"title":', patience=20) == [408]
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("length", ["-1", "abc", "5\r\nContent-Length: 6", "+5"])
def test_t22_an_odd_length_is_refused(machine: Machine, client: Client, length: str) -> None:
    lines = (
        "POST /api/v1/contributions HTTP/1.1",
        f"Authorization: Bearer {client.token}",
        f"Content-Length: {length}",
    )
    statuses = told(machine, *lines, body=b"hello")
    assert len(statuses) <= 1, "one request is never read as two"
    assert set(statuses) <= set(PLAIN)


def test_t23_two_ways_to_say_a_length_never_make_two_requests(machine: Machine) -> None:
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    lines = ("POST /api/v1/contributions HTTP/1.1", f"Content-Length: {len(smuggled)}", "Transfer-Encoding: chunked")
    statuses = told(machine, *lines, body=smuggled)
    assert len(statuses) <= 1
    assert 200 not in statuses


def test_t24_a_client_that_leaves_in_mid_body_leaves_nothing(machine: Machine, client: Client) -> None:
    store = Store.open(machine.url)
    before = Stored.read(store)
    head = (
        f"POST /api/v1/contributions HTTP/1.1\r\nHost: 127.0.0.1:{machine.port}\r\n"
        f"Authorization: Bearer {client.token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", machine.port), timeout=5) as wire:
        wire.sendall(head.encode() + b'{"title":')
    time.sleep(0.5)
    assert Stored.read(store) == before
    log = (machine.folder / "server.log").read_text()
    assert "Traceback" not in log
    assert "ERROR" not in log
    assert client.knock("GET", "/contributions").status_code == 200
    store.close()
