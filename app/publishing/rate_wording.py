"""A rate card in words: what it prices, the range, who answers for it and how long it holds."""

from dataclasses import dataclass

from app.domain.rate_card import LINE_WORDS, MoneyLine
from app.kit.templating import UNIT_WORDS, amount, long_day
from app.queries.rate_cards import Card


@dataclass(frozen=True)
class CardView:
    id: str
    name: str
    line: str
    amount: str
    owner: str
    source: str
    span: str
    holds: bool
    can_end: bool


def card_view(card: Card, locale: str) -> CardView:
    unit = UNIT_WORDS.get(card.unit, (card.unit, card.unit))[0]
    low, likely, high = (amount(value, card.currency, locale) for value in (card.low, card.likely, card.high))
    middle = "" if card.low == card.high else f", most likely {likely}"
    figure = likely if card.low == card.high else f"{low} to {high}"
    span = f"{long_day(card.valid_from, locale)} to {long_day(card.valid_to, locale)}"
    if card.ended_on:
        span += f", ended {long_day(card.ended_on, locale)}"
    return CardView(
        id=card.id,
        name=card.name,
        line=LINE_WORDS[MoneyLine(card.line)],
        amount=f"{figure} per {unit}{middle}",
        owner=card.owner,
        source=card.source,
        span=span,
        holds=card.holds,
        can_end=card.ended_on is None,
    )
