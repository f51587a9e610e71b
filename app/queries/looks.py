"""One look at a question, for the worker that carries it out: what waits, its readings, and whom to ask."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Connection, Measurement, Result, ResultData, ResultState
from app.domain.connection import ConnectionState
from app.kit.errors import NotFound


def waiting(db: Session, result_id: str) -> tuple[Result, Measurement] | None:
    """None once it has its answer."""
    result = db.get(Result, result_id)
    asked = db.get(Measurement, result.measurement_id) if result else None
    if result is None or asked is None or result.state != ResultState.WAITING:
        return None
    return result, asked


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
