"""/settings/gauges: the Prometheus servers that questions may be asked of, for administrators."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.connect_gauge import connect_gauge, stop_gauge, try_gauge
from app.domain import Viewer
from app.domain.connection_draft import GaugeDraft
from app.domain.draft import Draft
from app.domain.policy import require_admin
from app.kit.errors import Fault
from app.queries import gauges
from app.web.body import Form, FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import typed

router = Doorway()


@router.get("/settings/gauges")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        visit.query(Draft)
        require_admin(viewer)
        return _index(visit, db, viewer, None, None)


@router.post("/settings/gauges")
def add(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_admin(viewer)
        reach = visit.wiring.settings.reach
        connect_gauge(db, by=viewer, draft=form.draft(GaugeDraft), reach=reach, now=visit.now)
        return "/settings/gauges"

    def again(viewer: Viewer, fault: Fault) -> Response:
        require_admin(viewer)
        with visit.wiring.store.read() as db:
            return _index(visit, db, viewer, form, fault)

    return visit.do(form, deed, again=again, notice="Connected. Whether it answers shows here within seconds.")


@router.post("/settings/gauges/{connection_id}/test")
def test(connection_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        try_gauge(db, connection_id, by=viewer, now=visit.now)
        return "/settings/gauges"

    return visit.do(form, deed, notice="It is asked now. How that went shows here within seconds.")


@router.post("/settings/gauges/{connection_id}/stop")
def stop(connection_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        stop_gauge(db, connection_id, by=viewer, now=visit.now)
        return "/settings/gauges"

    return visit.do(form, deed, notice="Stopped. What it has answered stays.")


def _index(visit: Visit, db: Session, viewer: Viewer, form: Form | None, fault: Fault | None) -> Response:
    return visit.page(
        "pages/settings/gauges.html",
        viewer,
        status=422 if fault else 200,
        page_title="Where measurements come from",
        gauges=gauges.listed(db),
        values=typed(form) if form else {},
        errors=fault.by_field if fault else {},
    )
