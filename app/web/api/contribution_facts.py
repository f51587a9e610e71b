"""/api/v1: put work on record, put its facts right, remove a proposal."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.record import record
from app.actions.revise import discard, revise
from app.domain import Viewer
from app.domain.contribution_draft import ContributionDraft, ContributionPatch
from app.domain.policy import require_member
from app.domain.rights import require_kept, to_edit, to_take_back
from app.queries import standings
from app.queries.contribution_facts import ContributionFacts, facts_of
from app.web.body import JsonDep
from app.web.capture_draft import from_body
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import takes

router = Doorway(tags=["contributions"])
PLAIN = [Depends(no_query)]


@router.post("/contributions", status_code=201, dependencies=PLAIN, **takes(ContributionDraft))
def create(body: JsonDep, visit: VisitDep) -> Response:
    """Without contributors it is the caller's own work, marked as self-reported."""

    def deed(db: Session, viewer: Viewer) -> ContributionFacts:
        require_member(viewer)
        draft = from_body(db, body, ContributionDraft, viewer=viewer, now=visit.now)
        return facts_of(db, record(db, by=viewer, draft=draft, now=visit.now).id)

    return visit.answer(deed, status=201, location="/api/v1/contributions/{id}")


@router.patch("/contributions/{contribution_id}", dependencies=PLAIN, **takes(ContributionPatch))
def change(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ContributionFacts:
        require_kept(to_edit(viewer, standings.sighted(db, viewer, contribution_id)))
        draft, version = body.draft(ContributionPatch), visit.if_match
        revise(db, contribution_id, by=viewer, draft=draft, version=version, now=visit.now)
        return facts_of(db, contribution_id)

    return visit.answer(deed)


@router.delete("/contributions/{contribution_id}", status_code=204, dependencies=PLAIN)
def remove(contribution_id: str, visit: VisitDep) -> Response:
    """While it is proposed, by its recorder. It is withdrawn; its history stays."""

    def deed(db: Session, viewer: Viewer) -> None:
        to_take_back(viewer, standings.sighted(db, viewer, contribution_id))
        discard(db, contribution_id, by=viewer, version=visit.if_match, now=visit.now)

    return visit.answer(deed, status=204)
