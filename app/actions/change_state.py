"""The one way from state to state: the update itself decides, so that of two people at once one moves it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.domain import Contribution, State
from app.kit.errors import Code, Conflict


def change_state(
    db: Session, contribution_id: str, *, at: Sequence[State], to: State, now: datetime, **values: Any
) -> None:
    """Raises Conflict (wrong_state) where the contribution no longer stands at one of `at`."""
    db.flush()
    moved = db.execute(
        update(Contribution)
        .where(col(Contribution.id) == contribution_id, col(Contribution.state).in_([state.value for state in at]))
        .values(state=to.value, changed_at=now, version=col(Contribution.version) + 1, **values)
    )
    if moved.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE answers with a CursorResult
        raise Conflict(Code.WRONG_STATE, "Somebody has moved this on already. Look at it again.")


def hold(db: Session, contribution_id: str) -> int:
    """Whoever changes its parts does so alone until the transaction ends. Returns its version."""
    question = select(col(Contribution.version)).where(col(Contribution.id) == contribution_id).with_for_update()
    version: int = db.execute(question).scalar_one()
    return version


def touch(db: Session, contribution_id: str, *, now: datetime) -> None:
    """Its facts changed: whoever has them open elsewhere learns it on saving."""
    db.execute(
        update(Contribution)
        .where(col(Contribution.id) == contribution_id)
        .values(changed_at=now, version=col(Contribution.version) + 1)
    )
