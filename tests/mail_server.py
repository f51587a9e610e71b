"""A real SMTP server on a free port of this machine. It counts what it has taken, and can be told to misbehave."""

import asyncio
import email.policy
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from socket import create_server
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

BOTH = Path(__file__).resolve().parent / "connectors" / "localhost.pem"
CERTIFICATE = BOTH.with_name("localhost_certificate.pem")
BREAK = "break"  # as an answer: the connection ends instead
HANG = "hang"  # as an answer: none comes
OK = "250 taken"


@dataclass(frozen=True)
class Taken:
    recipient: str
    data: bytes

    @property
    def message(self) -> EmailMessage:
        found = email.message_from_bytes(self.data, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        return found


def _always(_: str) -> str:
    return OK


@dataclass
class MailServer:
    """`at_rcpt` and `at_dot` say what is answered to whom. Whatever was answered with 250 at the dot is `taken`; with
    `keeps_broken` also what came whole before the connection broke, as a real server might."""

    port: int = 0
    at_rcpt: Callable[[str], str] = _always
    at_dot: Callable[[str], str] = _always
    keeps_broken: bool = False
    taken: list[Taken] = field(default_factory=list)
    dots: int = 0
    connections: int = 0

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """How often each letter was taken, by whom it is for and its Message-ID."""
        return Counter((one.recipient, str(one.message["Message-ID"])) for one in self.taken)

    async def handle_RCPT(self, server: SMTP, _s: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802
        answer = await self._answer(server, self.at_rcpt(address))
        if answer.startswith("25"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _s: Any, envelope: Any) -> str:  # noqa: N802
        self.dots += 1
        (recipient,) = envelope.rcpt_tos
        wanted = self.at_dot(recipient)
        if wanted.startswith("25") or (self.keeps_broken and wanted in (BREAK, HANG)):
            self.taken.append(Taken(recipient, envelope.original_content))
        return await self._answer(server, wanted)

    async def handle_HELO(self, _server: SMTP, session: Any, _e: Any, hostname: str) -> str:  # noqa: N802
        session.host_name = hostname
        return "250 hello"

    async def _answer(self, server: SMTP, wanted: str) -> str:
        if wanted == BREAK:
            server.transport.abort()
            return "451 never seen"
        if wanted == HANG:
            await asyncio.sleep(600)
        return wanted


class _Leaving(SMTP):
    """A client that dies within a letter is let go; aiosmtpd would wait for the rest of it in a busy loop."""

    def eof_received(self) -> bool:
        return False


class _Counting(Controller):
    def __init__(self, handler: MailServer, **more: Any) -> None:
        super().__init__(handler, **more)
        self._mail = handler

    def factory(self) -> SMTP:
        self._mail.connections += 1
        return _Leaving(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_server(*, tls: bool = False, login: tuple[str, str] | None = None, **more: Any) -> Iterator[MailServer]:
    """With `tls` it offers STARTTLS, and takes nothing before it; its certificate is signed by itself."""
    with create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    mail = MailServer(port=port, **more)
    options: dict[str, Any] = {}
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(BOTH)
        options |= {"tls_context": context, "require_starttls": True}
    if login:

        def check(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
            right = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == login
            return AuthResult(success=right, handled=False)

        options |= {"authenticator": check, "auth_required": True, "auth_require_tls": tls}
    controller = _Counting(mail, hostname="127.0.0.1", port=port, **options)
    controller.start()
    mail.connections = 0
    try:
        yield mail
    finally:
        controller.stop(no_assert=True)
