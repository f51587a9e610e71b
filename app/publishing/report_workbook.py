"""Rows as a workbook: every text cell typed as text, nothing that a spreadsheet would run or follow."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from app.publishing.report_csv import guarded

_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the file holds no clock, so that its bytes repeat
_LONGEST_CELL = 32_767


def write(
    path: Path, *, names: Sequence[str], typed: Sequence[bool], batches: Iterable[Sequence[Sequence[str]]]
) -> int:
    """Writes the workbook and returns the number of rows. Memory does not follow it: rows leave as they come."""
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = Workbook(str(path), options)
    book.set_properties({"created": _NO_TIME})
    sheet = book.add_worksheet("data")
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(names):
        sheet.write_string(0, place, name)
    rows = 0
    for columns in batches:
        for row in zip(*columns, strict=True):
            rows += 1
            _write_row(sheet, rows, row, typed)
    book.close()
    return rows


def _write_row(sheet: Any, number: int, row: Sequence[str], typed: Sequence[bool]) -> None:
    for place, cell in enumerate(row):
        if cell:
            text = guarded(cell) if typed[place] else cell
            sheet.write_string(number, place, text[:_LONGEST_CELL])
