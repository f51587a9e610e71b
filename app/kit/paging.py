"""Keyset paging: a cursor is the last row's place, signed for one list and one reader."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.kit.crypto import holds, sign
from app.kit.errors import Code, Invalid

PAGE_SIZE = 25
LARGEST_PAGE = 100

Row = TypeVar("Row")


@dataclass(frozen=True)
class Cursor:
    """The place after (or before) which a page begins. `values` are the sort key of one row."""

    values: tuple[str, ...]
    backward: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page with the cursors of its neighbours; None where there is none."""

    rows: list[Row]
    next: Cursor | None
    previous: Cursor | None


def seal(cursor: Cursor, *, purpose: str, key: str) -> str:
    """`purpose` names the list, its filter and the reader, so that a cursor opens no other list."""
    body = json.dumps([list(cursor.values), cursor.backward], separators=(",", ":"))
    packed = base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")
    return f"{packed}.{sign(packed, key, purpose)}"


def unseal(text: str, *, purpose: str, key: str) -> Cursor:
    """Raises Invalid (bad_cursor) for anything that this product did not hand out for this list and reader."""
    packed, _, signature = text.partition(".")
    if not packed.isascii() or not holds(packed, signature, key, purpose):
        raise Invalid.one("cursor", Code.BAD_CURSOR, "This page link has ended. Start again from the first page.")
    try:
        values, backward = _decode(packed)
    except (ValueError, binascii.Error) as error:
        raise Invalid.one("cursor", Code.BAD_CURSOR, "This page link cannot be read.") from error
    return Cursor(tuple(str(value) for value in values), bool(backward))


def cut(rows: list[Row], *, limit: int, cursor: Cursor | None, place: Any) -> Page[Row]:
    """One page out of up to `limit` + 1 rows read in the cursor's direction; `place(row)` gives a row's key."""
    more = len(rows) > limit
    kept = rows[:limit]
    backward = cursor is not None and cursor.backward
    if backward:
        kept.reverse()
    has_next = backward or more
    has_previous = more if backward else cursor is not None
    return Page(
        rows=kept,
        next=Cursor(place(kept[-1])) if kept and has_next else None,
        previous=Cursor(place(kept[0]), backward=True) if kept and has_previous else None,
    )


def _decode(packed: str) -> tuple[list[Any], Any]:
    body = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    values, backward = json.loads(body)
    return values, backward
