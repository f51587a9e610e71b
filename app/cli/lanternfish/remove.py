"""Take the demo company away again: its rows, and whatever has come to hang on them while somebody looked around."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, select, update
from sqlmodel import Session, col

from app.actions.measure_impact import MEASURE
from app.actions.write_audit import write_audit
from app.domain import Attempt, Job, Person, Setting, metadata
from app.kit.errors import Code, Conflict
from app.queries.demo import PERSONAS

CHUNK = 400
Ids = dict[str, set[str]]


def remove(db: Session, *, now: datetime) -> int:
    """In the caller's transaction; the audit log, which only grows, keeps saying that it was here."""
    emails = list(db.execute(select(col(Person.email_folded)).where(col(Person.sample))).scalars())
    if not emails:
        raise Conflict(Code.WRONG_STATE, "The demo company is not here.")
    tables = metadata.sorted_tables
    ids = _doomed(db, tables)
    _let_go(db, tables, ids)
    rows = sum(_delete(db, table, ids) for table in reversed(tables))
    db.execute(delete(Setting).where(col(Setting.name) == PERSONAS))
    counted = [*(f"account:{email}" for email in emails), *(f"nominate:{person}" for person in ids["person"])]
    for chunk in _chunks(sorted(counted)):
        db.execute(delete(Attempt).where(col(Attempt.key).in_(chunk)))
    for chunk in _chunks([f"{MEASURE}:{result}" for result in sorted(ids["result"])]):
        db.execute(delete(Job).where(col(Job.dedupe_key).in_(chunk)))
    write_audit(db, by=None, action="demo_removed", object_type="setting", object_id="", now=now)
    return rows


def _doomed(db: Session, tables: Sequence[Table]) -> Ids:
    """Ids by table: what is marked as a sample, and what cannot be without something that goes."""
    ids: Ids = {table.name: set() for table in tables}
    found = True
    while found:
        found = False
        for table in tables:
            if "id" in table.c and table.name != "audit_head":
                new = set(_hanging(db, table, ids)) - ids[table.name]
                ids[table.name] |= new
                found = found or bool(new)
    return ids


def _hanging(db: Session, table: Table, ids: Ids) -> Iterator[str]:
    if "sample" in table.c:
        yield from db.execute(select(table.c.id).where(table.c.sample)).scalars()
    for column, target in _pointers(table):
        if not column.nullable:
            for chunk in _chunks(sorted(ids[target])):
                yield from db.execute(select(table.c.id).where(column.in_(chunk))).scalars()


def _let_go(db: Session, tables: Iterable[Table], ids: Ids) -> None:
    """Rows that stay point at nothing that goes; within what goes, nothing has to be deleted in order."""
    for table in tables:
        for column, target in _pointers(table):
            if column.nullable:
                for chunk in _chunks(sorted(ids[target])):
                    db.execute(update(table).where(column.in_(chunk)).values({column.name: None}))


def _delete(db: Session, table: Table, ids: Ids) -> int:
    """By its own id; a table without one, by whatever it points at."""
    if "id" in table.c:
        places: list[tuple[Column[Any], str]] = [(table.c.id, table.name)]
    else:
        places = [(column, target) for column, target in _pointers(table) if not column.nullable]
    gone = 0
    for column, target in places:
        for chunk in _chunks(sorted(ids[target])):
            gone += db.execute(delete(table).where(column.in_(chunk))).rowcount  # type: ignore[attr-defined]
    return gone


def _pointers(table: Table) -> list[tuple[Column[Any], str]]:
    return [(key.parent, key.column.table.name) for key in table.foreign_keys if key.column.name == "id"]


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
