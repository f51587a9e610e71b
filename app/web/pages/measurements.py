"""/contributions/{id}/measurements: ask a question of a system, hand in its data, and read what came back."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.keep_readings import Given
from app.actions.measure_impact import ask, run_again
from app.actions.register_question import change_question, confirm_question, register_question
from app.domain import Source, Viewer
from app.domain.draft import Draft
from app.domain.measurement_draft import ConfirmationDraft
from app.domain.metric_data import pack
from app.domain.metric_file import read_metric
from app.domain.rights import require_kept, to_support
from app.kit.errors import Fault
from app.publishing.measured_wording import measured
from app.queries import measurements, standings
from app.queries.measurements import Asked
from app.web.body import Form, FormDep
from app.web.contribution_forms import is_stale
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import seen_version
from app.web.measured_files import data_file, figures_file
from app.web.measurement_form import WAYS, draft_of, form_page
from app.web.upload import Upload, UploadDep

router = Doorway()
HERE = "/contributions/{contribution_id}/measurements"


class SourceQuery(Draft):
    source: Source = Source.CSV


@router.get(HERE + "/new")
def open_form(contribution_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        require_kept(to_support(viewer, standings.sighted(db, viewer, contribution_id)))
        source = visit.query(SourceQuery).source
        return _form(visit, db, viewer, contribution_id, Source(source), None, None, None)


@router.post(HERE)
def register(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft = draft_of(form, zone=viewer.time_zone)
        asked = register_question(db, contribution_id, by=viewer, draft=draft, now=visit.now)
        if draft.source is not Source.CSV:
            ask(db, contribution_id, asked.question_id, by=viewer, now=visit.now)
        return f"/contributions/{contribution_id}/measurements/{asked.question_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            return _form(visit, db, viewer, contribution_id, _source(form), form, fault, None)

    return visit.do(form, deed, again=again, notice="Registered. The answer can come now.")


@router.get(HERE + "/{question_id}")
def show(contribution_id: str, question_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        visit.query(Draft)
        return _page(visit, db, viewer, contribution_id, question_id, None)


@router.get(HERE + "/{question_id}/edit")
def edit(contribution_id: str, question_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        require_kept(to_support(viewer, standings.sighted(db, viewer, contribution_id)))
        old = measurements.one(db, contribution_id, question_id)
        return _form(visit, db, viewer, contribution_id, Source(old.source), None, None, old)


@router.post(HERE + "/{question_id}")
def change(contribution_id: str, question_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft, version = draft_of(form, zone=viewer.time_zone), seen_version(form)
        change_question(db, contribution_id, question_id, by=viewer, draft=draft, version=version, now=visit.now)
        return f"/contributions/{contribution_id}/measurements/{question_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            old = measurements.one(db, contribution_id, question_id)
            return _form(visit, db, viewer, contribution_id, _source(form), form, fault, old)

    return visit.do(form, deed, again=again, notice="Saved as a new version. The old one is kept.")


@router.post(HERE + "/{question_id}/confirmation")
def confirm(contribution_id: str, question_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft = form.draft(ConfirmationDraft)
        confirm_question(db, contribution_id, question_id, by=viewer, draft=draft, now=visit.now)
        return f"/contributions/{contribution_id}/measurements/{question_id}"

    return visit.do(form, deed, notice="Confirmed, with your name and the day. Ask it again for an answer.")


@router.post(HERE + "/{question_id}/results")
def answer(contribution_id: str, question_id: str, upload: UploadDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        asked = measurements.one(db, contribution_id, question_id)
        given = _given(upload, asked)
        ask(db, contribution_id, question_id, by=viewer, given=given, now=visit.now)
        return f"/contributions/{contribution_id}/measurements/{question_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            return _page(visit, db, viewer, contribution_id, question_id, fault)

    return visit.do(upload.form, deed, again=again, notice="Taken. The answer usually comes within seconds.")


@router.post(HERE + "/{question_id}/runs")
def run(contribution_id: str, question_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        run_again(db, contribution_id, question_id, by=viewer, now=visit.now)
        return f"/contributions/{contribution_id}/measurements/{question_id}"

    return visit.do(form, deed, notice="It runs again from the kept data.")


@router.get(HERE + "/{question_id}/results/{result_id}/data.csv")
def data(contribution_id: str, question_id: str, result_id: str, visit: VisitDep) -> Response:
    return data_file(visit, contribution_id, question_id, result_id)


@router.get(HERE + "/{question_id}/results/{result_id}/figures.csv")
def figures(contribution_id: str, question_id: str, result_id: str, visit: VisitDep) -> Response:
    return figures_file(visit, contribution_id, question_id, result_id)


def _given(upload: Upload, asked: Asked) -> Given | None:
    """Read before anything is written: every line that is wrong is named at once."""
    if upload.file is None:
        return None
    readings = read_metric(upload.file, zone=asked.time_zone)
    return Given(pack(readings), upload.name or "a file")


def _source(form: Form) -> Source:
    known = [source.value for source, _ in WAYS]
    return Source(form.get("source")) if form.get("source") in known else Source.CSV


def _form(
    visit: Visit,
    db: Session,
    viewer: Viewer,
    contribution_id: str,
    source: Source,
    form: Form | None,
    fault: Fault | None,
    old: Asked | None,
) -> Response:
    here = f"/contributions/{contribution_id}"
    action = f"{here}/measurements/{old.id}" if old else f"{here}/measurements"
    back = action if old else here
    shown = form_page(source, back=back, action=action, form=form, fault=fault, old=old, gauges=measurements.gauges(db))
    ways = [(f"{action}/new?source={key.value}", words, key is source) for key, words in WAYS] if old is None else []
    status = 422 if fault and not is_stale(fault) else 200
    return visit.page(
        "pages/contributions/form.html",
        viewer,
        status=status,
        page_title=shown.title,
        form=shown,
        ways=ways,
        errors=shown.errors,
    )


def _page(
    visit: Visit, db: Session, viewer: Viewer, contribution_id: str, question_id: str, fault: Fault | None
) -> Response:
    standing = standings.sighted(db, viewer, contribution_id)
    asked = measurements.one(db, contribution_id, question_id)
    second = viewer.is_member and not standing.is_contributor and viewer.person_id not in asked.authors
    return visit.page(
        "pages/measurements/show.html",
        viewer,
        page_title=asked.metric,
        title=standings.titles_of(db, [contribution_id])[contribution_id],
        url=f"/contributions/{contribution_id}",
        asked=asked,
        shown=measured(asked, today=visit.today, locale=viewer.locale),
        can_ask=viewer.is_member and not asked.is_waiting,
        can_run=second and asked.newest is not None and not asked.is_waiting,
        can_confirm=second and asked.moved_after_result and not asked.confirmed_by,
        errors=_lines(fault),
    )


def _lines(fault: Fault | None) -> dict[str, str]:
    """Every line of the file that is wrong, in the box above and beside the field."""
    if fault is None:
        return {}
    return {"file": " ".join(error.message for error in fault.errors[:20]) or fault.message}
