"""Rows as JSON Lines: one object a line, every cell as it was written."""

import json
from collections.abc import Sequence

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def lines(names: Sequence[str], columns: Sequence[Sequence[str]]) -> bytes:
    """Amounts stay text, so that a figure arrives as exactly as it was written; an empty cell is null."""
    rows = zip(*columns, strict=True)
    return "".join(
        [_encode({name: cell or None for name, cell in zip(names, row, strict=True)}) + "\n" for row in rows]
    ).encode()
