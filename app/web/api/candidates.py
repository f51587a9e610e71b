"""/api/v1/candidates: what discovery found, and what people decide about it."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.keep import keep
from app.actions.merge_candidate import merge_candidate
from app.actions.regroup import join
from app.actions.turn_down import dismiss, put_off, reopen
from app.domain import Viewer
from app.domain.candidate_draft import CandidatesQuery, DismissalDraft, IntoDraft, KeepDraft, PostponementDraft
from app.domain.candidate_rights import to_decide
from app.domain.policy import require_member
from app.kit.errors import NotFound
from app.queries import candidate_page, candidates
from app.queries.candidate_page import CandidateShape
from app.queries.candidate_scope import sighted
from app.web.body import JsonDep
from app.web.candidate_form import unknown_target
from app.web.deps import Visit, VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import asks, takes
from app.web.respond import Rows

router = Doorway(tags=["candidates"])
PLAIN = [Depends(no_query)]
HERE = "/candidates/{candidate_id}"


@router.get("/candidates", **asks(CandidatesQuery))
def index(visit: VisitDep) -> Response:
    """Open ones that the caller may see and has not put off. The order is of work, never of people."""

    def question(db: Session, viewer: Viewer) -> Rows:
        require_member(viewer)
        query = visit.query(CandidatesQuery)
        purpose = f"candidates:{viewer.person_id}"
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = candidates.listed(db, viewer=viewer, query=query, cursor=cursor, now=visit.now)
        return visit.rows(page, purpose=purpose)

    return visit.tell(question)


@router.get("/candidates/amnesty", slow=True, dependencies=PLAIN)
def amnesty(visit: VisitDep) -> Response:
    """The top work of the last 24 months that is on nobody's record."""
    return visit.tell(lambda db, viewer: Rows(list(candidates.amnesty(db, viewer=viewer, now=visit.now)), None, None))


@router.post("/candidates/postponements", status_code=204, dependencies=PLAIN, **takes(PostponementDraft))
def put_off_some(body: JsonDep, visit: VisitDep) -> Response:
    """Several at once leave the caller's own list for four weeks."""

    def deed(db: Session, viewer: Viewer) -> None:
        require_member(viewer)
        put_off(db, body.draft(PostponementDraft).candidates, by=viewer, now=visit.now)

    return visit.answer(deed)


@router.get(HERE, dependencies=PLAIN)
def show(candidate_id: str, visit: VisitDep) -> Response:
    return visit.tell(lambda db, viewer: candidate_page.page_for(db, candidate_id, viewer=viewer, now=visit.now))


@router.post(HERE + "/confirmation", dependencies=PLAIN, **takes(KeepDraft))
def confirm(candidate_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """Keep it: it becomes a contribution, named in the answer. An empty object keeps it as it was found."""

    def deed(db: Session, viewer: Viewer) -> CandidateShape:
        _to_decide(db, viewer, candidate_id, visit)
        keep(db, candidate_id, by=viewer, draft=body.draft(KeepDraft), now=visit.now)
        return candidate_page.page_for(db, candidate_id, viewer=viewer, now=visit.now)

    return visit.answer(deed)


@router.post(HERE + "/dismissal", dependencies=PLAIN, **takes(DismissalDraft))
def turn_down(candidate_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> CandidateShape:
        _to_decide(db, viewer, candidate_id, visit)
        dismiss(db, candidate_id, by=viewer, draft=body.draft(DismissalDraft), now=visit.now)
        return candidate_page.page_for(db, candidate_id, viewer=viewer, now=visit.now)

    return visit.answer(deed)


@router.post(HERE + "/postponement", status_code=204, dependencies=PLAIN)
def not_now(candidate_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        put_off(db, [candidate_id], by=viewer, now=visit.now)

    return visit.answer(deed)


@router.post(HERE + "/reopening", dependencies=PLAIN)
def open_again(candidate_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> CandidateShape:
        reopen(db, candidate_id, by=viewer, now=visit.now)
        return candidate_page.page_for(db, candidate_id, viewer=viewer, now=visit.now)

    return visit.answer(deed)


@router.post(HERE + "/merge", dependencies=PLAIN, **takes(IntoDraft))
def merge(candidate_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """Into a contribution, or into another candidate of the same repository."""

    def deed(db: Session, viewer: Viewer) -> CandidateShape:
        _to_decide(db, viewer, candidate_id, visit)
        into = body.draft(IntoDraft).into
        if candidate_page.meant(db, into):
            _require_target(db, viewer, into, visit)
            join(db, candidate_id, into_id=into, by=viewer, now=visit.now)
        else:
            merge_candidate(db, candidate_id, into=into, by=viewer, now=visit.now)
        return candidate_page.page_for(db, candidate_id, viewer=viewer, now=visit.now)

    return visit.answer(deed)


def _to_decide(db: Session, viewer: Viewer, candidate_id: str, visit: Visit) -> None:
    to_decide(viewer, sighted(db, viewer, candidate_id, now=visit.now))


def _require_target(db: Session, viewer: Viewer, candidate_id: str, visit: Visit) -> None:
    try:
        sighted(db, viewer, candidate_id, now=visit.now)
    except NotFound:
        raise unknown_target() from None
