"""The permission table as it is read: one row for each thing somebody may want, one cell for each persona."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PERSONAS = "ANON LEFT PEER NOMINATOR SUBJECT TEAMMATE MGR1 MGR2 MGRX HR ADMIN".split()
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Cell:
    """What one persona gets. `mark` says what the body holds: has, not, own, masked, withheld, a number of hits."""

    status: int
    mark: str = ""

    @classmethod
    def read(cls, text: str) -> "Cell":
        status, _, mark = text.partition(":")
        return cls(int(status), mark)


@dataclass(frozen=True)
class Row:
    id: str
    state: str
    face: str
    method: str
    path: str
    cells: dict[str, Cell]

    @property
    def number(self) -> str:
        """M014 without the cross of what nobody may do to themself."""
        return self.id.split()[0]

    def __str__(self) -> str:
        return f"{self.number} {self.state}: {self.method} {self.path}"


def read(name: str) -> list[Row]:
    lines = (FOLDER / name).read_text().splitlines()
    header, *rest = [line for line in lines if line.strip() and not line.startswith("#")]
    assert header.split("|") == ["id", "state", "face", "method", "path", *PERSONAS]
    return [_row(line.split("|")) for line in rest]


def _row(parts: list[str]) -> Row:
    fields, cells = parts[:5], parts[5:]
    assert len(cells) == len(PERSONAS), parts[0]
    return Row(*fields, {persona: Cell.read(cell) for persona, cell in zip(PERSONAS, cells, strict=True)})


# Rows of later parts of the product. They are printed, and each must still lead nowhere: what exists is walked.
LATER = {
    "/insights": "measurement",
    "/me/record": "privacy requests",
    "/people/{SUBJECT}/record": "privacy requests",
    "/me/access-log": "privacy requests",
    "/data-requests": "privacy requests",
    "/audit": "operations",
    "/settings/installation": "operations",
    "/imports": "import over the web",
    "/scim": "accounts from a directory",
    "/hooks": "connected tools",
}


def later(row: Row) -> str:
    """Which later part a row belongs to; empty for what is here."""
    found = (why for start, why in LATER.items() if row.path.startswith(start))
    return "" if row.cells["ADMIN"].status == 404 and row.path.endswith(("/secret", "/cause")) else next(found, "")


MATRIX = read("matrix.txt")
CONTINUATION = read("continuation.txt")
HERE = [row for row in (*MATRIX, *CONTINUATION) if not later(row)]
NOT_YET = [row for row in MATRIX if later(row)]
