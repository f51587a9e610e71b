"""The rows of an export in batches, column by column: the only reader of them, whatever the format is.

Contributions come in pieces of one statement each, with every column already gathered into one text by the database:
a million rows then cost a thousand hand-overs, and the database works while Python writes. The other datasets are
smaller and come as plain rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Date, String, bindparam, func, select, tuple_
from sqlmodel import col

from app.domain import Person
from app.domain.export import Dataset
from app.domain.export_ask import Ask
from app.domain.impact import GRADE_WORDS, TIER_WORDS
from app.queries.export_cells import BETWEEN, cells_of, place, rows_of
from app.queries.reports import summary_rows

BATCH = 1_000
_MARK = "\x1f"  # no text of ours holds it: control characters are refused at every door
_ID = 36
_WORDS = {
    "grade": {str(place): word for place, word in enumerate(GRADE_WORDS)},
    "tier": {str(place): word for place, word in enumerate(TIER_WORDS)},
}
Columns = dict[str, Sequence[str]]


@dataclass(frozen=True)
class Faces:
    """What stands for each person: pseudonym or name, and the address."""

    shown: Mapping[str, str]
    emails: Mapping[str, str]


def batches(connection: Connection, ask: Ask) -> Iterator[list[Sequence[str]]]:
    """Cells as text, in the order of `ask.columns`. Within one snapshot; the same data gives the same cells."""
    if ask.dataset is Dataset.SUMMARY:
        yield summary_rows(connection, ask)
        return
    faces = _faces(connection, names=ask.names)
    gather = _gathered if ask.dataset is Dataset.CONTRIBUTIONS else _plain
    for columns in gather(connection, ask):
        yield _named(columns, ask, faces)


def _faces(connection: Connection, *, names: bool) -> Faces:
    """Everybody at once: a look-up by hand is cheaper than a join for each row."""
    question = select(col(Person.id), col(Person.name) if names else col(Person.pseudonym), col(Person.email))
    people = connection.execute(question).all()
    emails = {person_id: email for person_id, _, email in people} if names else {}
    return Faces({person_id: shown for person_id, shown, _ in people}, emails)


def _gathered(connection: Connection, ask: Ask) -> Iterator[Columns]:
    """The period of each piece starts where the last one ended: SQLite takes its way into the index from there."""
    cells = cells_of(ask.dataset, ("id", "finished_on", *ask.header))
    day, key = bindparam("day", type_=Date), bindparam("key", type_=String)
    rows = rows_of(ask.dataset, cells, ask.scope, start=day).where(tuple_(*place()) > tuple_(day, key)).limit(BATCH)
    piece = rows.subquery()
    question = select(*[func.aggregate_strings(piece.c[label], _MARK) for label in cells])
    after: tuple[date, str] = (ask.scope.from_on, "")
    while (found := connection.execute(question, {"day": after[0], "key": after[1]}).one())[0] is not None:
        columns: Columns = {label: text.split(_MARK) for label, text in zip(cells, found, strict=True)}
        yield columns
        after = (date.fromisoformat(columns["finished_on"][-1]), columns["id"][-1])


def _plain(connection: Connection, ask: Ask) -> Iterator[Columns]:
    cells = cells_of(ask.dataset, ask.header)
    for rows in connection.execute(rows_of(ask.dataset, cells, ask.scope)).partitions(BATCH):
        yield dict(zip(cells, zip(*rows, strict=True), strict=True))


def _named(columns: Columns, ask: Ask, faces: Faces) -> list[Sequence[str]]:
    """Ids of people and teams become what they are called in this file."""
    found = dict(columns)
    if "cast" in columns:
        found |= _cast(columns["cast"], faces, ask.header)
    if "replies" in columns:
        found["replies"] = [_replies(cell) for cell in columns["replies"]]
    for name in ("giver", "author"):
        if name in columns:
            found[name] = [faces.shown[cell] for cell in columns[name]]
    if "recipients" in columns:
        folk = [cell.split() for cell in columns["recipients"]]
        found["recipients"] = [_joined(cell, faces.shown) for cell in folk]
        found["emails"] = [_joined(cell, faces.emails) for cell in folk] if "emails" in ask.header else []
    for name, words in _WORDS.items():
        if name in columns:
            found[name] = list(map(words.__getitem__, columns[name]))
    if "team" in columns:
        found["team"] = list(map(ask.team_names.__getitem__, columns["team"]))
    return [found[name] for name in ask.header]


def _cast(cells: Sequence[str], faces: Faces, wanted: Sequence[str]) -> Columns:
    """`id id|day` taken apart, with a role behind each id where roles are wanted."""
    parts = [cell.partition("|") for cell in cells]
    found: Columns = {
        "first_recognised_on": [day for _, _, day in parts],
        "recognised": ["yes" if day else "no" for _, _, day in parts],
    }
    folk = [people for people, _, _ in parts]
    if "roles" in wanted:
        cast = [sorted(people.split()) for people in folk]
        found["roles"] = ["; ".join([one[_ID:] for one in people]) for people in cast]
        folk = [" ".join([one[:_ID] for one in people]) for people in cast]
    if "contributors" in wanted:
        found["contributors"] = [faces.shown.get(people) or _joined(people.split(), faces.shown) for people in folk]
    if "emails" in wanted:
        found["emails"] = [faces.emails.get(people) or _joined(people.split(), faces.emails) for people in folk]
    return found


def _joined(people: Sequence[str], face: Mapping[str, str]) -> str:
    return "; ".join([face[person] for person in sorted(people)])


def _replies(cell: str) -> str:
    return "\n".join(reply[_ID:] for reply in sorted(cell.split(BETWEEN)))
