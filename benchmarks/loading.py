"""The synthetic company as unsung itself would hold it: read from the CSV files once, in step, batch by batch."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.batch import Batch
from benchmarks.deed_rows import DeedRows
from benchmarks.people_rows import PeopleRows
from benchmarks.sheets import Writer

BATCH = 5_000
Line = list[str]


def load(data: Path, writer: Writer, *, thin_before: str = "") -> None:
    """`thin_before` keeps one contribution of ten of the days before it: a short history with the same last weeks."""
    people = PeopleRows.read(data)
    batch = Batch()
    people.write_to(batch)
    batch.flush(writer)
    rows = DeedRows(people)
    for deed, contributors, recognitions, incident in _deeds(data):
        if deed[4] < thin_before and int(deed[0]) % 10:
            continue
        rows.add(batch, deed, contributors, recognitions, incident)
        if len(batch) >= BATCH:
            batch.flush(writer)
    batch.flush(writer)
    writer.finish()


def _deeds(data: Path) -> Iterator[tuple[Line, list[Line], list[Line], int | None]]:
    """A contribution, its contributors, its recognitions, and the number of the response that it prevents."""
    links = {int(line[1]): int(line[0]) for line in _lines(data / "link.csv")}
    contributors = _Grouped(_lines(data / "contributor.csv"), column=0)
    recognitions = _Grouped(_lines(data / "recognition.csv"), column=1)
    for deed in _lines(data / "contribution.csv"):
        yield deed, contributors.of(deed[0]), recognitions.of(deed[0]), links.get(int(deed[0]))


class _Grouped:
    """Lines that come in the order of the contribution they belong to, handed out one contribution at a time."""

    def __init__(self, lines: Iterator[Line], column: int) -> None:
        self._lines, self._column = lines, column
        self._next = next(lines, None)

    def of(self, number: str) -> list[Line]:
        found = []
        while self._next is not None and self._next[self._column] == number:
            found.append(self._next)
            self._next = next(self._lines, None)
        return found


def _lines(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        yield from reader
