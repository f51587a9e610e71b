"""The one HTTP client. A caller belongs to one origin; it is guarded, timed, counted, tried again in bounds, discreet.

with wire.call("https://prometheus.company.example", headers=..., secrets=[token]) as caller:
    answer = caller.get("/api/v1/query", {"query": "up"}).json()
"""

import logging
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import httpcore
import httpx

from app.connectors.dialling import CONNECT_SECONDS, Deadline, Dialler, NotDialled, Transport
from app.connectors.reading import LARGEST_BODY, Answer, unpacked
from app.kit.errors import Code, ToolFailed
from app.kit.reach import Place, Reach

READ_SECONDS, WHOLE_SECONDS = 15.0, 60.0
ATTEMPTS = 3
LONGEST_WAIT = 3_600  # seconds of a Retry-After that are believed
FAILURES_THAT_OPEN, OPEN_SECONDS = 5, 60.0
_TIMEOUT = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
_OWN_HEADERS = {"user-agent": "unsung", "accept": "application/json", "accept-encoding": "gzip"}
Query = Mapping[str, str | int | Sequence[str]]
for _library in ("httpx", "httpcore"):  # they write whole addresses into the log, and an address can be a secret
    logging.getLogger(_library).setLevel(logging.WARNING)


@dataclass
class _Breaker:
    """Opens after five failures in a row; after a minute one call may try again."""

    failures: int = 0
    until: float = 0.0


@dataclass
class Wire:
    """One for each process. `reach` is the operator's list, `proxy` the operator's own; `pause` waits between tries."""

    reach: Reach = field(default_factory=Reach)
    proxy: str | None = None
    whole_seconds: float = WHOLE_SECONDS
    pause: Callable[[float], None] = time.sleep
    _breakers: dict[Place, _Breaker] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextmanager
    def call(
        self, url: str, *, headers: Mapping[str, str] | None = None, secrets: Sequence[str] = ()
    ) -> Iterator["Caller"]:
        """A caller for the origin of `url`. Raises ToolFailed (address_refused) where the operator's list says no.

        `secrets` are struck out of everything that is shown; put there what `headers` hold.
        """
        try:
            place = self.reach.place(url)
        except ValueError as error:
            raise ToolFailed(Code.ADDRESS_REFUSED, str(error), permanent=True) from None
        deadline = Deadline()
        proxy_host = urlsplit(self.proxy).hostname if self.proxy else None
        transport = Transport(Dialler(self.reach, deadline, proxy_host), self.proxy)
        with httpx.Client(
            transport=transport, timeout=_TIMEOUT, follow_redirects=False, trust_env=False, headers=_OWN_HEADERS
        ) as client:
            client.headers.update(headers or {})
            yield Caller(self, place, client, deadline, tuple(secrets))

    def admit(self, place: Place) -> None:
        """Raises ToolFailed while the breaker is open; lets one try pass once its minute is over."""
        with self._lock:
            breaker = self._breakers.setdefault(place, _Breaker())
            wait = breaker.until - time.monotonic()
            if breaker.failures >= FAILURES_THAT_OPEN and wait > 0:
                message = f"{place.host} failed {breaker.failures} times in a row and is left alone for a minute."
                raise ToolFailed(Code.TOOL_BROKEN, message, permanent=False, wait=max(1, round(wait)))
            breaker.until = time.monotonic() + OPEN_SECONDS

    def note(self, place: Place, *, worked: bool) -> None:
        with self._lock:
            breaker = self._breakers.setdefault(place, _Breaker())
            breaker.failures = 0 if worked else breaker.failures + 1
            breaker.until = time.monotonic() + OPEN_SECONDS


@dataclass
class Caller:
    """Bound to one origin. Answers of 200 to 299, 304 and 4xx but 429 come back; everything else is ToolFailed."""

    wire: Wire
    place: Place
    client: httpx.Client = field(repr=False)
    deadline: Deadline
    secrets: tuple[str, ...] = field(repr=False)

    def get(self, path: str, query: Query | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """`path` begins with a slash, or is a whole address of the same origin (the next page that a tool names)."""
        return self._tried("GET", path, query, headers, None, ATTEMPTS)

    def post(
        self,
        path: str,
        content: bytes,
        *,
        media: str = "application/json",
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
    ) -> Answer:
        """Sent once, unless `repeatable`. With `sent` in the fault nobody can know whether it took effect."""
        own = {"content-type": media, **(headers or {})}
        return self._tried("POST", path, None, own, content, ATTEMPTS if repeatable else 1)

    def _tried(
        self,
        method: str,
        path: str,
        query: Query | None,
        headers: Mapping[str, str] | None,
        content: bytes | None,
        attempts: int,
    ) -> Answer:
        url = self._address(path, query)
        self.deadline.at = time.monotonic() + self.wire.whole_seconds
        for attempt in range(1, attempts + 1):
            self.wire.admit(self.place)
            try:
                answer = self._once(method, url, headers, content)
            except ToolFailed as fault:
                self.wire.note(self.place, worked=fault.code not in _OURS_TO_COUNT)
                wait = fault.wait if fault.wait is not None else _back_off(attempt)
                late = time.monotonic() + wait >= self.deadline.at
                if fault.permanent or attempt == attempts or late:
                    raise
                self.wire.pause(wait)
            else:
                self.wire.note(self.place, worked=True)
                return answer
        raise AssertionError  # the last attempt has answered or raised

    def _once(self, method: str, url: str, headers: Mapping[str, str] | None, content: bytes | None) -> Answer:
        with _words_for(self.place.host):
            request = self.client.build_request(method, url, headers=headers, content=content)
            response = self.client.send(request, stream=True)
            try:
                encoding = response.headers.get("content-encoding", "")
                body = unpacked(response.iter_raw(), encoding, self.place.host, LARGEST_BODY)
            finally:
                response.close()
        known = {name.lower(): value for name, value in response.headers.items()}
        answer = Answer(response.status_code, known, body, self.place.host, self.secrets)
        _refuse_status(answer)
        return answer

    def _address(self, path: str, query: Query | None) -> str:
        if not path.startswith("/") or path.startswith("//"):
            try:
                place: Place | None = self.wire.reach.place(path)
            except ValueError:
                place = None
            if place != self.place:
                message = f"{self.place.host} named a next page on another host, which is not followed."
                raise ToolFailed(Code.TOOL_REDIRECTED, message, permanent=True)
        else:
            path = self.place.origin + path
        return f"{path}{'&' if '?' in path else '?'}{urlencode(query, doseq=True)}" if query else path


# What says that the tool is unwell; anything else is a healthy tool that says no.
_OURS_TO_COUNT = (Code.TOOL_BROKEN, Code.TOOL_SILENT, Code.TOOL_UNREACHABLE)


@contextmanager
def _words_for(host: str) -> Iterator[None]:
    """A failure becomes a sentence with the name of the host and nothing else of the request."""
    try:
        yield
    except NotDialled:
        message = f"{host} lies inside a private network, and the operator has not listed it."
        raise ToolFailed(Code.ADDRESS_REFUSED, message, permanent=True) from None
    except (httpx.ConnectTimeout, httpcore.ConnectTimeout):
        raise ToolFailed(Code.TOOL_UNREACHABLE, f"{host} did not answer the call in time.", permanent=False) from None
    except httpx.ConnectError as error:
        raise ToolFailed(Code.TOOL_UNREACHABLE, _why_not(host, error), permanent=False) from None
    except (httpx.TimeoutException, httpcore.TimeoutException):
        message = f"{host} did not finish its answer in time."
        raise ToolFailed(Code.TOOL_SILENT, message, permanent=False, sent=True) from None
    except (httpx.TransportError, httpx.InvalidURL, httpcore.NetworkError):
        message = f"{host} broke off, or did not speak HTTP."
        raise ToolFailed(Code.TOOL_BROKEN, message, permanent=False, sent=True) from None


def _why_not(host: str, error: httpx.ConnectError) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"The certificate of {host} does not hold: {cause.verify_message}."
        cause = cause.__cause__ or cause.__context__
    return f"No connection to {host}."


def _refuse_status(answer: Answer) -> None:
    status, host, body = answer.status, answer.host, answer.shown()
    if status == 429:
        wait = _asked_wait(answer)
        raise ToolFailed(
            Code.TOOL_BUSY, f"{host} asked to wait: too many requests.", permanent=False, wait=wait, body=body
        )
    if status >= 500 or status < 200:
        wait = _asked_wait(answer)
        raise ToolFailed(
            Code.TOOL_BROKEN, f"{host} failed with status {status}.", permanent=False, wait=wait, body=body
        )
    if 300 <= status < 400 and status != 304:
        message = f"{host} sent the request on to another address, which is not followed."
        raise ToolFailed(Code.TOOL_REDIRECTED, message, permanent=True, body=body)


def _asked_wait(answer: Answer) -> int | None:
    """Retry-After in seconds, or as a date by the tool's own clock; at most an hour. None where it says nothing."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_WAIT)
    until, there = _moment(text), _moment(answer.headers.get("date", ""))
    if until is None or there is None:
        return None
    return max(0, min(round((until - there).total_seconds()), LONGEST_WAIT))


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _back_off(attempt: int) -> float:
    """Half a second, one, two: each made longer by up to as much again, so that callers do not come in step."""
    return 0.5 * float(2 ** (attempt - 1)) * (1 + random.random())  # noqa: S311 - spreads load, keeps no secret
