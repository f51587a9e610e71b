"""/operations: next runs, backlog and failures, for administrators."""

from starlette.responses import Response

from app.domain.draft import Draft
from app.publishing import letter_wording
from app.queries.operations import operations
from app.web.deps import VisitDep
from app.web.doorway import Doorway

router = Doorway()


@router.get("/operations")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        now = operations(db, viewer=viewer, now=visit.now)
        visit.query(Draft)
    return visit.page(
        "pages/operations/index.html", viewer, page_title="What runs", now=now, states=letter_wording.STATES
    )
