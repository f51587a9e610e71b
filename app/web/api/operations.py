"""/api/v1/operations: next runs, backlog and failures, for administrators."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.domain import Viewer
from app.queries.operations import Operations, operations
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway

router = Doorway(tags=["operations"], dependencies=[Depends(no_query)])


@router.get("/operations")
def index(visit: VisitDep) -> Response:
    """Counts by kind and state; the letters themselves are at /deliveries."""

    def question(db: Session, viewer: Viewer) -> Operations:
        return operations(db, viewer=viewer, now=visit.now)

    return visit.tell(question)
