"""/api/v1/deliveries: states of letters, without content; sending one again."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.send_again import send_again
from app.domain import Viewer
from app.domain.contribution_draft import PageQuery
from app.queries import deliveries
from app.queries.deliveries import LetterState
from app.web.deps import VisitDep
from app.web.doorway import Doorway
from app.web.openapi import asks
from app.web.respond import Rows

router = Doorway(tags=["deliveries"])


@router.get("/deliveries", **asks(PageQuery))
def index(visit: VisitDep) -> Response:
    """Letters that have not arrived as they should, newest first. For administrators."""

    def question(db: Session, viewer: Viewer) -> Rows:
        deliveries.require_reader(viewer)
        query = visit.query(PageQuery)
        purpose = query.purpose("deliveries", viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = deliveries.troubled(db, viewer=viewer, cursor=cursor, limit=query.limit)
        return visit.rows(page, purpose=purpose)

    return visit.tell(question)


@router.post("/deliveries/{delivery_id}/resend", status_code=202)
def resend(delivery_id: str, visit: VisitDep) -> Response:
    """By the recipient or an administrator, for a letter that is uncertain or has failed."""
    visit.request.state.takes_no_query = True

    def deed(db: Session, viewer: Viewer) -> LetterState:
        letter = send_again(db, delivery_id, by=viewer, now=visit.now)
        db.flush()
        return deliveries.one(db, letter.id)

    return visit.answer(deed, status=202)
