"""Mail: hands letters to one SMTP server over one connection that is kept as long as it holds.

Never falls back to plain text: where STARTTLS is asked for and not offered, nothing is said. The final dot is sent
apart from the letter, so that a connection that breaks before it is a plain failure and only one after it is a doubt.
"""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from app.domain import DeliveryState, Letter, Verdict

CONNECT_SECONDS = 15.0
ANSWER_SECONDS = 60.0
# RFC 5321, 4.5.3.2.6: a server may think for ten minutes about a whole letter.
FINAL_ANSWER_SECONDS = 600.0
_CLOSING = 421
_OWN_WORDS = 160


@dataclass(frozen=True)
class Server:
    """`security`: starttls, tls or none."""

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = ""
    certificates: Path | None = None
    name_here: str = "localhost"
    connect_seconds: float = CONNECT_SECONDS
    answer_seconds: float = ANSWER_SECONDS
    final_answer_seconds: float = FINAL_ANSWER_SECONDS


class SmtpCarrier:
    def __init__(self, server: Server) -> None:
        self._server = server
        self._wire: smtplib.SMTP | None = None

    def offer(self, letter: Letter) -> Verdict | None:
        """A connection that was kept may have ended meanwhile; then a new one is tried, once."""
        kept = self._wire is not None
        try:
            self._open()
            return self._envelope(letter)
        except (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError) as error:
            self.close()
            return self.offer(letter) if kept else _unreachable(error)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return _unreachable(error)
        except ValueError as error:  # smtplib refuses to write what could be read as a second command
            self.drop()
            return Verdict(DeliveryState.FAILED, f"the address cannot be written: {type(error).__name__}")

    def hand_over(self, letter: Letter) -> Verdict:
        wire = self._wire
        if wire is None or wire.sock is None:
            return _later("the connection ended before the letter")
        try:
            code, words = wire.docmd("DATA")
            if code != 354:
                return self._refused(code, words, "DATA")
            wire.sock.sendall(letter.data)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return _later(f"the connection broke before the end of the letter: {_named(error)}")
        return self._end_letter(wire)

    def drop(self) -> None:
        if self._wire is not None:
            try:
                self._wire.rset()
            except (smtplib.SMTPException, OSError):
                self.close()

    def close(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()

    def _end_letter(self, wire: smtplib.SMTP) -> Verdict:
        assert wire.sock is not None  # noqa: S101 - the letter has just left through it
        try:
            wire.sock.settimeout(self._server.final_answer_seconds)
            wire.sock.sendall(b".\r\n")
            code, words = wire.getreply()
            wire.sock.settimeout(self._server.answer_seconds)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Verdict(DeliveryState.UNCERTAIN, f"no answer after the last dot: {_named(error)}")
        if code // 100 == 2:
            return Verdict(DeliveryState.SENT)
        return self._refused(code, words, "the letter")

    def _open(self) -> None:
        if self._wire is not None:
            return
        server = self._server
        if server.security == "tls":
            wire: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, server.name_here, timeout=server.connect_seconds, context=self._context()
            )
        else:
            wire = smtplib.SMTP(server.host, server.port, server.name_here, timeout=server.connect_seconds)
        self._wire = wire
        assert wire.sock is not None  # noqa: S101 - it has just connected
        wire.sock.settimeout(server.answer_seconds)
        wire.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            wire.starttls(context=self._context())
            wire.ehlo()
        if server.user:
            wire.login(server.user, server.password)
        wire.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _context(self) -> ssl.SSLContext:
        """The certificate is checked against the name, always."""
        return ssl.create_default_context(cafile=str(self._server.certificates) if self._server.certificates else None)

    def _envelope(self, letter: Letter) -> Verdict | None:
        assert self._wire is not None  # noqa: S101 - `offer` has opened it
        if not letter.recipient.isprintable() or " " in letter.recipient:
            return Verdict(DeliveryState.FAILED, "the address holds what no address holds")
        options = ()
        if not letter.recipient.isascii():
            if not self._wire.has_extn("smtputf8"):
                return Verdict(DeliveryState.FAILED, "the mail server cannot write to an address that is not ASCII")
            options = ("SMTPUTF8",)  # type: ignore[assignment]
        code, words = self._wire.mail(letter.sender, options)
        if code == _CLOSING:
            raise smtplib.SMTPServerDisconnected(words.decode("utf-8", "replace"))
        if code != 250:
            return self._refused(code, words, "the sender", channel=True)
        code, words = self._wire.rcpt(letter.recipient)
        if code in (250, 251):
            return None
        if code == _CLOSING:
            raise smtplib.SMTPServerDisconnected(words.decode("utf-8", "replace"))
        return self._refused(code, words, "the address", bounced=code // 100 == 5)

    def _refused(self, code: int, words: bytes, what: str, *, channel: bool = False, bounced: bool = False) -> Verdict:
        """A plain refusal, even to the dot: nothing was taken. The server's words are for administrators alone."""
        if code == _CLOSING:
            self.close()
        else:
            self.drop()
        reason = f"{what} was refused: {code} {words.decode('utf-8', 'replace')[:_OWN_WORDS]}"
        lasting = code // 100 == 5 and not channel
        state = DeliveryState.FAILED if lasting else DeliveryState.RETRY_AT
        return Verdict(state, reason, bounced=bounced and lasting, whole_channel=channel)


def _later(reason: str) -> Verdict:
    return Verdict(DeliveryState.RETRY_AT, reason)


def _unreachable(error: Exception) -> Verdict:
    return Verdict(DeliveryState.RETRY_AT, f"the mail server was not reached: {_named(error)}", whole_channel=True)


def _named(error: Exception) -> str:
    """What the operator can act on; never a password, which no error of these holds."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return f"{type(error).__name__} {error.smtp_code} {text[:_OWN_WORDS]}"
    return f"{type(error).__name__} {str(error)[:_OWN_WORDS]}".strip()
