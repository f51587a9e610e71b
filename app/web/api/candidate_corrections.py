"""/api/v1/candidates: what people put right about them."""

from dataclasses import dataclass

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.correct import disown, hide, set_kind
from app.actions.join_hands import answer_join
from app.actions.opt_out import opt_in, opt_out
from app.actions.regroup import split_here, undo_correction
from app.domain import Correction, Viewer
from app.domain.candidate_draft import KindDraft, SplitHereDraft
from app.domain.candidate_rights import to_decide, to_leave
from app.domain.connection_draft import HandAnswer
from app.queries.candidate_scope import sighted
from app.web.body import JsonDep
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import takes

router = Doorway(tags=["candidates"])
PLAIN = [Depends(no_query)]
HERE = "/candidates/{candidate_id}"


@dataclass(frozen=True)
class Corrected:
    """`id` takes it back: POST /candidates/corrections/{id}/undo. `value` of a split is the new candidate."""

    id: str
    kind: str
    candidate: str
    value: str


@router.post(HERE + "/disowning", status_code=201, dependencies=PLAIN)
def not_mine(candidate_id: str, visit: VisitDep) -> Response:
    """The caller's name comes off this work, now and after every later look."""

    def deed(db: Session, viewer: Viewer) -> Corrected:
        to_leave(viewer, sighted(db, viewer, candidate_id, now=visit.now))
        return _told(disown(db, candidate_id, by=viewer, now=visit.now))

    return visit.answer(deed, status=201)


@router.post(HERE + "/hiding", status_code=201, dependencies=PLAIN)
def hide_for_good(candidate_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> Corrected:
        to_leave(viewer, sighted(db, viewer, candidate_id, now=visit.now))
        return _told(hide(db, candidate_id, by=viewer, now=visit.now))

    return visit.answer(deed, status=201)


@router.post(HERE + "/kind", status_code=201, dependencies=PLAIN, **takes(KindDraft))
def wrong_kind(candidate_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> Corrected:
        to_decide(viewer, sighted(db, viewer, candidate_id, now=visit.now))
        return _told(set_kind(db, candidate_id, by=viewer, draft=body.draft(KindDraft), now=visit.now))

    return visit.answer(deed, status=201)


@router.post(HERE + "/splits", status_code=201, dependencies=PLAIN, **takes(SplitHereDraft))
def split(candidate_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """From the change that is named on, it is another candidate."""

    def deed(db: Session, viewer: Viewer) -> Corrected:
        to_decide(viewer, sighted(db, viewer, candidate_id, now=visit.now))
        return _told(split_here(db, candidate_id, by=viewer, draft=body.draft(SplitHereDraft), now=visit.now))

    return visit.answer(deed, status=201)


@router.post("/candidates/corrections/{correction_id}/undo", status_code=204, dependencies=PLAIN)
def undo(correction_id: str, visit: VisitDep) -> Response:
    """By whoever made it."""

    def deed(db: Session, viewer: Viewer) -> None:
        undo_correction(db, correction_id, by=viewer, now=visit.now)

    return visit.answer(deed)


@router.post("/candidates/opt-out", status_code=204, dependencies=PLAIN)
def leave_out(visit: VisitDep) -> Response:
    """No candidate names the caller any more."""

    def deed(db: Session, viewer: Viewer) -> None:
        opt_out(db, by=viewer, now=visit.now)

    return visit.answer(deed)


@router.post("/candidates/opt-in", status_code=204, dependencies=PLAIN)
def take_in(visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        opt_in(db, by=viewer, now=visit.now)

    return visit.answer(deed)


@router.post("/candidates/hands/{hand_id}/answer", status_code=204, dependencies=PLAIN, **takes(HandAnswer))
def answer(hand_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """Whether a name in a tool is the caller."""

    def deed(db: Session, viewer: Viewer) -> None:
        answer_join(db, hand_id, by=viewer, draft=body.draft(HandAnswer), now=visit.now)

    return visit.answer(deed)


def _told(made: Correction) -> Corrected:
    return Corrected(made.id, made.kind, made.candidate_id, made.value)
