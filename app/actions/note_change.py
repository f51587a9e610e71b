"""The audit line of a change to a contribution: whatever part changed, its history is found under one id."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.actions.write_audit import write_audit
from app.domain import Viewer


def note_change(
    db: Session,
    contribution_id: str,
    *,
    by: Viewer,
    action: str,
    changes: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    write_audit(
        db, by=by, action=action, object_type="contribution", object_id=contribution_id, changes=changes, now=now
    )
