"""Bring a whole company in: a few statements for ten thousand people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session

from app.actions.enrol import person_from, rebuild_reporting_lines
from app.actions.keep_handles import keep_handles
from app.actions.write_audit import Entry, write_audits
from app.domain import Person, Viewer
from app.domain.person_draft import PersonDraft, fold_address
from app.domain.policy import require_admin
from app.kit.errors import Code, FieldError, Invalid
from app.kit.ids import is_id
from app.queries import people_named, teams


def enrol_many(
    db: Session, *, by: Viewer | None, drafts: Sequence[PersonDraft], sample: bool = False, now: datetime
) -> dict[str, str]:
    """Add many people; managers may stand in the same list, in any order. Returns folded e-mail address -> id.

    All faults of all rows are raised together, each at "<row>.<field>", counted from 0; then nothing is applied.
    """
    if by:
        require_admin(by)
    rows = [person_from(draft, now=now) for draft in drafts]
    team_ids = teams.ids_by_name(db)
    managers = _managers(db, drafts) | {row.email_folded: row.id for row in rows}
    if faults := _faults(db, drafts, team_ids=team_ids, managers=managers):
        raise Invalid.many(faults)
    for row, draft in zip(rows, drafts, strict=True):
        row.team_id = team_ids[fold_address(draft.team)] if draft.team else None
        row.sample = sample
    write_audits(db, by=by, entries=[Entry("enrolled", "person", row.id) for row in rows], now=now)
    _insert(
        db,
        rows,
        {
            row.id: managers[fold_address(draft.manager)]
            for row, draft in zip(rows, drafts, strict=True)
            if draft.manager
        },
    )
    for row, draft in zip(rows, drafts, strict=True):
        if draft.handles:
            keep_handles(db, person_id=row.id, handles=draft.handles, now=now)
    rebuild_reporting_lines(db)
    return {row.email_folded: row.id for row in rows}


def _managers(db: Session, drafts: Sequence[PersonDraft]) -> dict[str, str]:
    """Those who are here already, under whatever the rows call them: an address or an id."""
    called = {draft.manager for draft in drafts if draft.manager}
    here = people_named.named(db, [text for text in called if is_id(text)])
    here |= people_named.by_email(db, called)
    return {text: one.id for text, one in here.items() if one.active}


def _faults(
    db: Session, drafts: Sequence[PersonDraft], *, team_ids: Mapping[str, str], managers: Mapping[str, str]
) -> list[FieldError]:
    taken = set(people_named.by_email(db, [draft.email for draft in drafts]))
    faults = []
    for place, draft in enumerate(drafts):
        if (email := fold_address(draft.email)) in taken:
            faults.append(FieldError(f"{place}.email", Code.EMAIL_TAKEN, "This e-mail address is here already."))
        taken.add(email)
        if draft.team and fold_address(draft.team) not in team_ids:
            faults.append(FieldError(f"{place}.team", Code.TEAM_UNKNOWN, "There is no team of this name."))
        if draft.manager and fold_address(draft.manager) not in managers:
            faults += people_named.not_a_manager(f"{place}.manager").errors
    return faults


def _insert(db: Session, rows: Sequence[Person], managers: Mapping[str, str]) -> None:
    """Everybody first, then who reports to whom: a row may stand above its manager's."""
    if not rows:
        return
    db.execute(insert(Person), [row.model_dump() for row in rows])
    pointers: list[dict[str, Any]] = [{"id": id_, "manager_id": manager} for id_, manager in managers.items()]
    if pointers:
        db.execute(update(Person), pointers)
