"""Opens connections: the name is resolved once, the decision falls on the address that is dialled, and time is finite.

Everything a stream does ends at the deadline of its request, so that no drip of single bytes can hold a thread.
"""

import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic

import httpcore
import httpx

from app.kit.reach import Address, Reach

CONNECT_SECONDS, RESOLVE_SECONDS = 5.0, 5.0
Options = Iterable[httpcore.SOCKET_OPTION] | None


class NotDialled(Exception):
    """Every address of this name lies where the operator has not allowed a call."""


@dataclass
class Deadline:
    """The moment at which the request in hand is over; moved for each request of a connection."""

    at: float = 0.0

    def left(self, wanted: float | None) -> float:
        """Raises ReadTimeout where nothing is left."""
        rest = self.at - monotonic()
        if rest <= 0:
            raise httpcore.ReadTimeout("the whole request took too long")
        return rest if wanted is None else min(rest, wanted)


class Dialler(httpcore.NetworkBackend):
    """`proxy`: the operator's own, which is dialled whatever its address; behind it the name alone is judged."""

    def __init__(self, reach: Reach, deadline: Deadline, proxy: str | None = None) -> None:
        self._reach, self._deadline, self._proxy = reach, deadline, proxy
        self._wire = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options = None,
    ) -> httpcore.NetworkStream:
        found = resolve(host, port, self._deadline.left(RESOLVE_SECONDS))
        allowed = [one for one in found if host == self._proxy or self._reach.may_dial(host, port, one)]
        if not allowed:
            raise NotDialled
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in allowed[:3]:
            try:
                stream = self._wire.connect_tcp(
                    str(address), port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Timed(stream, self._deadline)
        raise failed or httpcore.ConnectError("no address answered")


class Transport(httpx.HTTPTransport):
    """httpx over connections of the dialler alone. No environment variable moves it."""

    def __init__(self, dialler: Dialler, proxy: str | None = None) -> None:
        super().__init__(trust_env=False)
        context = httpx.create_ssl_context(trust_env=False)
        self._pool = (
            httpcore.HTTPProxy(proxy, ssl_context=context, max_connections=1, network_backend=dialler)
            if proxy
            else httpcore.ConnectionPool(ssl_context=context, max_connections=1, network_backend=dialler)
        )


class _Timed(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Timed(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def resolve(host: str, port: int, seconds: float) -> list[Address]:
    """Each address once, in the resolver's order. Raises ConnectError; ConnectTimeout after `seconds`.

    The system's resolver knows no time limit, so it runs beside us and is left behind when it is slow.
    """
    answers: queue.SimpleQueue[Callable[[], list[Address]]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            answers.put(list)
            return
        found = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
        answers.put(lambda: list(dict.fromkeys(found)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)()
    except queue.Empty:
        raise httpcore.ConnectTimeout("the name server did not answer") from None
    if not found:
        raise httpcore.ConnectError("no such host")
    return found
