"""Keep what the classifier said of changes, beside them: derived, and made anew with every model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
    """`model` names the weights. What is as it was is not written again."""
    c = RecordedChange
    names = ("model", "change_type", "tags", "preventive", "reasons")
    for start in range(0, len(looked), CHUNK):
        part = {one.external_id: _row(one, model) for one in looked[start : start + CHUNK]}
        question = select(col(c.id), col(c.external_id), *(getattr(c, name) for name in names)).where(
            col(c.connection_id) == connection_id, col(c.external_id).in_(list(part))
        )
        rows = [
            {"id": row.id, **part[row.external_id]}
            for row in db.execute(question)
            if any(getattr(row, name) != part[row.external_id][name] for name in names)
        ]
        write_columns(db, c, rows)


def _row(one: Looked, model: str) -> dict[str, Any]:
    return {
        "model": model,
        "change_type": one.change_type,
        "tags": list(one.tags),
        "preventive": round(one.preventive, 4),
        "reasons": [[words, round(weight, 3)] for words, weight in one.reasons],
    }
