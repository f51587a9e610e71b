"""/api/v1/exports and /api/v1/reports: the same files and figures as on the pages."""

from datetime import date

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.take_report import ask_for_export
from app.domain import Viewer
from app.domain.draft import read_values
from app.domain.export_draft import ExportDraft, Period, ReportQuery
from app.domain.policy import require_hr
from app.queries import exports, report_page, units
from app.queries.exports import ExportPage
from app.queries.report_page import Report
from app.web.body import JsonDep
from app.web.deps import Visit, VisitDep, no_query
from app.web.doorway import Doorway
from app.web.export_stream import bundle_answer, file_answer
from app.web.openapi import asks, takes
from app.web.report_view import year_up_to
from app.web.respond import Rows

router = Doorway()


@router.get("/reports", slow=True, **asks(ReportQuery))
def reports(visit: VisitDep) -> Response:
    def question(db: Session, viewer: Viewer) -> Report:
        require_hr(viewer)
        query = visit.query(ReportQuery)
        first, last = _period(visit, query)
        return report_page.report_for(db, viewer=viewer, from_on=first, to_on=last, unit=query.unit, now=visit.now)

    return visit.tell(question)


@router.post("/exports", status_code=202, **takes(ExportDraft))
def create(body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ExportPage:
        require_hr(viewer)
        draft = body.draft(ExportDraft)
        export = ask_for_export(db, by=viewer, draft=draft, units=units.read(db), now=visit.now)
        return exports.page_for(db, export.id, viewer=viewer, now=visit.now)

    return visit.answer(deed, status=202, location="/api/v1/exports/{id}")


@router.get("/exports", dependencies=[Depends(no_query)])
def index(visit: VisitDep) -> Response:
    def question(db: Session, viewer: Viewer) -> Rows:
        require_hr(viewer)
        return Rows(list(exports.listed(db, viewer=viewer, now=visit.now)), None, None)

    return visit.tell(question)


@router.get("/exports/{export_id}", dependencies=[Depends(no_query)])
def show(export_id: str, visit: VisitDep) -> Response:
    return visit.tell(lambda db, viewer: exports.page_for(db, export_id, viewer=viewer, now=visit.now))


@router.get("/exports/{export_id}/manifest", dependencies=[Depends(no_query)])
def manifest(export_id: str, visit: VisitDep) -> Response:
    return visit.tell(lambda db, viewer: exports.manifest_for(db, export_id, viewer=viewer, now=visit.now))


@router.get("/exports/{export_id}/file", dependencies=[Depends(no_query)])
def file(export_id: str, visit: VisitDep) -> Response:
    return file_answer(visit, export_id)


@router.get("/exports/{export_id}/bundle", dependencies=[Depends(no_query)])
def packed(export_id: str, visit: VisitDep) -> Response:
    return bundle_answer(visit, export_id)


def _period(visit: Visit, query: ReportQuery) -> tuple[date, date]:
    first, last = year_up_to(visit.today)
    period = read_values(Period, {"from": query.from_on or first, "to": query.to_on or last})
    return period.from_on, period.to_on
