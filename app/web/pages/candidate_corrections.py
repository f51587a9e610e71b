"""What people put right about candidates: each is kept, outlives every later look, and can be taken back."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from app.actions.correct import disown, hide, set_kind
from app.actions.join_hands import answer_join
from app.actions.opt_out import opt_in, opt_out
from app.actions.regroup import split_here, undo_correction
from app.domain import Correction, Viewer
from app.domain.candidate_draft import KindDraft, SplitHereDraft
from app.domain.candidate_rights import can_see, to_decide, to_leave
from app.domain.connection_draft import HandAnswer
from app.kit.errors import Fault
from app.queries import candidate_page
from app.queries.candidate_scope import sighted, standing_of
from app.web import act_notice
from app.web.body import Form, FormDep
from app.web.candidate_view import page
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway

router = Doorway()
HERE = "/candidates/{candidate_id}"
Verb = Callable[[Session, Viewer], Correction]


@router.post(HERE + "/disowning")
def not_mine(candidate_id: str, form: FormDep, visit: VisitDep) -> Response:
    def verb(db: Session, viewer: Viewer) -> Correction:
        to_leave(viewer, sighted(db, viewer, candidate_id, now=visit.now))
        return disown(db, candidate_id, by=viewer, now=visit.now)

    return _corrected(visit, form, candidate_id, verb, "Your name is off this work, and stays off.")


@router.post(HERE + "/hiding")
def hide_for_good(candidate_id: str, form: FormDep, visit: VisitDep) -> Response:
    def verb(db: Session, viewer: Viewer) -> Correction:
        to_leave(viewer, sighted(db, viewer, candidate_id, now=visit.now))
        return hide(db, candidate_id, by=viewer, now=visit.now)

    return _corrected(visit, form, candidate_id, verb, "Hidden for good. Nobody sees it with your name.")


@router.post(HERE + "/kind")
def wrong_kind(candidate_id: str, form: FormDep, visit: VisitDep) -> Response:
    def verb(db: Session, viewer: Viewer) -> Correction:
        to_decide(viewer, sighted(db, viewer, candidate_id, now=visit.now))
        return set_kind(db, candidate_id, by=viewer, draft=form.draft(KindDraft), now=visit.now)

    return _corrected(visit, form, candidate_id, verb, "Put right. Later looks will know.")


@router.post(HERE + "/splits")
def split(candidate_id: str, form: FormDep, visit: VisitDep) -> Response:
    def verb(db: Session, viewer: Viewer) -> Correction:
        to_decide(viewer, sighted(db, viewer, candidate_id, now=visit.now))
        return split_here(db, candidate_id, by=viewer, draft=form.draft(SplitHereDraft), now=visit.now)

    return _corrected(visit, form, candidate_id, verb, "Split. The later part stands beside it.")


@router.post("/candidates/corrections/{correction_id}/undo")
def undo(correction_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        return _page_after(db, viewer, undo_correction(db, correction_id, by=viewer, now=visit.now).id, visit)

    return visit.do(form, deed, notice="Taken back.")


@router.post("/candidates/opt-out")
def leave_out(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        opt_out(db, by=viewer, now=visit.now)
        return "/candidates"

    return visit.do(form, deed, notice="No candidate names you any more.")


@router.post("/candidates/opt-in")
def take_in(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        opt_in(db, by=viewer, now=visit.now)
        return "/candidates"

    return visit.do(form, deed, notice="Candidates can name you again, from the next look on.")


@router.post("/candidates/hands/{hand_id}/answer")
def answer(hand_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        answer_join(db, hand_id, by=viewer, draft=form.draft(HandAnswer), now=visit.now)
        return "/candidates"

    return visit.do(form, deed, notice="Thank you. It is noted.")


def _corrected(visit: Visit, form: Form, candidate_id: str, verb: Verb, words: str) -> Response:
    """Back to the candidate, or to the list for somebody who no longer sees it; with the way to take it back."""
    made: list[str] = []

    def deed(db: Session, viewer: Viewer) -> str:
        made.append(verb(db, viewer).id)
        return _page_after(db, viewer, candidate_id, visit)

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            shape = candidate_page.page_for(db, candidate_id, viewer=viewer, now=visit.now)
        shown: dict[str, Any] = {"one": page(shape, today=visit.today), "errors": fault.by_field}
        return visit.page("pages/candidates/show.html", viewer, page_title=shape.row.title, **shown)

    reply = visit.do(form, deed, again=again)
    undo_url = f"/candidates/corrections/{made[0]}/undo" if made else ""
    return act_notice.attach(visit, reply, [words] if made else [], undo_url=undo_url)


def _page_after(db: Session, viewer: Viewer, candidate_id: str, visit: Visit) -> str:
    db.flush()
    standing = standing_of(db, viewer, candidate_id, now=visit.now)
    return f"/candidates/{candidate_id}" if standing and can_see(standing) else "/candidates"
