"""/api/v1: acts on a contribution, apart from any edition; taking one back; settling what was planned."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.act import act, settle_act, undo_act
from app.domain import Viewer
from app.domain.act_draft import ActDraft, SettlementDraft
from app.domain.draft import Draft
from app.domain.policy import require_member
from app.queries import standings
from app.web.act_link_page import calendar_of
from app.web.act_shapes import ActShape, act_shape
from app.web.body import JsonDep
from app.web.deps import VisitDep
from app.web.doorway import Doorway
from app.web.openapi import takes

router = Doorway()


@router.post("/contributions/{contribution_id}/acts", status_code=201, **takes(ActDraft))
def take(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ActShape:
        standings.sighted(db, viewer, contribution_id)
        require_member(viewer)
        return act_shape(act(db, contribution_id, by=viewer, draft=body.draft(ActDraft), now=visit.now))

    return visit.answer(deed, status=201)


@router.post("/acts/{act_id}/undo")
def undo(act_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ActShape:
        return act_shape(undo_act(db, act_id, by=viewer, now=visit.now))

    return visit.answer(deed)


@router.post("/acts/{act_id}/settlement", **takes(SettlementDraft))
def settle(act_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ActShape:
        done = body.draft(SettlementDraft).done
        return act_shape(settle_act(db, act_id, by=viewer, done=done, now=visit.now))

    return visit.answer(deed)


@router.get("/acts/{act_id}/plan.ics")
def plan(act_id: str, visit: VisitDep) -> Response:
    """The day of one's own plan, for a calendar."""
    with visit.reading() as (db, viewer):
        visit.query(Draft)
        return calendar_of(visit, db, viewer, act_id)
