"""/settings/rate-cards and an effect's price: the organisation's own rates, and money worked out with them alone."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.price_impact import price_impact
from app.actions.set_rate import add_rate, end_rate
from app.domain import MoneyLine, Viewer
from app.domain.draft import Draft
from app.domain.impact import ImpactKind
from app.domain.measurement_draft import PriceDraft, RateCardDraft
from app.domain.policy import require_admin
from app.domain.rate_card import LINE_WORDS, LINES_OF_KIND
from app.domain.rights import require_kept, to_support
from app.kit.errors import Fault
from app.publishing.rate_wording import CardView, card_view
from app.queries import impacts, rate_cards, standings
from app.web.body import Form, FormDep
from app.web.contribution_forms import Field, FormPage, errors_of
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import typed

router = Doorway()
PRICE = "/contributions/{contribution_id}/impacts/{impact_id}/money"
LINES = [(line.value, LINE_WORDS[line]) for line in MoneyLine]


@router.get("/settings/rate-cards")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        visit.query(Draft)
        return _index(visit, db, viewer, None, None)


@router.post("/settings/rate-cards")
def add(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_admin(viewer)
        add_rate(db, by=viewer, draft=form.draft(RateCardDraft), now=visit.now)
        return "/settings/rate-cards"

    def again(viewer: Viewer, fault: Fault) -> Response:
        require_admin(viewer)
        with visit.wiring.store.read() as db:
            return _index(visit, db, viewer, form, fault)

    return visit.do(form, deed, again=again, notice="Saved. Effects in this unit can stand in money now.")


@router.post("/settings/rate-cards/{card_id}/end")
def end(card_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        end_rate(db, card_id, by=viewer, now=visit.now)
        return "/settings/rate-cards"

    return visit.do(form, deed, notice="Ended. What was worked out with it keeps it.")


@router.get(PRICE + "/new")
def open_price(contribution_id: str, impact_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        visit.query(Draft)
        require_kept(to_support(viewer, standings.sighted(db, viewer, contribution_id)))
        return _price(visit, db, viewer, contribution_id, impact_id, None, None)


@router.post(PRICE)
def price(contribution_id: str, impact_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft = form.draft(PriceDraft)
        price_impact(db, contribution_id, impact_id, by=viewer, draft=draft, now=visit.now)
        return f"/contributions/{contribution_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            return _price(visit, db, viewer, contribution_id, impact_id, form, fault)

    return visit.do(
        form, deed, again=again, notice="Saved as a line of its own. It opens to its inputs and its formula."
    )


def _index(visit: Visit, db: Session, viewer: Viewer, form: Form | None, fault: Fault | None) -> Response:
    cards: list[CardView] = [card_view(one, viewer.locale) for one in rate_cards.every(db, today=visit.today)]
    return visit.page(
        "pages/settings/rates.html",
        viewer,
        status=422 if fault else 200,
        page_title="Rate cards",
        cards=cards,
        lines=LINES,
        values=typed(form) if form else {},
        errors=fault.by_field if fault else {},
    )


def _price(
    visit: Visit,
    db: Session,
    viewer: Viewer,
    contribution_id: str,
    impact_id: str,
    form: Form | None,
    fault: Fault | None,
) -> Response:
    stated = impacts.one(db, contribution_id, impact_id)
    lines = LINES_OF_KIND.get(ImpactKind(stated.kind), ())
    cards = rate_cards.for_unit(db, stated.unit, lines=tuple(line.value for line in lines), today=visit.today)
    options = [(card.id, f"{card.name}: {card_view(card, viewer.locale).amount}") for card in cards]
    choice = Field("select", "rate_card", "Rate card", options=options, value=form.get("rate_card") if form else "")
    here = f"/contributions/{contribution_id}"
    shown = FormPage(
        title="What it is in money",
        lead="A line of its own, worked out with the organisation's own rate. It is never added to other lines.",
        button="Work it out",
        action=f"{here}/impacts/{impact_id}/money",
        back=here,
        fields=(choice,) if options else (),
        errors=errors_of(fault, (choice,)),
        now=""
        if options
        else f"No rate card for {stated.unit} holds today. An administrator adds one in the settings.",
    )
    return visit.page(
        "pages/contributions/form.html", viewer, page_title=shown.title, form=shown, ways=[], errors=shown.errors
    )
