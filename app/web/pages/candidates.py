"""/candidates: what discovery found and no person has confirmed. Each is decided on by those whom it concerns."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.responses import Response

from app.actions.keep import keep
from app.actions.merge_candidate import merge_candidate
from app.actions.regroup import join
from app.actions.turn_down import dismiss, put_off, reopen
from app.domain import Viewer
from app.domain.candidate_draft import CandidatesQuery, DismissalDraft, IntoDraft, PostponementDraft
from app.domain.candidate_rights import CandidateStanding, require_open, to_decide
from app.domain.policy import require_member
from app.kit.errors import Conflict, Fault, NotFound
from app.kit.paging import Page
from app.queries import candidate_page, candidates
from app.queries.candidate_page import CandidateShape
from app.queries.candidate_scope import sighted
from app.queries.candidates import CandidateRow
from app.queries.capture import categories
from app.web import act_notice, candidate_form
from app.web.body import Form, FormDep
from app.web.candidate_view import entry, own_correction, page, text_of
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway

router = Doorway()
HERE = "/candidates/{candidate_id}"
Again = Callable[[Viewer, Fault], Response]
PUT_OFF = "Not now. It rests for 4 weeks on your list."


@router.get("/candidates")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        require_member(viewer)
        query = visit.query(CandidatesQuery)
        purpose = f"candidates:{viewer.person_id}"
        cursor = visit.cursor(query.cursor, purpose=purpose)
        found = candidates.listed(db, viewer=viewer, query=query, cursor=cursor, now=visit.now)
        shown = _beside(db, viewer, found, query.item, visit)
        doubts = candidates.doubts(db, viewer=viewer)
        corrections = candidates.own_corrections(db, viewer=viewer)
        is_out = candidates.is_opted_out(db, viewer=viewer)
    sealed = [visit.seal(one, purpose=purpose) for one in (found.previous, found.next)]
    before, after = [f"/candidates?{urlencode({'cursor': one})}" if one else None for one in sealed]
    return visit.page(
        "pages/candidates/index.html",
        viewer,
        page_title="Candidates",
        entries=[entry(row, today=visit.today) for row in found.rows],
        beside=page(shown, today=visit.today) if shown else None,
        doubts=doubts,
        own=[own_correction(one) for one in corrections],
        is_out=is_out,
        previous_url=before,
        next_url=after,
    )


@router.get("/candidates/amnesty", slow=True)
def amnesty(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        rows = candidates.amnesty(db, viewer=viewer, now=visit.now)
    return visit.page(
        "pages/candidates/amnesty.html",
        viewer,
        page_title="Work that waited for a word",
        entries=[entry(row, today=visit.today) for row in rows],
        text=text_of(rows),
    )


@router.post("/candidates/postponements")
def put_off_some(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_member(viewer)
        draft = form.draft(PostponementDraft, lists={"candidates": ()})
        put_off(db, draft.candidates, by=viewer, now=visit.now)
        return "/candidates"

    return visit.do(form, deed, notice="Not now. They rest for 4 weeks on your list.")


@router.get(HERE)
def show(candidate_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        shape = candidate_page.page_for(db, candidate_id, viewer=viewer, now=visit.now)
    return _show(visit, viewer, shape)


@router.post(HERE + "/confirmation")
def confirm(candidate_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        _to_decide(db, viewer, candidate_id, visit)
        made = keep(db, candidate_id, by=viewer, draft=candidate_form.read(form), now=visit.now)
        return f"/contributions/{made.id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        if form.get("edited") and not isinstance(fault, Conflict):
            return _edit(visit, viewer, candidate_id, form, fault)
        return _shown_again(visit, candidate_id)(viewer, fault)

    if form.get("add_person"):
        with visit.reading() as (_, viewer):
            return _edit(visit, viewer, candidate_id, form, None)
    return visit.do(form, deed, again=again, notice="Kept. It is a contribution now; only its circle sees it.")


@router.get(HERE + "/edit")
def edit(candidate_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        require_open(_to_decide(db, viewer, candidate_id, visit))
    return _edit(visit, viewer, candidate_id, None, None)


@router.get(HERE + "/dismissal/new")
def open_dismissal(candidate_id: str, visit: VisitDep) -> Response:
    return _opened(visit, candidate_id, "pages/candidates/dismissal.html", "Not a contribution")


@router.post(HERE + "/dismissal")
def turn_down(candidate_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        _to_decide(db, viewer, candidate_id, visit)
        dismiss(db, candidate_id, by=viewer, draft=form.draft(DismissalDraft), now=visit.now)
        return "/candidates"

    words = "Not a contribution. It comes back on new evidence alone."
    return _undoable(visit, form, deed, candidate_id, words)


@router.post(HERE + "/postponement")
def not_now(candidate_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        put_off(db, [candidate_id], by=viewer, now=visit.now)
        return "/candidates"

    return _undoable(visit, form, deed, candidate_id, PUT_OFF)


@router.post(HERE + "/reopening")
def open_again(candidate_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        reopen(db, candidate_id, by=viewer, now=visit.now)
        return f"/candidates/{candidate_id}"

    return visit.do(form, deed, again=_shown_again(visit, candidate_id), notice="It stands on the list again.")


@router.get(HERE + "/merge/new")
def open_merge(candidate_id: str, visit: VisitDep) -> Response:
    return _opened(visit, candidate_id, "pages/candidates/merge.html", "Merge with another")


@router.post(HERE + "/merge")
def merge(candidate_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        _to_decide(db, viewer, candidate_id, visit)
        into = form.draft(IntoDraft).into
        if candidate_page.meant(db, into):
            _target(db, viewer, into, visit)
            join(db, candidate_id, into_id=into, by=viewer, now=visit.now)
            return f"/candidates/{into}"
        return f"/contributions/{merge_candidate(db, candidate_id, into=into, by=viewer, now=visit.now)}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        if isinstance(fault, Conflict):
            return _shown_again(visit, candidate_id)(viewer, fault)
        return _opened(visit, candidate_id, "pages/candidates/merge.html", "Merge with another", fault)

    return visit.do(form, deed, again=again, notice="Merged. Nothing was lost.")


def _to_decide(db: Session, viewer: Viewer, candidate_id: str, visit: Visit) -> CandidateStanding:
    return to_decide(viewer, sighted(db, viewer, candidate_id, now=visit.now))


def _target(db: Session, viewer: Viewer, candidate_id: str, visit: Visit) -> None:
    """What one cannot see is, as a target, a bad choice and no missing page."""
    try:
        sighted(db, viewer, candidate_id, now=visit.now)
    except NotFound:
        raise candidate_form.unknown_target() from None


def _beside(db: Session, viewer: Viewer, found: Page[CandidateRow], item: str, visit: Visit) -> CandidateShape | None:
    """The one that was asked for, else the first."""
    wanted = item or (found.rows[0].id if found.rows else "")
    return candidate_page.page_for(db, wanted, viewer=viewer, now=visit.now) if wanted else None


def _show(visit: Visit, viewer: Viewer, shape: CandidateShape, fault: Fault | None = None) -> Response:
    return visit.page(
        "pages/candidates/show.html",
        viewer,
        page_title=shape.row.title,
        one=page(shape, today=visit.today),
        errors=fault.by_field if fault else {},
    )


def _shown_again(visit: Visit, candidate_id: str) -> Again:
    """How it stands now, with what was wrong: somebody else may have been quicker."""

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            shape = candidate_page.page_for(db, candidate_id, viewer=viewer, now=visit.now)
        return _show(visit, viewer, shape, fault)

    return again


def _opened(visit: Visit, candidate_id: str, template: str, title: str, fault: Fault | None = None) -> Response:
    """A small form of its own page, for what is still open."""
    with visit.reading() as (db, viewer):
        require_open(_to_decide(db, viewer, candidate_id, visit))
        shape = candidate_page.page_for(db, candidate_id, viewer=viewer, now=visit.now)
    one = page(shape, today=visit.today)
    return visit.page(template, viewer, page_title=title, one=one, errors=fault.by_field if fault else {})


def _edit(visit: Visit, viewer: Viewer, candidate_id: str, form: Form | None, fault: Fault | None) -> Response:
    with visit.wiring.store.read() as db:
        shape = candidate_page.page_for(db, candidate_id, viewer=viewer, now=visit.now)
        offered = [(name, name) for name in categories(db)]
    shown: dict[str, Any] = candidate_form.shown(shape, form, fault)
    return visit.page(
        "pages/candidates/edit.html", viewer, page_title="Edit, then keep", id=candidate_id, offered=offered, **shown
    )


def _undoable(
    visit: Visit, form: Form, deed: Callable[[Session, Viewer], str], candidate_id: str, words: str
) -> Response:
    answer = visit.do(form, deed, again=_shown_again(visit, candidate_id))
    return act_notice.attach(visit, answer, [words], undo_url=f"/candidates/{candidate_id}/reopening")
