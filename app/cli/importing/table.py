"""One file, gone through row by row as often as it is asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.actions.bring_in import Run, Said
from app.cli.importing.csv_rows import LONGEST_LINE, csv_rows
from app.cli.importing.jsonl_rows import jsonl_rows
from app.cli.importing.kinds import Kind
from app.cli.progress import Progress
from app.domain.draft import read_values
from app.domain.person_draft import fold_address
from app.kit.errors import Code, Invalid

READERS = {".csv": csv_rows, ".jsonl": jsonl_rows}
WORKBOOK = b"PK\x03\x04"
FORMULA = ("=", "＝")


class Table:
    def __init__(self, path: Path, kind: Kind) -> None:
        """Raises Invalid for a path that cannot be read, or whose name says neither .csv nor .jsonl."""
        if path.suffix.lower() not in READERS:
            raise Invalid.one("FILE", Code.BAD_FILE, "the name of the file must end with .csv or .jsonl")
        if not path.is_file():
            raise Invalid.one("FILE", Code.BAD_FILE, f"{path} is not a file that can be read")
        self._path = path
        self._kind = kind
        self._read = READERS[path.suffix.lower()]

    def rows(self, run: Run, progress: Progress) -> Iterator[Said[Any]]:
        """Only rows that can be read; what is wrong with the others is noted in `run`."""
        columns = self._kind.columns
        with self._path.open("rb") as file:
            if file.peek(4)[:4] == WORKBOOK:
                run.refuse(1, "", Code.BAD_FILE, "This is a workbook with another name. Save it as CSV.")
                return
            try:
                for count, (line, values) in enumerate(self._read(file, columns, run)):
                    progress.at(file.tell(), count)
                    said = _said(line, values, self._kind, run)
                    if said is not None:
                        yield said
            except UnicodeDecodeError:
                words = "This is not text in UTF-8. Save the file as CSV in UTF-8."
                run.refuse(_first_bad_line(self._path), "", Code.BAD_ENCODING, words)

    @property
    def size(self) -> int:
        return self._path.stat().st_size


def _said(line: int, values: dict[str, Any], kind: Kind, run: Run) -> Said[Any] | None:
    columns = kind.columns
    unsaid = {name for name in columns.kept_when_empty if _is_empty(values.get(name))}
    given = {name: value for name, value in values.items() if name not in unsaid}
    formulas = [name for name, value in given.items() if isinstance(value, str) and value.lstrip().startswith(FORMULA)]
    for name in formulas:
        run.refuse(line, name, Code.FORMULA_REFUSED, "A cell cannot begin with =. Write the value itself.")
    try:
        draft = read_values(columns.draft, given)
    except Invalid as fault:
        run.refuse_all(line, (error for error in fault.errors if error.field not in formulas))
        draft = None
    if draft is not None and not formulas:
        return Said(line, draft)
    run.broken.add(fold_address(str(values.get(kind.key, ""))))
    return None


def _is_empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _first_bad_line(path: Path) -> int:
    number = 0
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            number += 1
            try:
                line.decode()
            except UnicodeDecodeError:
                break
    return number
