"""/exports: ask for a file, see what it is, fetch it."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.take_report import ask_for_export
from app.domain import Purpose, Viewer
from app.domain.export_draft import ExportDraft, ReportQuery
from app.domain.policy import require_hr
from app.kit.errors import Fault
from app.publishing.manifest import NOT_FOR_RATING, PURPOSE_WORDS
from app.queries import exports, units
from app.web import report_view
from app.web.body import Form, FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.export_stream import bundle_answer, file_answer
from app.web.report_drawn import drawn
from app.web.respond import told

router = Doorway()
LISTS: dict[str, tuple[str, ...]] = {"columns": ()}


@router.post("/exports")
def create(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_hr(viewer)
        draft = form.draft(ExportDraft, lists=LISTS)
        return f"/exports/{ask_for_export(db, by=viewer, draft=draft, units=units.read(db), now=visit.now).id}"

    return visit.do(form, deed, again=lambda viewer, fault: _again(visit, form, viewer, fault))


@router.get("/exports/{export_id}")
def show(export_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        page = exports.page_for(db, export_id, viewer=viewer, now=visit.now)
    return visit.page(
        "pages/exports/show.html",
        viewer,
        page_title="Your file",
        nav_current="reports",
        export=page,
        dataset_words=dict(report_view.DATASETS)[page.dataset],
        purpose_words=PURPOSE_WORDS[Purpose(page.purpose)],
        format_words=dict(report_view.FORMATS)[page.format],
        size=report_view.size_words(page.bytes or 0),
        columns=[[one["name"], one["meaning"]] for one in page.manifest.get("columns", [])],
        not_for_rating=NOT_FOR_RATING,
    )


@router.get("/exports/{export_id}/file")
def file(export_id: str, visit: VisitDep) -> Response:
    return file_answer(visit, export_id)


@router.get("/exports/{export_id}/bundle")
def packed(export_id: str, visit: VisitDep) -> Response:
    return bundle_answer(visit, export_id)


@router.get("/exports/{export_id}/manifest")
def manifest(export_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        return told(exports.manifest_for(db, export_id, viewer=viewer, now=visit.now))


def _again(visit: Visit, form: Form, viewer: Viewer, fault: Fault) -> Response:
    """The same page, with everything that was typed and every fault beside its field."""
    typed = {key: value for key, value in form.fields if key != "columns"} | {"columns": form.all("columns")}
    typed["names"] = form.get("names")
    errors = {one.field.partition(".")[0]: one.message for one in reversed(fault.errors)} or {"": fault.message}
    with visit.wiring.store.read() as db:
        return drawn(visit, db, viewer, query=ReportQuery(), form=typed, errors=errors)
