"""/reports: who hears thank you, unit by unit, and the form that takes the record out."""

from starlette.responses import Response

from app.domain.export_draft import ReportQuery
from app.domain.policy import require_hr
from app.web.deps import VisitDep
from app.web.doorway import Doorway
from app.web.report_drawn import drawn

router = Doorway()


@router.get("/reports", slow=True)
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        require_hr(viewer)
        return drawn(visit, db, viewer, query=visit.query(ReportQuery))
