"""Connections that measure: who they are and whether they answered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Connection, ConnectionKind


@dataclass(frozen=True)
class GaugeRow:
    id: str
    name: str
    address: str
    state: str
    tried_at: datetime | None
    read_at: datetime | None
    trouble: str
    version: int


def listed(db: Session) -> list[GaugeRow]:
    c = Connection
    question = (
        select(
            col(c.id), col(c.name), col(c.address), col(c.state), col(c.tried_at), col(c.read_at), col(c.trouble),
            col(c.version),
        )
        .where(col(c.kind) == ConnectionKind.PROMETHEUS.value)
        .order_by(col(c.name), col(c.id))
        .limit(100)
    )  # fmt: skip
    return [GaugeRow(*row) for row in db.execute(question)]
