"""Keep what the classifier said of changes, beside them: derived, and made anew with every model."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.renew import write_columns
from app.domain import RecordedChange

CHUNK = 400


@dataclass(frozen=True)
class Looked:
    """What the classifier said of one change. `reasons` are (text, weight), the strongest first."""

    external_id: str
    change_type: str
    tags: tuple[str, ...]
    preventive: float
    reasons: tuple[tuple[str, float], ...] = ()


def keep_looks(db: Session, connection_id: str, *, looked: Sequence[Looked], model: str) -> None:
    """`model` names the weights."""
    table = RecordedChange
    for start in range(0, len(looked), CHUNK):
        part = {one.external_id: one for one in looked[start : start + CHUNK]}
        question = select(col(table.id), col(table.external_id)).where(
            col(table.connection_id) == connection_id, col(table.external_id).in_(list(part))
        )
        rows = [
            {
                "id": row.id,
                "model": model,
                "change_type": part[row.external_id].change_type,
                "tags": list(part[row.external_id].tags),
                "preventive": part[row.external_id].preventive,
                "reasons": [list(reason) for reason in part[row.external_id].reasons],
            }
            for row in db.execute(question)
        ]
        write_columns(db, table, rows)
