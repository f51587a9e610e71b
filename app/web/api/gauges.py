"""/api/v1/settings/gauges: the Prometheus servers that questions may be asked of."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.connect_gauge import connect_gauge, stop_gauge, try_gauge
from app.domain import Viewer
from app.domain.connection_draft import GaugeDraft
from app.domain.policy import require_admin
from app.queries import gauges
from app.queries.gauges import GaugeRow
from app.web.body import JsonDep
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import takes
from app.web.respond import Rows

router = Doorway(tags=["gauges"], dependencies=[Depends(no_query)])


@router.get("/settings/gauges")
def index(visit: VisitDep) -> Response:
    def question(db: Session, viewer: Viewer) -> Rows:
        require_admin(viewer)
        return Rows(list(gauges.listed(db)), None, None)

    return visit.tell(question)


@router.post("/settings/gauges", status_code=201, **takes(GaugeDraft))
def add(body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> GaugeRow:
        require_admin(viewer)
        reach = visit.wiring.settings.reach
        made = connect_gauge(db, by=viewer, draft=body.draft(GaugeDraft), reach=reach, now=visit.now)
        return _row(db, made.id)

    return visit.answer(deed, status=201)


@router.post("/settings/gauges/{connection_id}/test", status_code=202)
def test(connection_id: str, visit: VisitDep) -> Response:
    """The worker asks it; `tried_at`, `read_at` and `trouble` say how that went."""

    def deed(db: Session, viewer: Viewer) -> GaugeRow:
        try_gauge(db, connection_id, by=viewer, now=visit.now)
        return _row(db, connection_id)

    return visit.answer(deed, status=202)


@router.post("/settings/gauges/{connection_id}/stop")
def stop(connection_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> GaugeRow:
        stop_gauge(db, connection_id, by=viewer, now=visit.now)
        return _row(db, connection_id)

    return visit.answer(deed)


def _row(db: Session, connection_id: str) -> GaugeRow:
    db.flush()
    return next(row for row in gauges.listed(db) if row.id == connection_id)
