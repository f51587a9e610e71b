"""The audit log, read to see whether it is whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from app.domain import AuditEvent, AuditHead
from app.domain.audit import GENESIS, hashed_fields, link_hash


@dataclass(frozen=True)
class Verdict:
    """`broken_at` is the first row that does not follow from the one before; None where the chain holds."""

    rows: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def verify(connection: Connection) -> Verdict:
    """Walks the whole chain in batches. The head kept beside it shows a tail that was cut off."""
    expected, last, rows = 1, GENESIS, 0
    for row in _rows(connection):
        rows += 1
        if row["seq"] != expected:
            return Verdict(rows, last, expected, f"row {expected} is missing")
        if row["prev"] != last or row["hash"] != link_hash(last, hashed_fields(row)):
            return Verdict(rows, last, row["seq"], f"row {row['seq']} is not as it was written")
        expected, last = expected + 1, row["hash"]
    seq, head = connection.execute(select(col(AuditHead.seq), col(AuditHead.hash))).one()
    if (seq, head) != (rows, last):
        return Verdict(rows, last, rows + 1, f"the log ends at row {rows} and {seq} were written")
    return Verdict(rows, last)


def head_of(connection: Connection) -> str:
    return str(connection.execute(select(col(AuditHead.hash))).scalar_one())


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    question = select(AuditEvent.__table__).order_by(col(AuditEvent.seq))  # type: ignore[attr-defined]
    for row in connection.execute(question):
        yield dict(row._mapping)
