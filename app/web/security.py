"""The outermost layer: a request id, the address that was called, and the headers that every answer carries."""

import re
import secrets
import time
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.addresses import is_loopback
from app.kit.errors import Code, Invalid
from app.kit.work_ids import REQUEST_ID
from app.web.errors import refuse
from app.web.statuses import status_of
from app.web.tally import Tally

LONGEST_QUERY = 8 * 1024
LONGEST_PATH = 2 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OPEN_HOSTS = ("/healthz", "/readyz", "/metrics")

OFFERED = re.compile(rb"\*/\*|application/(\*|json|problem\+json)", re.IGNORECASE)
FILES = ("/file", "/bundle")  # what they are was said when they were asked for


class Guard:
    """Plain ASGI: it must cost next to nothing on every page."""

    def __init__(self, app: ASGIApp, base_url: str, tally: Tally) -> None:
        self.app = app
        self.tally = tally
        self.host = urlsplit(base_url).netloc
        self.local = is_loopback(base_url)
        self.headers = [
            (b"content-security-policy", POLICY.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
        ]
        if base_url.startswith("https://"):
            self.headers.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope["unsung.request_id"] = request_id
        REQUEST_ID.set(request_id)
        own = [*self.headers, (b"x-request-id", request_id.encode())]
        is_head = scope["method"] == "HEAD"
        if is_head:  # what GET answers, without its body
            scope = {**scope, "method": "GET"}

        begun, status = time.perf_counter(), 500  # where nothing is answered, the error page outside of us answers

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *own]
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._answer(scope, receive, with_headers)
        finally:
            self.tally.note(scope, status, time.perf_counter() - begun)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._fault(scope)
        if fault is None:
            await self.app(scope, receive, send)
            return
        answer = refuse(Request(scope, receive), fault, status_of(fault))
        await answer(scope, receive, send)

    def _fault(self, scope: Scope) -> Invalid | None:
        if len(scope.get("query_string", b"")) > LONGEST_QUERY or len(scope.get("raw_path") or b"") > LONGEST_PATH:
            return Invalid(Code.URI_TOO_LONG, "This address is longer than we read.")
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if scope["path"] not in OPEN_HOSTS and (len(hosts) != 1 or not self._is_ours(hosts[0])):
            return Invalid(Code.BAD_HOST, "This address is not the one that unsung answers to.")
        if scope["path"].startswith("/api/") and not _takes_json(scope):
            return Invalid(Code.NOT_ACCEPTABLE, "This is told as application/json.")
        return None

    def _is_ours(self, host: bytes) -> bool:
        name = host.decode("latin-1")
        return name == self.host or (self.local and is_loopback(f"http://{name}"))


def _takes_json(scope: Scope) -> bool:
    asked = [value for name, value in scope["headers"] if name == b"accept"]
    return not asked or any(map(OFFERED.search, asked)) or scope["path"].endswith(FILES)
