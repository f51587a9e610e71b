"""UUIDv7 as text: sorted by time of birth, the same on both databases, ready for a URL."""

import re
import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

ID_LENGTH = 36
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Bits = Callable[[int], int]
_bits: ContextVar[Bits] = ContextVar("bits", default=secrets.randbits)


@contextmanager
def repeatable(random_bits: Bits) -> Iterator[None]:
    """Within the block, whoever makes an id draws its bits from a seeded source: the demo company is the same twice."""
    before = _bits.set(random_bits)
    try:
        yield
    finally:
        _bits.reset(before)


def new_id(now: datetime, random_bits: Bits | None = None) -> str:
    """A fresh UUIDv7 (RFC 9562, 5.7) for the millisecond of `now`; hand in `random_bits` to repeat a run."""
    random_bits = random_bits or _bits.get()
    milliseconds = int((now - _EPOCH).total_seconds() * 1000)
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | random_bits(12) << 64
    value |= 0b10 << 62 | random_bits(62)
    return str(uuid.UUID(int=value))


def is_id(text: str) -> bool:
    """Whether `text` has the shape of an id; anything else is answered like an id that does not exist."""
    return _SHAPE.fullmatch(text) is not None
