"""/api/v1/contributions/{id}/measurements: questions put to a system, their answers and the data behind them."""

from typing import Any

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.keep_readings import Given
from app.actions.measure_impact import ask, run_again
from app.actions.register_question import change_question, confirm_question, register_question
from app.domain import Viewer
from app.domain.measurement_draft import ConfirmationDraft, MeasurementDraft
from app.domain.metric_data import pack
from app.domain.metric_file import read_metric
from app.domain.rights import to_support
from app.queries import measurements, standings
from app.queries.measurements import Asked, Look
from app.web.body import JsonDep
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.measured_files import data_file, figures_file
from app.web.openapi import takes
from app.web.respond import Rows
from app.web.upload import UploadDep

router = Doorway(tags=["measurements"])
HERE = "/contributions/{contribution_id}/measurements"
PLAIN = [Depends(no_query)]
FILE = {"text/csv": {"schema": {"type": "string", "description": "timestamp,value; oldest first"}}}
TAKES_FILE: dict[str, Any] = {"openapi_extra": {"requestBody": {"required": False, "content": FILE}}}


@router.get(HERE, dependencies=PLAIN)
def list_questions(contribution_id: str, visit: VisitDep) -> Response:
    """The current version of each, oldest first, with its looks, newest first."""

    def question(db: Session, viewer: Viewer) -> Rows:
        standings.sighted(db, viewer, contribution_id)
        return Rows(list(measurements.of_contribution(db, contribution_id)), None, None)

    return visit.tell(question)


@router.get(HERE + "/{question_id}", dependencies=PLAIN)
def show(contribution_id: str, question_id: str, visit: VisitDep) -> Response:
    def question(db: Session, viewer: Viewer) -> Asked:
        standings.sighted(db, viewer, contribution_id)
        return measurements.one(db, contribution_id, question_id)

    return visit.tell(question)


@router.post(HERE, status_code=201, dependencies=PLAIN, **takes(MeasurementDraft))
def register(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """Before its answer is known. What answers it comes with `/results`."""

    def deed(db: Session, viewer: Viewer) -> Asked:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft = body.draft(MeasurementDraft)
        asked = register_question(db, contribution_id, by=viewer, draft=draft, now=visit.now)
        db.flush()
        return measurements.one(db, contribution_id, asked.question_id)

    return visit.answer(deed, status=201, location=f"/api/v1/contributions/{contribution_id}/measurements/{{id}}")


@router.put(HERE + "/{question_id}", dependencies=PLAIN, **takes(MeasurementDraft))
def change(contribution_id: str, question_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """A new version. Changed after an answer, it counts once a second person has confirmed it."""

    def deed(db: Session, viewer: Viewer) -> Asked:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft, version = body.draft(MeasurementDraft), visit.if_match
        change_question(db, contribution_id, question_id, by=viewer, draft=draft, version=version, now=visit.now)
        db.flush()
        return measurements.one(db, contribution_id, question_id)

    return visit.answer(deed)


@router.post(HERE + "/{question_id}/confirmation", dependencies=PLAIN, **takes(ConfirmationDraft))
def confirm(contribution_id: str, question_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """The second person behind a question that was changed after its answer."""

    def deed(db: Session, viewer: Viewer) -> Asked:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft = body.draft(ConfirmationDraft)
        confirm_question(db, contribution_id, question_id, by=viewer, draft=draft, now=visit.now)
        db.flush()
        return measurements.one(db, contribution_id, question_id)

    return visit.answer(deed)


@router.post(HERE + "/{question_id}/results", status_code=202, dependencies=PLAIN, **TAKES_FILE)
def answer(contribution_id: str, question_id: str, upload: UploadDep, visit: VisitDep) -> Response:
    """With text/csv for a question that a file answers; without a body for the others. The answer comes by itself."""

    def deed(db: Session, viewer: Viewer) -> Look:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        asked = measurements.one(db, contribution_id, question_id)
        readings = None if upload.file is None else read_metric(upload.file, zone=asked.time_zone)
        given = None if readings is None else Given(pack(readings), upload.name)
        made = ask(db, contribution_id, question_id, by=viewer, given=given, now=visit.now)
        return measurements.look_of(measurements.one(db, contribution_id, question_id), made.id)

    here = f"/api/v1/contributions/{contribution_id}/measurements/{question_id}"
    return visit.answer(deed, status=202, location=f"{here}/results/{{id}}")


@router.get(HERE + "/{question_id}/results/{result_id}", dependencies=PLAIN)
def show_result(contribution_id: str, question_id: str, result_id: str, visit: VisitDep) -> Response:
    """One look. `answer` holds the estimator's own JSON."""

    def question(db: Session, viewer: Viewer) -> Look:
        standings.sighted(db, viewer, contribution_id)
        return measurements.look_of(measurements.one(db, contribution_id, question_id), result_id)

    return visit.tell(question)


@router.post(HERE + "/{question_id}/runs", status_code=202, dependencies=PLAIN)
def run(contribution_id: str, question_id: str, visit: VisitDep) -> Response:
    """A second person runs the newest answer again from its kept data; `reproduced` says what came of it."""

    def deed(db: Session, viewer: Viewer) -> Look:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        made = run_again(db, contribution_id, question_id, by=viewer, now=visit.now)
        return measurements.look_of(measurements.one(db, contribution_id, question_id), made.id)

    here = f"/api/v1/contributions/{contribution_id}/measurements/{question_id}"
    return visit.answer(deed, status=202, location=f"{here}/results/{{id}}")


@router.get(HERE + "/{question_id}/results/{result_id}/data.csv", dependencies=PLAIN)
def data(contribution_id: str, question_id: str, result_id: str, visit: VisitDep) -> Response:
    return data_file(visit, contribution_id, question_id, result_id)


@router.get(HERE + "/{question_id}/results/{result_id}/figures.csv", dependencies=PLAIN)
def figures(contribution_id: str, question_id: str, result_id: str, visit: VisitDep) -> Response:
    return figures_file(visit, contribution_id, question_id, result_id)
