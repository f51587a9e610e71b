"""The input table as it is read, and the rows that this part of the product cannot be asked yet."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ELSEWHERE = ("HOOK", "SCIM", "CFG")  # webhooks, directories and connected tools come with later parts


@dataclass(frozen=True)
class Row:
    id: str
    input: str
    statuses: frozenset[int]
    codes: frozenset[str]

    def __str__(self) -> str:
        return f"{self.id} {self.input}"


def read(name: str) -> list[Row]:
    lines = (FOLDER / f"{name}.txt").read_text().splitlines()[1:]
    return [_row(*line.split("|")) for line in lines if line]


def _row(row_id: str, text: str, status: str, code: str) -> Row:
    """Whatever numbers the cell names may come; "2xx" is any of them, and "as POST" what the POST would get."""
    statuses = {int(number) for number in re.findall(r"\d{3}", status)}
    if status == "2xx" or "as " in status:
        statuses |= {200, 201, 202, 204}
    if status == "-":
        statuses |= {200}
    return Row(row_id, text, frozenset(statuses), frozenset() if code == "-" else frozenset(code.split(", ")))


ROWS = {row.id: row for name in ("transport", "bodies", "own") for row in read(name)}
NOT_HERE = dict(
    line.split("|") for line in (FOLDER / "not_applicable.txt").read_text().splitlines() if line and line[0] != "#"
)
STRINGS = {
    line.split("|")[0]: line.split("|")[1:] for line in (FOLDER / "strings.txt").read_text().splitlines()[1:] if line
}


def why_not(row_id: str) -> str:
    family = row_id.split("-", maxsplit=1)[0]
    return NOT_HERE.get(row_id) or ("a later part of the product" if family in ELSEWHERE else "")
