"""A series as a file: header `timestamp,value`, one reading a line, oldest first. Every fault is named at once."""

import csv
import io
import math
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, tzinfo
from typing import Literal, NoReturn
from zoneinfo import ZoneInfo

from app.domain.measurement import MOST_ROWS
from app.domain.reading import Reading
from app.kit.errors import Code, FieldError, Invalid

HEADER = ("timestamp", "value")
_NO_NUMBER = "the value is no number. Write decimals with a dot: 1.5, and leave it empty where it is missing."
MOST_FAULTS = 100


def read_metric(raw: bytes, *, zone: str, most_rows: int = MOST_ROWS) -> list[Reading]:
    """Raises Invalid: `file.12` is line 12. A bare date means midnight in `zone`; an empty value is missing."""
    text = _text(raw)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(cell.strip().lower() for cell in next(rows, []))
        if header != HEADER:
            _refuse(1, Code.BAD_COLUMN, "The first line is: timestamp,value")
        numbered = ((rows.line_num, row) for row in rows)
        found = _readings(numbered, ZoneInfo(zone), most_rows)
    except csv.Error:
        _refuse(rows.line_num, Code.BAD_ROW, "this line is no CSV: a quotation mark is left open.")
    if not found:
        _refuse(1, Code.BAD_FILE, "There is no reading in this file.")
    return found


def as_csv(readings: Iterable[Reading]) -> str:
    """The one spelling that is kept, hashed and measured: UTC, shortest figures that give the same number."""
    lines = (f"{_stamp(ts)},{'' if value is None else repr(value)}\n" for ts, value in readings)
    return ",".join(HEADER) + "\n" + "".join(lines)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse(line, Code.BAD_ENCODING, "this line is not UTF-8. Save the file as UTF-8.")


def _refuse(line: int, code: Code, words: str) -> NoReturn:
    raise Invalid.many([_fault(line, code, words)])


def _fault(line: int, code: Code, words: str) -> FieldError:
    return FieldError(f"file.{line}", code, f"Line {line}: {words}")


def _readings(rows: Iterable[tuple[int, list[str]]], zone: tzinfo, most_rows: int) -> list[Reading]:
    found: list[Reading] = []
    faults: list[FieldError] = []
    for line, row in rows:
        if not row:
            continue
        if len(found) >= most_rows:
            raise Invalid(Code.TOO_LARGE, f"A file holds at most {most_rows:,} readings.")
        reading = _reading(line, row, zone, faults)
        if reading is not None:
            faults += _out_of_order(line, reading, found)
            found.append(reading)
        if len(faults) >= MOST_FAULTS:
            faults.append(FieldError("file", Code.TOO_MANY, f"And more: the first {MOST_FAULTS} faults are listed."))
            break
    if faults:
        raise Invalid.many(faults)
    return found


def _reading(line: int, row: list[str], zone: tzinfo, faults: list[FieldError]) -> Reading | None:
    if len(row) != 2:
        words = f"{len(row)} cells where 2 are due."
        if len(row) == 3 and row[1].strip().lstrip("+-").isdigit() and row[2].strip().isdigit():
            words += " Write decimals with a dot: 1.5."
        faults.append(_fault(line, Code.BAD_ROW, words))
        return None
    ts, value = _moment(row[0].strip(), zone), _value(row[1].strip())
    if ts is None:
        faults.append(_fault(line, Code.BAD_DATE, "write the time as 2026-03-02T14:00:00Z, or a day as 2026-03-02."))
    if value is False:
        faults.append(_fault(line, Code.WRONG_TYPE, _NO_NUMBER))
    return None if ts is None else Reading(ts, None if value is False else value)


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """None for what is no time, has no zone, or lies outside of what can be meant."""
    try:
        if len(text) == 10:
            found = datetime.combine(date.fromisoformat(text), time(), zone)
        else:
            found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    if found.tzinfo is None or not 1990 <= found.year <= 2199:
        return None
    return found.astimezone(UTC)


def _value(text: str) -> float | Literal[False] | None:
    """None where it is missing; False for what is no number: a NaN that is read as a gap hides a broken export."""
    if not text:
        return None
    if not text.isascii() or "_" in text:
        return False
    try:
        value = float(text)
    except ValueError:
        return False
    return value if math.isfinite(value) else False


def _out_of_order(line: int, reading: Reading, found: list[Reading]) -> Iterator[FieldError]:
    if found and reading.ts == found[-1].ts:
        yield _fault(line, Code.BAD_ROW, "this time stands in the line before, too.")
    elif found and reading.ts < found[-1].ts:
        yield _fault(line, Code.BAD_ROW, "this time lies before that of the line above. Sort the file, oldest first.")


def _stamp(ts: datetime) -> str:
    return ts.astimezone(UTC).isoformat().replace("+00:00", "Z")
