"""/api/v1: the organisation's own rates, and an effect in money."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.price_impact import price_impact
from app.actions.set_rate import add_rate, end_rate
from app.domain import Viewer
from app.domain.measurement_draft import PriceDraft, RateCardDraft
from app.domain.policy import require_admin
from app.domain.rights import to_support
from app.queries import impacts, rate_cards, standings
from app.queries.impacts import Stated
from app.queries.rate_cards import Card
from app.web.body import JsonDep
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import takes
from app.web.respond import Rows

router = Doorway(tags=["rate cards"], dependencies=[Depends(no_query)])


@router.get("/settings/rate-cards")
def index(visit: VisitDep) -> Response:
    """Newest first; `holds` says which may be used today."""
    return visit.tell(lambda db, _viewer: Rows(list(rate_cards.every(db, today=visit.today)), None, None))


@router.post("/settings/rate-cards", status_code=201, **takes(RateCardDraft))
def add(body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> Card:
        require_admin(viewer)
        card = add_rate(db, by=viewer, draft=body.draft(RateCardDraft), now=visit.now)
        return _card(db, card.id, visit)

    return visit.answer(deed, status=201)


@router.post("/settings/rate-cards/{card_id}/end")
def end(card_id: str, visit: VisitDep) -> Response:
    """It holds for nothing new; what was worked out with it keeps it."""

    def deed(db: Session, viewer: Viewer) -> Card:
        end_rate(db, card_id, by=viewer, now=visit.now)
        return _card(db, card_id, visit)

    return visit.answer(deed)


@router.post("/contributions/{contribution_id}/impacts/{impact_id}/money", status_code=201, **takes(PriceDraft))
def price(contribution_id: str, impact_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """A statement beside the effect, with its inputs and its formula; estimated."""

    def deed(db: Session, viewer: Viewer) -> Stated:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft = body.draft(PriceDraft)
        made = price_impact(db, contribution_id, impact_id, by=viewer, draft=draft, now=visit.now)
        return impacts.one(db, contribution_id, made.id)

    return visit.answer(deed, status=201, location=f"/api/v1/contributions/{contribution_id}/impacts/{{id}}")


def _card(db: Session, card_id: str, visit: VisitDep) -> Card:
    db.flush()
    return next(card for card in rate_cards.every(db, today=visit.today) if card.id == card_id)
