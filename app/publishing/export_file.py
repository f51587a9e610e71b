"""The bytes of an export as they go out, batch by batch: nothing in them depends on the clock or on who fetches."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.domain.export import Format
from app.domain.export_ask import Ask
from app.kit.errors import Code, Invalid
from app.publishing import report_csv, report_jsonl

MOST_ROWS = 1_000_000
KINDS = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.JSONL: "application/jsonl; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TOO_MANY = f"This file would hold more than {MOST_ROWS:,} rows. Choose a shorter period or one unit."
Batch = Sequence[Sequence[str]]


def kept_at(folder: Path, export_id: str, form: Format) -> Path:
    """Where the file of an export lies, once it is whole."""
    return folder / "exports" / f"{export_id}.{form.value}"


class Counted:
    """Batches as they pass, with the number of rows so far. Refuses to go beyond the most a file may hold."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        self.rows = 0
        self._batches = batches

    def __iter__(self) -> Iterator[Batch]:
        for batch in self._batches:
            self.rows += len(batch[0])
            if self.rows > MOST_ROWS:
                raise Invalid(Code.TOO_MANY, TOO_MANY)
            yield batch


def chunks(ask: Ask, form: Format, batches: Iterable[Batch]) -> Iterator[bytes]:
    """CSV with its header line first, or JSON Lines."""
    if form is Format.JSONL:
        yield from (report_jsonl.lines(ask.header, batch) for batch in batches)
        return
    yield report_csv.header(ask.header)
    yield from (report_csv.lines(batch, ask.typed) for batch in batches)
