"""Decide how candidates are handled in this installation."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.actions.write_audit import write_audit
from app.domain import Setting, Viewer
from app.domain.connection_draft import DiscoveryDraft
from app.domain.policy import require_admin
from app.queries.discovery_settings import HEAD_START, RULES


def set_discovery(db: Session, *, by: Viewer, draft: DiscoveryDraft, now: datetime) -> None:
    """How long people see theirs first, and which rules are on. It holds for what is found from now on."""
    require_admin(by)
    values: dict[str, Any] = {HEAD_START: draft.head_start_days, RULES: [rule.value for rule in draft.rules]}
    for name, value in values.items():
        row = db.get(Setting, name)
        if row is None:
            db.add(Setting(name=name, value=value))
        else:
            row.value, row.version = value, row.version + 1
            db.add(row)
    write_audit(
        db, by=by, action="discovery_set", object_type="setting", object_id="discovery", changes=values, now=now
    )
