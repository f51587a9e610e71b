"""The five acts from a contribution's own page, taking one back, and "You said you would"."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.act import act, settle_act, undo_act
from app.domain import Viewer
from app.domain.act_draft import ActDraft, SettlementDraft
from app.domain.draft import Draft
from app.domain.policy import require_member
from app.kit.errors import Fault
from app.queries import standings
from app.web import act_notice
from app.web.act_forms import LISTS, opened_by
from app.web.act_link_page import calendar_of
from app.web.act_page import acts_page
from app.web.body import FormDep
from app.web.deps import VisitDep
from app.web.doorway import Doorway

router = Doorway()


@router.post("/contributions/{contribution_id}/acts")
def take(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    notices: list[str] = []
    undo_url: list[str] = []

    def deed(db: Session, viewer: Viewer) -> str:
        standings.sighted(db, viewer, contribution_id)
        require_member(viewer)
        done = act(db, contribution_id, by=viewer, draft=form.draft(ActDraft, lists=LISTS), now=visit.now)
        notices.append(act_notice.words(db, done, viewer=viewer))
        undo_url.append(f"/acts/{done.id}/undo")
        return f"/contributions/{contribution_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        return acts_page(visit, viewer, contribution_id, opened_by(form, contribution_id, fault))

    answer = visit.do(form, deed, again=again)
    return act_notice.attach(visit, answer, notices, undo_url=undo_url[0] if undo_url else "")


@router.post("/acts/{act_id}/undo")
def undo(act_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        done = undo_act(db, act_id, by=viewer, now=visit.now)
        return f"/contributions/{done.contribution_id}"

    return visit.do(form, deed, notice="Taken back. Nothing was sent.")


@router.post("/acts/{act_id}/settlement")
def settle(act_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        settle_act(db, act_id, by=viewer, done=form.draft(SettlementDraft).done, now=visit.now)
        return act_notice.page_of(visit, "/digests/current" if viewer.is_manager else "/")

    return visit.do(form, deed, notice="Good that you looked. It is noted.")


@router.get("/acts/{act_id}/plan.ics")
def plan(act_id: str, visit: VisitDep) -> Response:
    """The day of one's own plan, for a calendar."""
    with visit.reading() as (db, viewer):
        visit.query(Draft)
        return calendar_of(visit, db, viewer, act_id)
