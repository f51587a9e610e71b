"""Links in letters: each is for one person, one thing and one act, and ends by itself.

The link holds what it is for, signed; nothing is stored until it is used. An item of a digest belongs to the one
manager whose edition it is, so naming the item names the person.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadText
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from uuid import UUID

from app.domain.digest import ActKind

LINK_LIFE = timedelta(days=14)
STOP_LIFE = timedelta(days=400)
_FIRST_DAY = date(2020, 1, 1)
_BODY, _MAC, _TEXT = 19, 14, 44  # bytes, bytes, characters; nine parts of 14 bytes are within 128
_PURPOSE = b"unsung act link\x00"


class Aim(IntEnum):
    """What a link can do. The first five are the acts on an item; the next two are about an act that was taken."""

    THANK = 1
    PASS_UP = 2
    SCHEDULE = 3
    ALREADY_DONE = 4
    NOT_NOW = 5
    UNDO = 6
    CALENDAR = 7
    STOP_DIGEST = 8
    STOP_NOTICES = 9

    @property
    def act(self) -> ActKind | None:
        return _ACTS.get(self)

    @property
    def is_stop(self) -> bool:
        return self in (Aim.STOP_DIGEST, Aim.STOP_NOTICES)


_ACTS = {
    Aim.THANK: ActKind.THANK,
    Aim.PASS_UP: ActKind.PASS_UP,
    Aim.SCHEDULE: ActKind.SCHEDULE,
    Aim.ALREADY_DONE: ActKind.ALREADY_DONE,
    Aim.NOT_NOW: ActKind.NOT_NOW,
}


@dataclass(frozen=True)
class ActLink:
    """`subject_id`: an item of a digest, an act, or for the stops a person."""

    aim: Aim
    subject_id: str
    day: date

    def is_over(self, today: date) -> bool:
        return today > self.day + (STOP_LIFE if self.aim.is_stop else LINK_LIFE)


_BYTE = {aim: bytes((aim,)) for aim in Aim}


class Sealer:
    """Makes the links of one day; a letter holds some forty of them."""

    def __init__(self, key: str, day: date) -> None:
        self._key = key.encode()
        self._day = max(0, (day - _FIRST_DAY).days).to_bytes(2, "big")

    def token(self, aim: Aim, subject_id: str) -> str:
        return self.tokens((aim,), subject_id)[0]

    def tokens(self, aims: Sequence[Aim], subject_id: str) -> list[str]:
        """One signature is worked out for all links of a subject, and each gets a part that no other has."""
        what = self._day + bytes.fromhex(subject_id.replace("-", ""))
        seal = _seal(self._key, what)
        return [urlsafe_b64encode(_BYTE[aim] + what + _part(seal, aim)).decode() for aim in aims]


def read_link(token: str, key: str) -> ActLink | None:
    """None for whatever we have not signed ourselves."""
    if len(token) != _TEXT or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token)
    except (BadText, ValueError):
        return None
    aim, what, part = raw[0], raw[1:_BODY], raw[_BODY:]
    if aim not in Aim._value2member_map_ or not hmac.compare_digest(part, _part(_seal(key.encode(), what), aim)):
        return None
    return ActLink(Aim(aim), str(UUID(bytes=what[2:])), _FIRST_DAY + timedelta(days=int.from_bytes(what[:2], "big")))


def _seal(key: bytes, what: bytes) -> bytes:
    """128 bytes that nobody without the key can guess: a part for each thing a link can do."""
    return hmac.digest(key, _PURPOSE + b"1" + what, "sha512") + hmac.digest(key, _PURPOSE + b"2" + what, "sha512")


def _part(seal: bytes, aim: int) -> bytes:
    return seal[(aim - 1) * _MAC : aim * _MAC]
