"""Ask a registered question: keep the data, put the work on the list, and later keep what came back."""

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.actions.change_state import hold
from app.actions.keep_readings import Given, keep_readings, latest_readings
from app.actions.keep_time import enqueue
from app.actions.register_question import current, require_second_person
from app.actions.write_audit import write_audit
from app.domain import Measurement, Result, ResultState, Source, Viewer
from app.domain.rights import require_kept, to_support
from app.kit.errors import Code, Conflict, Invalid
from app.kit.ids import new_id
from app.queries import standings

MEASURE = "measure_impact"
ASKED, AGAIN = "asked", "again"


def ask(
    db: Session, contribution_id: str, question_id: str, *, by: Viewer, given: Given | None = None, now: datetime
) -> Result:
    """Due at once. A file brings its readings; without one the latest file of this question is looked at again."""
    require_kept(to_support(by, standings.sighted(db, by, contribution_id)))
    hold(db, contribution_id)
    asked = current(db, contribution_id, question_id)
    if asked.source != Source.CSV and given is not None:
        raise Invalid(Code.UNEXPECTED_FILE, "This question is not answered by a file.")
    data_id = keep_readings(db, asked.question_id, given, now=now) if given else None
    if asked.source == Source.CSV and data_id is None:
        data_id = latest_readings(db, asked.question_id)
        if data_id is None:
            raise Invalid.one("file", Code.REQUIRED, "Hand in a file with the readings.")
    return look(db, asked, by=by, occasion=ASKED, data_id=data_id, now=now)


def run_again(db: Session, contribution_id: str, question_id: str, *, by: Viewer, now: datetime) -> Result:
    """A second person runs the newest answer from its kept data: the same bytes, or it says so."""
    standing = to_support(by, standings.sighted(db, by, contribution_id))
    require_kept(standing)
    hold(db, contribution_id)
    asked = current(db, contribution_id, question_id)
    require_second_person(db, standing, question_id, by=by)
    newest = newest_answer(db, asked.question_id)
    if newest is None:
        raise Conflict(Code.WRONG_STATE, "There is no answer yet that could be run again.")
    return look(db, asked, by=by, occasion=AGAIN, data_id=newest.data_id, same_as=newest, now=now)


def look(
    db: Session,
    asked: Measurement,
    *,
    by: Viewer | None,
    occasion: str,
    data_id: str | None = None,
    same_as: Result | None = None,
    now: datetime,
) -> Result:
    """One more result, waiting for the worker. Raises Conflict while another waits."""
    mine = col(Result.question_id) == asked.question_id
    if db.execute(select(col(Result.id)).where(mine, col(Result.state) == ResultState.WAITING.value)).first():
        raise Conflict(Code.IN_PROGRESS, "This is being measured at this moment. Look again in a few seconds.")
    number = (db.execute(select(func.max(col(Result.number))).where(mine)).scalar() or 0) + 1
    result = Result(
        id=new_id(now),
        measurement_id=asked.id,
        question_id=asked.question_id,
        contribution_id=asked.contribution_id,
        number=number,
        occasion=occasion,
        asked_by_id=by.person_id if by else None,
        asked_at=now,
        data_id=data_id,
        task=same_as.task if same_as else "",
        same_as_id=same_as.id if same_as else None,
    )
    db.add(result)
    db.flush()
    payload = {"result": result.id}
    enqueue(db, kind=MEASURE, dedupe_key=f"{MEASURE}:{result.id}", payload=payload, run_at=now, now=now)
    note_look(db, result, by=by, action="measurement_asked", now=now)
    return result


def newest_answer(db: Session, question_id: str) -> Result | None:
    """The last look that got an answer, runs by a second person left out."""
    found: Result | None = db.execute(
        select(Result)
        .where(
            col(Result.question_id) == question_id,
            col(Result.state) == ResultState.DONE.value,
            col(Result.occasion) != AGAIN,
        )
        .order_by(col(Result.number).desc())
        .limit(1)
    ).scalar_one_or_none()
    return found


def note_look(db: Session, result: Result, *, by: Viewer | None, action: str, now: datetime) -> None:
    changes = {
        "question": result.question_id,
        "result": result.number,
        "occasion": result.occasion,
        "status": result.status,
        "grade": result.grade,
    }
    write_audit(
        db, by=by, action=action, object_type="contribution", object_id=result.contribution_id, changes=changes, now=now
    )
