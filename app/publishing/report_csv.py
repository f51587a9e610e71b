"""Rows as CSV (RFC 4180, UTF-8): columns in, lines out, with every cell that a spreadsheet would run made harmless."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

# White space that spreadsheets step over, then what starts a formula, in half and in full width.
SPACES = " \u00a0\u3000\u200b\ufeff"
STARTS = "=+-@\t\r\n＝＋－＠"
_MARK = "\x1f"
_ANY_SUSPECT = tuple(f"{_MARK}{character}" for character in STARTS + SPACES)
_SUSPECT = tuple(suspect for suspect in _ANY_SUSPECT if suspect.isascii())


def header(names: Sequence[str]) -> bytes:
    return (",".join(names) + "\r\n").encode()


def lines(columns: Sequence[Sequence[str]], typed: Sequence[bool]) -> bytes:
    """The lines of one batch. Typed cells are quoted always, the others hold words, numbers and days of ours."""
    ready = [_typed(column) if is_typed else column for column, is_typed in zip(columns, typed, strict=True)]
    pattern = ",".join(['"%s"' if is_typed else "%s" for is_typed in typed]) + "\r\n"
    return "".join([pattern % row for row in zip(*ready, strict=True)]).encode()


def guarded(cell: str) -> str:
    """The cell with ' in front where a spreadsheet would take it for a formula; removing it gives the original."""
    return f"'{cell}" if cell.lstrip(SPACES).startswith(tuple(STARTS)) else cell


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A small table, all at once."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def writer(typed: Sequence[bool]) -> Callable[[Sequence[Sequence[str]]], bytes]:
    return lambda columns: lines(columns, typed)


def _typed(column: Sequence[str]) -> Sequence[str]:
    """One look at the whole column, each text once: most hold nothing to escape, and pass as they are."""
    whole = _MARK + _MARK.join(set(column))
    if '"' in whole:
        column = [cell.replace('"', '""') for cell in column]
    if any(suspect in whole for suspect in (_SUSPECT if whole.isascii() else _ANY_SUSPECT)):
        column = [guarded(cell) for cell in column]
    return column
