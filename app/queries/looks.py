"""One look at a question, for the worker that carries it out: what waits, its readings, and whom to ask."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.domain import Connection, Measurement, Result, ResultData, ResultState, Source
from app.domain.answer import OK
from app.domain.connection import ConnectionState
from app.domain.measurement import LOOKS
from app.kit.errors import NotFound

LAST_CHANCE = 60  # days after the last look in which one that was missed is still made
MOST_AT_ONCE = 200


def waiting(db: Session, result_id: str) -> tuple[Result, Measurement] | None:
    """None once it has its answer."""
    result = db.get(Result, result_id)
    asked = db.get(Measurement, result.measurement_id) if result else None
    if result is None or asked is None or result.state != ResultState.WAITING:
        return None
    return result, asked


def to_look_again(db: Session, *, now: datetime) -> list[tuple[Measurement, int]]:
    """Answered questions that a system can be asked again, with the days after the change that are due.

    Of several that were missed the latest counts. At most one look for each of LOOKS, ever.
    """
    m, r = Measurement, Result
    answered = exists().where(col(r.question_id) == col(m.question_id), col(r.status) == OK)
    waiting_now = exists().where(col(r.question_id) == col(m.question_id), col(r.state) == ResultState.WAITING.value)
    question = (
        select(m)
        .where(
            col(m.current),
            col(m.source) != Source.CSV.value,
            col(m.stopped_at).is_(None),
            col(m.changed_on) <= (now - timedelta(days=LOOKS[0])).date(),
            col(m.changed_on) > (now - timedelta(days=LOOKS[-1] + LAST_CHANCE)).date(),
            answered,
            ~waiting_now,
        )
        .order_by(col(m.question_id))
        .limit(MOST_AT_ONCE)
    )
    found = []
    for asked in db.execute(question).scalars():
        seen = set(db.execute(select(col(r.occasion)).where(col(r.question_id) == asked.question_id)).scalars())
        due = [days for days in LOOKS if asked.changed_on + timedelta(days=days) <= now.date()]
        if due and not {str(days) for days in LOOKS if days >= due[-1]} & seen:
            found.append((asked, due[-1]))
    return found


def data_of(db: Session, result_id: str) -> tuple[str, bytes]:
    """The hash and the packed text behind a result. Raises NotFound where it has none."""
    question = (
        select(col(ResultData.sha256), col(ResultData.packed))
        .join(Result, col(Result.data_id) == col(ResultData.id))
        .where(col(Result.id) == result_id)
    )
    row = db.execute(question).one_or_none()
    if row is None:
        raise NotFound
    return row.sha256, row.packed


def connection_of(db: Session, connection_id: str) -> Mapping[str, str] | None:
    """How the connection of a question is reached, while it is in use."""
    question = select(col(Connection.kind), col(Connection.address)).where(
        col(Connection.id) == connection_id, col(Connection.state) == ConnectionState.ACTIVE.value
    )
    row = db.execute(question).one_or_none()
    return {"kind": row.kind, "address": row.address} if row else None
