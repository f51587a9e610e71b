"""Rows of a JSON Lines file: an object on each line, with the columns of the CSV file as its names."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from app.actions.bring_in import Run
from app.cli.importing.csv_rows import LONGEST_LINE, Row, unknown
from app.domain.import_draft import Columns
from app.kit.errors import Code


class _Twice(ValueError):
    """A name that an object holds twice."""


def jsonl_rows(file: BinaryIO, columns: Columns, run: Run) -> Iterator[Row]:
    """Numbers are handed on as they are written, so that none loses a digit. Raises UnicodeDecodeError."""
    line = 0
    while raw := file.readline(LONGEST_LINE):
        line += 1
        text = raw.decode("utf-8-sig" if line == 1 else "utf-8").strip()
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            run.refuse(line, "", Code.BAD_FILE, "This line is longer than a mebibyte; the rest was not read.")
            return
        if text and (row := _row(text, line, run)) is not None and _fits(row, line, columns, run):
            yield line, row
    if line == 0:
        run.refuse(1, "", Code.BAD_FILE, "This file is empty.")


def _row(text: str, line: int, run: Run) -> dict[str, Any] | None:
    try:
        row = json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_number, object_pairs_hook=_once)
    except _Twice as error:
        run.refuse(line, str(error), Code.DUPLICATE_KEY, "This name stands in the object more than once.")
    except (ValueError, RecursionError):
        run.refuse(line, "", Code.BAD_JSON, "This line is not JSON.")
    else:
        if isinstance(row, dict):
            return {name: "" if value is None else value for name, value in row.items()}
        run.refuse(line, "", Code.NOT_AN_OBJECT, "An object is needed on each line.")
    return None


def _fits(row: dict[str, Any], line: int, columns: Columns, run: Run) -> bool:
    strange = [name for name in row if name not in columns.all]
    for name in strange:
        run.refuse(line, name[:40].encode("ascii", "replace").decode(), Code.BAD_COLUMN, unknown(name, columns))
    return not strange


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)
