"""A server on the loopback address that answers as a test tells it to, byte by byte where that matters."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

Reply = Callable[["Seen", socket.socket], None]


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Loopback:
    """`replies` are used in order; the last one goes on for ever. `seen` holds every request that arrived."""

    port: int = 0
    seen: list[Seen] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def says(self, *replies: Reply) -> "Loopback":
        self.replies = list(replies)
        return self


def answer(status: int = 200, body: bytes | str = b"{}", media: str = "application/json", **headers: str) -> Reply:
    """A whole, well-formed answer; `retry_after="3"` becomes the header Retry-After."""
    raw = body.encode() if isinstance(body, str) else body
    lines = {
        "content-type": media,
        "content-length": str(len(raw)),
        "connection": "close",  # as the server does: else a quick client finds its connection gone
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    head = f"HTTP/1.1 {status} Said\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return lambda _seen, to: to.sendall(head.encode() + b"\r\n" + raw)


def raw(data: bytes) -> Reply:
    return lambda _seen, to: to.sendall(data)


@contextmanager
def loopback(*replies: Reply) -> Iterator[Loopback]:
    """One connection after another, each in its own thread; every connection carries one request."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Loopback(listener.getsockname()[1], replies=list(replies))
        threading.Thread(target=_accept, args=(listener, server), daemon=True).start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, server: Loopback) -> None:
    while True:
        try:
            to, _address = listener.accept()
        except OSError:
            return
        server.connections += 1
        threading.Thread(target=_serve, args=(to, server), daemon=True).start()


def _serve(to: socket.socket, server: Loopback) -> None:
    with to:
        try:
            seen = _read(to)
            if seen is None:
                return
            server.seen.append(seen)
            place = min(len(server.seen), len(server.replies)) - 1
            server.replies[place](seen, to)
        except OSError:
            return  # the caller has hung up, as some tests want it to


def _read(to: socket.socket) -> Seen | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = to.recv(65_536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    while len(body) < int(headers.get("content-length", 0)):
        body += to.recv(65_536)
    method, path, _version = first.split(" ", 2)
    return Seen(method, path, headers, body)


def range_of(days: Sequence[tuple[date, float]]) -> Reply:
    """As a Prometheus answers a range query over these days, at whatever times it is asked for."""

    def reply(seen: Seen, to: socket.socket) -> None:
        asked = {name: value[0] for name, value in parse_qs(urlsplit(seen.path).query).items()}
        step, ts = int(asked["step"].rstrip("s")), int(asked["start"])
        by_day = dict(days)
        values = []
        while ts <= int(asked["end"]):
            value = by_day.get(datetime.fromtimestamp(ts, UTC).date())
            values += [] if value is None else [[ts, str(value)]]
            ts += step
        found = {"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {}, "values": values}]}}
        answer(body=json.dumps(found))(seen, to)

    return reply
