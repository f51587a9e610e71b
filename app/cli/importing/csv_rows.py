"""Rows of a CSV file: UTF-8 with or without a mark, either separator, any line end, line breaks inside quotes."""

import csv
import io
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import chain
from typing import Any, BinaryIO

from app.actions.bring_in import Run
from app.domain.import_draft import Columns
from app.kit.errors import Code

LONGEST_LINE = 1 << 20
Row = tuple[int, dict[str, Any]]


def csv_rows(file: BinaryIO, columns: Columns, run: Run) -> Iterator[Row]:
    """(line a row begins on, cells by column). A header that cannot be used ends the file."""
    lines = _lines(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
    first = next(lines, "")
    reader = csv.reader(chain([first], lines), delimiter=_separator(first), strict=True)
    line = 1
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        if not _is_usable(header, columns, run):
            return
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) == len(header):
                    yield line, dict(zip(header, cells, strict=True))
                else:
                    words = f"This row has {len(cells)} cells, the header {len(header)}."
                    run.refuse(line, "", Code.BAD_ROW, words)
            line = reader.line_num + 1
    except csv.Error as error:
        words = f"From here on this cannot be read as CSV ({error}). Is a quote left open?"
        run.refuse(line, "", Code.BAD_FILE, words)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """A line without an end would be read into memory whole, so it is cut, and the reader finds out."""
    while line := text.readline(LONGEST_LINE):
        yield line


def _separator(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


def _is_usable(header: list[str], columns: Columns, run: Run) -> bool:
    before = run.count
    if not header:
        run.refuse(1, "", Code.BAD_FILE, "This file is empty. Its first line names the columns.")
        return False
    for name in dict.fromkeys(header):
        if name not in columns.all:
            run.refuse(1, name or "(no name)", Code.BAD_COLUMN, unknown(name, columns))
        elif header.count(name) > 1:
            run.refuse(1, name, Code.BAD_COLUMN, "This column stands here more than once.")
    for name in columns.needed:
        if name not in header:
            run.refuse(1, name, Code.BAD_COLUMN, "This column is needed.")
    return run.count == before


def unknown(name: str, columns: Columns) -> str:
    near = get_close_matches(name, columns.all, 1)
    hint = f"Is {near[0]} meant?" if near else f"There are: {', '.join(columns.all)}."
    return f"There is no such column. {hint}"
