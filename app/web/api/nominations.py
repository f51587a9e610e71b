"""/api/v1: words for why somebody's work matters."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.nominate import nominate
from app.actions.support import support
from app.actions.take_back import correct_nomination, take_back_nomination, to_own_words, undo_nomination
from app.domain import Viewer
from app.domain.nomination import NominationDraft, NominationWords
from app.domain.policy import require_member
from app.domain.rights import to_support
from app.queries import standings
from app.queries.contribution_facts import ContributionFacts, facts_of
from app.queries.nominations import NominationShape, shape_of
from app.web.body import JsonDep
from app.web.capture_draft import from_body
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import takes

router = Doorway(tags=["nominations"])
PLAIN = [Depends(no_query)]


@router.post("/nominations", status_code=201, dependencies=PLAIN, **takes(NominationDraft))
def create(body: JsonDep, visit: VisitDep) -> Response:
    """The work, its people and the words in one. A link that is here already adds the words to that work."""

    def deed(db: Session, viewer: Viewer) -> NominationShape:
        require_member(viewer)
        draft = from_body(db, body, NominationDraft, viewer=viewer, now=visit.now)
        return shape_of(nominate(db, by=viewer, draft=draft, now=visit.now).nomination)

    return visit.answer(deed, status=201)


@router.post(
    "/contributions/{contribution_id}/nominations", status_code=201, dependencies=PLAIN, **takes(NominationWords)
)
def add(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """One's own words for work that is here already; once each."""

    def deed(db: Session, viewer: Viewer) -> NominationShape:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft = body.draft(NominationWords)
        return shape_of(support(db, contribution_id, by=viewer, draft=draft, now=visit.now))

    return visit.answer(deed, status=201)


@router.patch("/nominations/{nomination_id}", dependencies=PLAIN, **takes(NominationWords))
def change(nomination_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """By its author, until the whole company can read it."""

    def deed(db: Session, viewer: Viewer) -> NominationShape:
        to_own_words(db, nomination_id, by=viewer)
        draft, version = body.draft(NominationWords), visit.if_match
        return shape_of(correct_nomination(db, nomination_id, by=viewer, draft=draft, version=version, now=visit.now))

    return visit.answer(deed)


@router.delete("/nominations/{nomination_id}", status_code=204, dependencies=PLAIN)
def remove(nomination_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        to_own_words(db, nomination_id, by=viewer)
        take_back_nomination(db, nomination_id, by=viewer, version=visit.if_match, now=visit.now)

    return visit.answer(deed, status=204)


@router.post("/nominations/{nomination_id}/undo", dependencies=PLAIN)
def undo(nomination_id: str, visit: VisitDep) -> Response:
    """Within ten minutes. Work that came with it is withdrawn."""

    def deed(db: Session, viewer: Viewer) -> ContributionFacts:
        return facts_of(db, undo_nomination(db, nomination_id, by=viewer, now=visit.now))

    return visit.answer(deed)
