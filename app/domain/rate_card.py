"""What an hour, a minute or a unit costs this organisation, by its own word: the only way from an effect to money."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Field

from app.domain.impact import ImpactKind
from app.domain.noun import Noun
from app.kit.columns import Amount, key, link, long_text, maybe_link, maybe_moment, moment, word


class MoneyLine(StrEnum):
    """Three lines that are never one sum: an invoice that fell, hours that became free, a loss that did not come."""

    SAVED_COST = "saved_cost"
    CAPACITY = "capacity"
    AVOIDED_LOSS = "avoided_loss"


LINES_OF_KIND = {
    ImpactKind.ENGINEER_TIME: (MoneyLine.CAPACITY,),
    ImpactKind.BAD_MINUTES: (MoneyLine.AVOIDED_LOSS,),
    ImpactKind.CUSTOMER_TIME: (MoneyLine.AVOIDED_LOSS,),
    ImpactKind.RISK_RETIRED: (MoneyLine.AVOIDED_LOSS,),
    ImpactKind.INCIDENTS: (MoneyLine.AVOIDED_LOSS,),
    ImpactKind.OTHER: (MoneyLine.SAVED_COST,),
}
LINE_WORDS = {
    MoneyLine.SAVED_COST: "Saved cost: an invoice fell",
    MoneyLine.CAPACITY: "Capacity: hours became free",
    MoneyLine.AVOIDED_LOSS: "Avoided loss: a risk did not come",
}
SAID = {
    MoneyLine.SAVED_COST: "Saved cost, at the organisation's own price.",
    MoneyLine.CAPACITY: "Capacity, at the organisation's own rate: hours became free, no invoice fell.",
    MoneyLine.AVOIDED_LOSS: "Avoided loss, at the organisation's own rate. It is no cash.",
}


class RateCard(Noun, table=True):
    """`low`, `likely`, `high` per `unit` in `currency`. A changed rate is a new card; the old one ends."""

    __tablename__ = "rate_card"

    id: str = key()
    name: str = word(200)
    line: str = word(16)
    unit: str = word(40)
    low: Decimal = Field(sa_type=Amount)
    likely: Decimal = Field(sa_type=Amount)
    high: Decimal = Field(sa_type=Amount)
    currency: str = word(3)
    source: str = long_text()
    owner_id: str = link("person", index=True)
    valid_from: date
    valid_to: date
    added_by_id: str | None = maybe_link("person")
    added_at: datetime = moment()
    ended_at: datetime | None = maybe_moment()
    version: int = 1

    def holds_on(self, day: date) -> bool:
        return self.ended_at is None and self.valid_from <= day <= self.valid_to
