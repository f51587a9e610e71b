"""The readings of a question: kept once, packed, with where they came from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import ResultData
from app.domain.metric_data import Packed
from app.kit.ids import new_id


@dataclass(frozen=True)
class Given:
    """Readings with where they come from, in words."""

    packed: Packed
    origin: str


def keep_readings(db: Session, question_id: str, given: Given, *, now: datetime) -> str:
    """Equal readings are kept once."""
    packed = given.packed
    question = select(col(ResultData.id)).where(
        col(ResultData.question_id) == question_id, col(ResultData.sha256) == packed.sha256
    )
    there: str | None = db.execute(question).scalars().first()
    if there is not None:
        return there
    row = ResultData(
        id=new_id(now),
        question_id=question_id,
        sha256=packed.sha256,
        rows=packed.rows,
        origin=given.origin[:300],
        packed=packed.packed,
        kept_at=now,
    )
    db.add(row)
    db.flush()
    return row.id


def latest_readings(db: Session, question_id: str) -> str | None:
    mine = select(col(ResultData.id)).where(col(ResultData.question_id) == question_id)
    found: str | None = db.execute(mine.order_by(col(ResultData.kept_at).desc()).limit(1)).scalars().first()
    return found
