"""Keep what came back of a look: the answer with its data, and the statement of effect that it makes, if any."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.actions.assess import wake
from app.actions.change_state import hold
from app.actions.keep_readings import Given, keep_readings
from app.actions.measure_impact import AGAIN, note_look
from app.actions.renew import renew
from app.domain import Impact, Measurement, Result, ResultState
from app.domain.answer import INCONCLUSIVE, OK, Answer, read_answer
from app.domain.impact import ImpactKind
from app.domain.impact_figures import Figures
from app.domain.measured_effect import figures_of
from app.kit.ids import new_id
from app.queries import impacts


@dataclass(frozen=True)
class Came:
    """What a look came to: the bytes both ways, and the daily figures of the picture."""

    task: str
    answer: str
    given: Given | None
    drawn: list[Any]


def keep_answer(db: Session, *, result_id: str, came: Came, now: datetime) -> None:
    """The estimator has spoken. Only an improvement becomes a statement of effect; the rest stands as it was said."""
    result, asked = _waiting(db, result_id)
    if result is None:
        return
    answer = read_answer(came.answer)
    if came.given is not None:
        result.data_id = keep_readings(db, asked.question_id, came.given, now=now)
    result.state, result.answered_at = ResultState.DONE.value, now
    result.task, result.answer, result.drawn = came.task, came.answer, came.drawn
    result.status, result.grade, result.sentence = answer.status, int(answer.grade), answer.sentence
    result.ask_again_on = answer.ask_again_on
    db.add(result)
    db.flush()
    if result.occasion != AGAIN:
        _state(db, asked, result, answer, now=now)
    note_look(db, result, by=None, action="measurement_answered", now=now)
    renew(db, [result.contribution_id])


def keep_trouble(db: Session, *, result_id: str, trouble: str, now: datetime) -> None:
    """No answer: the data did not come, or cannot be read. Nothing else changes."""
    result, _asked = _waiting(db, result_id)
    if result is None:
        return
    result.state, result.answered_at, result.trouble = ResultState.FAILED.value, now, trouble[:300]
    db.add(result)
    note_look(db, result, by=None, action="measurement_failed", now=now)


def _state(db: Session, asked: Measurement, result: Result, answer: Answer, *, now: datetime) -> None:
    """A new version of the statement that this question writes. A refusal leaves what an earlier look has found."""
    figures = figures_of(asked, answer)
    old = _statement(db, asked.impact_statement_id)
    if figures.bounds is None and (old is None or answer.status not in (OK, INCONCLUSIVE)):
        return
    stated = _impact(db, asked, answer, figures, old, now=now)
    if old is not None:
        db.execute(update(Impact).where(col(Impact.id) == old.id).values(current=False))
    db.add(stated)
    result.impact_id = stated.id
    db.add(result)
    mine = col(Measurement.question_id) == asked.question_id
    db.execute(update(Measurement).where(mine).values(impact_statement_id=stated.statement_id))
    wake(db, asked.contribution_id)


def _impact(
    db: Session, asked: Measurement, answer: Answer, figures: Figures, old: Impact | None, *, now: datetime
) -> Impact:
    low, likely, high = figures.ends
    tier = impacts.scale(db).tier(ImpactKind(asked.kind), figures)
    return Impact(
        id=(impact_id := new_id(now)),
        statement_id=old.statement_id if old else impact_id,
        version=old.version + 1 if old else 1,
        contribution_id=asked.contribution_id,
        kind=asked.kind,
        low=low,
        likely=likely,
        high=high,
        unit=figures.unit,
        period=figures.period,
        method=figures.method.value,
        formula=figures.formula,
        inputs=dict(figures.inputs),
        source=asked.metric,
        sentence=answer.sentence,
        changed_on=asked.changed_on,
        grade=int(answer.grade),
        tier=int(tier),
        author_id=asked.author_id,
        stated_at=now,
    )


def _statement(db: Session, statement_id: str) -> Impact | None:
    if not statement_id:
        return None
    mine = select(Impact).where(col(Impact.statement_id) == statement_id, col(Impact.current))
    found: Impact | None = db.execute(mine).scalar_one_or_none()
    return found


def _waiting(db: Session, result_id: str) -> tuple[Result | None, Any]:
    """None once another worker has kept an answer already."""
    result = db.get(Result, result_id)
    if result is None or result.state != ResultState.WAITING:
        return None, None
    hold(db, result.contribution_id)
    return result, db.get(Measurement, result.measurement_id)
