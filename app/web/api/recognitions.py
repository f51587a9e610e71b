"""/api/v1/recognitions: thanks for a contribution."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session
from starlette.responses import Response

from app.actions.recognise import recognise, undo_recognition
from app.domain import Viewer
from app.domain.policy import require_member
from app.domain.recognition import RecognitionDraft
from app.kit.paging import Page
from app.queries import recognitions, standings
from app.queries.recognitions import Thanks
from app.web.body import JsonDep
from app.web.deps import VisitDep
from app.web.doorway import Doorway
from app.web.openapi import takes

router = Doorway()


@dataclass(frozen=True)
class UndoneShape:
    id: str
    contribution_id: str
    undone_at: datetime
    version: int


@router.get("/contributions/{contribution_id}/recognitions")
def index(contribution_id: str, visit: VisitDep) -> Response:
    """All of them, oldest first: few people thank for one piece of work."""

    def question(db: Session, viewer: Viewer) -> object:
        found = recognitions.recognitions_of(db, contribution_id, viewer=viewer, now=visit.now)
        return visit.rows(Page(found, None, None), purpose="")

    return visit.tell(question)


@router.post("/contributions/{contribution_id}/recognitions", status_code=201, **takes(RecognitionDraft))
def create(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> Thanks:
        standings.sighted(db, viewer, contribution_id)
        require_member(viewer)
        said = recognise(db, contribution_id, by=viewer, draft=body.draft(RecognitionDraft), now=visit.now)
        return recognitions.one(db, said.id, viewer=viewer, now=visit.now)

    return visit.answer(deed, status=201, location="/api/v1/recognitions/{id}")


@router.get("/recognitions/{recognition_id}")
def show(recognition_id: str, visit: VisitDep) -> Response:
    return visit.tell(lambda db, viewer: recognitions.one(db, recognition_id, viewer=viewer, now=visit.now))


@router.post("/recognitions/{recognition_id}/undo")
def undo(recognition_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> UndoneShape:
        said = undo_recognition(db, recognition_id, by=viewer, now=visit.now)
        return UndoneShape(said.id, said.contribution_id, said.undone_at or visit.now, said.version)

    return visit.answer(deed)
