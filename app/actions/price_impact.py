"""An effect in money, by a rate card that holds today: a statement beside the effect, never added to it."""

from datetime import datetime

from sqlmodel import Session

from app.actions.assess import state_impact
from app.domain import Impact, ImpactKind, MoneyLine, RateCard, Viewer
from app.domain.impact import Bounds, Method
from app.domain.impact_draft import ImpactDraft, InputDraft
from app.domain.impact_figures import plain
from app.domain.measurement_draft import PriceDraft
from app.domain.rate_card import LINES_OF_KIND, SAID
from app.domain.rights import to_support
from app.kit.errors import Code, Conflict, Invalid, NotFound
from app.kit.ids import is_id
from app.queries import impacts, standings
from app.queries.impacts import Stated

FORMULA = "amount x rate"
_KIND = {
    MoneyLine.SAVED_COST: ImpactKind.MONEY_SAVED,
    MoneyLine.AVOIDED_LOSS: ImpactKind.MONEY_AVOIDED,
    MoneyLine.CAPACITY: ImpactKind.OTHER,  # hours that became free are no cash; their worth stands beside them
}


def price_impact(
    db: Session, contribution_id: str, impact_id: str, *, by: Viewer, draft: PriceDraft, now: datetime
) -> Impact:
    """Inputs and formula stay with it, so that anybody works it out again; its grade is estimated."""
    to_support(by, standings.sighted(db, by, contribution_id))
    stated = _priced(db, contribution_id, impact_id)
    card = db.get(RateCard, draft.rate_card) if is_id(draft.rate_card) else None
    if card is None or not card.holds_on(now.date()) or card.unit != stated.unit:
        raise Invalid.one("rate_card", Code.BAD_CHOICE, "Choose a rate card of this unit that holds today.")
    if MoneyLine(card.line) not in LINES_OF_KIND.get(ImpactKind(stated.kind), ()):
        raise Invalid.one("rate_card", Code.BAD_CHOICE, "This rate card prices another kind of effect.")
    origin = f"Effect {stated.id}, version {stated.version}, {stated.grade}"
    if any(one.current and one.inputs.get("amount.source") == origin for one in _all(db, contribution_id)):
        raise Conflict(Code.WRONG_STATE, "This effect stands in money already.")
    return state_impact(db, contribution_id, by=by, draft=_draft(stated, card, origin), now=now)


def _draft(stated: Stated, card: RateCard, origin: str) -> ImpactDraft:
    quantity = plain(Bounds(stated.low or 0, stated.likely or 0, stated.high or 0))  # type: ignore[arg-type]
    rate = plain(Bounds(card.low, card.likely, card.high))
    line = MoneyLine(card.line)
    span = f"{card.valid_from.isoformat()} to {card.valid_to.isoformat()}"
    return ImpactDraft(
        kind=_KIND[line],
        sentence=SAID[line],
        method=Method.WORKED,
        unit=card.currency,
        period=stated.period,  # type: ignore[arg-type]  # a period of a statement is one of those of a draft
        inputs=(
            InputDraft(
                name="amount",
                value=quantity.likely,
                low=quantity.low,
                high=quantity.high,
                unit=stated.unit,
                source=origin,
            ),
            InputDraft(
                name="rate",
                value=rate.likely,
                low=rate.low,
                high=rate.high,
                unit=f"{card.currency} per unit",
                source=f"Rate card {card.name}"[:200],
            ),
        ),
        formula=FORMULA,
        source=f"Rate card {card.name}, valid {span}",
        changed_on=stated.changed_on,
    )


def _priced(db: Session, contribution_id: str, impact_id: str) -> Stated:
    """The version that stands now, by the id of any. Raises NotFound; Invalid where it has no amount."""
    every = _all(db, contribution_id)
    statement = next((one.statement_id for one in every if impact_id in (one.id, one.statement_id)), None)
    for one in every:
        if one.statement_id == statement and one.current:
            if one.low is None or one.likely is None or one.high is None:
                raise Invalid(Code.BAD_AMOUNT, "This effect has no amount that could be priced.")
            return one
    raise NotFound


def _all(db: Session, contribution_id: str) -> tuple[Stated, ...]:
    return impacts.of_contribution(db, contribution_id)
