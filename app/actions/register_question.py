"""Put a question on record before its answer is known. A later change is a new version, and needs a second person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlmodel import Session, col

from app.actions.change_state import hold
from app.actions.note_change import note_change
from app.actions.write_audit import trace
from app.domain import Connection, Measurement, Result, ResultState, Source, Viewer
from app.domain.connection import ConnectionKind, ConnectionState
from app.domain.measurement_draft import ConfirmationDraft, MeasurementDraft
from app.domain.policy import Standing, require
from app.domain.rights import require_kept, to_support
from app.kit.errors import Code, Conflict, Invalid, NotFound, Stale
from app.kit.ids import is_id, new_id
from app.queries import standings

_PLAIN = (
    "metric", "unit", "direction", "shape", "time_zone", "changed_on", "rolled_out_on", "days_before", "days_after",
    "trigger", "common_cause", "query",
)  # fmt: skip


def register_question(
    db: Session, contribution_id: str, *, by: Viewer, draft: MeasurementDraft, now: datetime
) -> Measurement:
    """Whoever may add to the contribution may ask; the day of asking stands beside every answer."""
    require_kept(to_support(by, standings.sighted(db, by, contribution_id)))
    hold(db, contribution_id)
    _check(db, draft, now=now)
    asked = Measurement(
        id=(first_id := new_id(now)),
        question_id=first_id,
        contribution_id=contribution_id,
        author_id=by.person_id,
        registered_at=now,
        **_values(draft),
    )
    db.add(asked)
    _note(db, asked, by=by, action="question_registered", now=now)
    return asked


def change_question(
    db: Session,
    contribution_id: str,
    question_id: str,
    *,
    by: Viewer,
    draft: MeasurementDraft,
    version: int,
    now: datetime,
) -> Measurement:
    """A new version. Changed after an answer was seen, it answers nothing until a second person has confirmed it."""
    standing = to_support(by, standings.sighted(db, by, contribution_id))
    require_kept(standing)
    hold(db, contribution_id)
    old = current(db, contribution_id, question_id)
    require(standing.is_inside or old.author_id == by.person_id, "Only its author and those on the work change this.")
    if old.version != version:
        raise Stale(old.version, "Somebody has changed this question since you opened it.")
    _check(db, draft, now=now)
    if draft.source.value != old.source:
        raise Invalid.one("source", Code.BAD_CHOICE, "Another source is another question. Register a new one.")
    new = Measurement(
        id=new_id(now),
        question_id=old.question_id,
        version=old.version + 1,
        contribution_id=contribution_id,
        author_id=by.person_id,
        registered_at=now,
        moved_after_result=old.moved_after_result or _is_answered(db, old.question_id),
        impact_statement_id=old.impact_statement_id,
        **_values(draft),
    )
    db.execute(update(Measurement).where(col(Measurement.id) == old.id).values(current=False))
    db.add(new)
    _note(db, new, by=by, action="question_changed", now=now)
    return new


def confirm_question(
    db: Session, contribution_id: str, question_id: str, *, by: Viewer, draft: ConfirmationDraft, now: datetime
) -> Measurement:
    """A second person, neither contributor nor author, stands behind what was changed after the answer."""
    standing = to_support(by, standings.sighted(db, by, contribution_id))
    require_kept(standing)
    hold(db, contribution_id)
    asked = current(db, contribution_id, question_id)
    if not asked.moved_after_result or asked.confirmed_by_id:
        raise Conflict(Code.WRONG_STATE, "This question was not changed after an answer; nothing is to be confirmed.")
    require_second_person(db, standing, asked.question_id, by=by)
    asked.confirmed_by_id, asked.confirmed_at = by.person_id, now
    db.add(asked)
    changes = {"question": asked.question_id, "version": asked.version, "words": trace(draft.words)}
    note_change(db, contribution_id, by=by, action="question_confirmed", changes=changes, now=now)
    return asked


def current(db: Session, contribution_id: str, question_id: str) -> Measurement:
    """The version that stands. Raises NotFound."""
    found: Measurement | None = None
    if is_id(question_id):
        found = db.execute(
            select(Measurement).where(
                col(Measurement.contribution_id) == contribution_id,
                col(Measurement.question_id) == question_id,
                col(Measurement.current),
            )
        ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def require_second_person(db: Session, standing: Standing, question_id: str, *, by: Viewer) -> None:
    """Neither one of those who did the work, nor anybody who ever wrote the question."""
    authors = select(col(Measurement.author_id)).where(col(Measurement.question_id) == question_id)
    if standing.is_contributor or by.person_id in set(db.execute(authors).scalars()):
        raise Invalid(Code.OWN_IMPACT, "A second person does this; the work or the question is your own.")


def _values(draft: MeasurementDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _PLAIN} | {
        "source": draft.source.value,
        "kind": draft.kind.value,
        "connection_id": draft.connection_id,
        "others_asked": draft.no_other_changes or bool(draft.other_changes),
        "other_changes": [{"on": one.on.isoformat(), "text": one.text} for one in draft.other_changes],
    }


def _check(db: Session, draft: MeasurementDraft, *, now: datetime) -> None:
    if draft.changed_on > now.date():
        raise Invalid.one("changed_on", Code.BAD_DATE, "Choose a day that is not in the future.")
    if draft.source is Source.PROMETHEUS and not _is_connected(db, draft.connection_id or ""):
        raise Invalid.one("connection_id", Code.BAD_CHOICE, "Choose a connection to a Prometheus that is in use.")


def _is_connected(db: Session, connection_id: str) -> bool:
    question = select(col(Connection.id)).where(
        col(Connection.id) == connection_id,
        col(Connection.kind) == ConnectionKind.PROMETHEUS.value,
        col(Connection.state) == ConnectionState.ACTIVE.value,
    )
    return db.execute(question).first() is not None


def _is_answered(db: Session, question_id: str) -> bool:
    seen = exists().where(col(Result.question_id) == question_id, col(Result.state) == ResultState.DONE.value)
    return bool(db.execute(select(seen)).scalar())


def _note(db: Session, asked: Measurement, *, by: Viewer, action: str, now: datetime) -> None:
    changes: Mapping[str, Any] = {
        "question": asked.question_id,
        "version": asked.version,
        "source": asked.source,
        "kind": asked.kind,
        "changed_on": asked.changed_on.isoformat(),
        "moved_after_result": asked.moved_after_result,
        "metric": trace(asked.metric),
        "query": trace(asked.query),
    }
    note_change(db, asked.contribution_id, by=by, action=action, changes=changes, now=now)
