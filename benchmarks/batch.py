"""Rows gathered by table until there are enough to write at once."""

from __future__ import annotations

from collections import defaultdict

from benchmarks.sheets import Row, Sheet, Writer


class Batch:
    """Its length is the longest of its sheets."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._sheets: dict[str, Sheet] = {}

    def __len__(self) -> int:
        return max(map(len, self._rows.values()), default=0)

    def add(self, sheet: Sheet, row: Row) -> None:
        self._sheets[sheet.table] = sheet
        self._rows[sheet.table].append(row)

    def flush(self, writer: Writer) -> None:
        for table, rows in self._rows.items():
            writer.write(self._sheets[table], rows)
        self._rows.clear()
