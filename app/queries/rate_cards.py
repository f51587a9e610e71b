"""What things cost this organisation, by its own word."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Person, RateCard

MOST = 200


@dataclass(frozen=True)
class Card:
    """`holds`: may be used today."""

    id: str
    name: str
    line: str
    unit: str
    low: Decimal
    likely: Decimal
    high: Decimal
    currency: str
    source: str
    owner_id: str
    owner: str
    valid_from: date
    valid_to: date
    ended_on: date | None
    holds: bool
    version: int


def every(db: Session, *, today: date) -> list[Card]:
    """Newest first."""
    c = RateCard
    question: Any = (
        select(
            col(c.id), col(c.name), col(c.line), col(c.unit), col(c.low), col(c.likely), col(c.high), col(c.currency),
            col(c.source), col(c.owner_id), col(Person.name).label("owner"), col(c.valid_from), col(c.valid_to),
            col(c.ended_at), col(c.version),
        )
        .join(Person, col(Person.id) == col(c.owner_id))
        .order_by(col(c.added_at).desc(), col(c.id).desc())
        .limit(MOST)
    )  # fmt: skip
    return [_card(row, today) for row in db.execute(question)]


def for_unit(db: Session, unit: str, *, lines: tuple[str, ...], today: date) -> list[Card]:
    """Those that can price a quantity of this unit today."""
    return [card for card in every(db, today=today) if card.holds and card.unit == unit and card.line in lines]


def _card(row: Any, today: date) -> Card:
    values = {name: value for name, value in row._mapping.items() if name != "ended_at"}
    holds = row.ended_at is None and row.valid_from <= today <= row.valid_to
    return Card(**values, ended_on=row.ended_at.date() if row.ended_at else None, holds=holds)
