"""The body of an answer: counted while it arrives, unpacked in small pieces, read as JSON of limited depth."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from app.kit.errors import Code, ToolFailed
from app.kit.json_text import depth

LARGEST_BODY = 10 * 1024 * 1024
DEEPEST_JSON = 32
SHOWN_CHARACTERS = 200
_PIECE = 64 * 1024
_WBITS = {"gzip": 31, "x-gzip": 31, "deflate": 47}


@dataclass(frozen=True)
class Answer:
    """A status from 200 to 299, 304, or one of 400 to 499; header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes
    host: str
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_ok(self) -> bool:
        return self.status < 300

    def json(self) -> object:
        """Raises ToolFailed (tool_not_json) for another media type, for no JSON, and for more than 32 levels."""
        media = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != "application/json" and not media.endswith("+json"):
            raise self._not_json(f"{self.host} answered with {_named(media)} where JSON was due.")
        try:
            text = self.body.decode("utf-8-sig")
            if depth(text) > DEEPEST_JSON:
                raise self._not_json(f"{self.host} answered with JSON that is nested too deeply.")
            return json.loads(text, parse_constant=_no_constant)
        except ValueError:
            raise self._not_json(f"{self.host} answered with something that is not whole JSON.") from None

    def shown(self) -> str:
        """The first characters, for administrators alone."""
        return redact(self.body[: SHOWN_CHARACTERS * 8].decode("utf-8", "replace"), self.secrets)[:SHOWN_CHARACTERS]

    def refused(self, message: str) -> ToolFailed:
        """What a connector raises for an answer that it cannot use."""
        return ToolFailed(Code.TOOL_REFUSED, message, permanent=True, body=self.shown())

    def _not_json(self, message: str) -> ToolFailed:
        return ToolFailed(Code.TOOL_NOT_JSON, message, permanent=False, body=self.shown())


def unpacked(pieces: Iterable[bytes], encoding: str, host: str, most: int = LARGEST_BODY) -> bytes:
    """The whole body, at most `most` bytes of it after unpacking. Raises ToolFailed (tool_too_large, tool_broken)."""
    body = bytearray()
    for piece in _inflated(pieces, encoding.strip().lower(), host):
        body += piece
        if len(body) > most:
            size = f"{most // (1024 * 1024)} MiB" if most >= 1024 * 1024 else f"{most} bytes"
            raise ToolFailed(Code.TOOL_TOO_LARGE, f"{host} answered with more than {size}.", permanent=True)
    return bytes(body)


def redact(text: str, secrets: Iterable[str]) -> str:
    """Every secret of four characters or more becomes three dots."""
    for secret in sorted((one for one in secrets if len(one) >= 4), key=len, reverse=True):
        text = text.replace(secret, "...")
    return text


def _inflated(pieces: Iterable[bytes], encoding: str, host: str) -> Iterator[bytes]:
    """Never more than 64 KiB at a time, whatever the packed bytes promise."""
    if encoding in ("", "identity"):
        yield from pieces
        return
    if encoding not in _WBITS:
        raise ToolFailed(Code.TOOL_BROKEN, f"{host} packed its answer in a way that was not asked for.", permanent=True)
    engine = zlib.decompressobj(_WBITS[encoding])
    try:
        for piece in pieces:
            rest = piece
            while rest and not engine.eof:
                yield engine.decompress(rest, _PIECE)
                rest = engine.unconsumed_tail
    except zlib.error:
        raise ToolFailed(Code.TOOL_BROKEN, f"{host} packed its answer wrongly.", permanent=False) from None
    if not engine.eof:
        raise ToolFailed(Code.TOOL_BROKEN, f"{host} broke off its answer.", permanent=False)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _named(media: str) -> str:
    return {"": "no media type", "text/html": "a web page", "text/plain": "plain text"}.get(media, "another media type")
