"""What was agreed after an incident: known by its title, added or brought up to date, never taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.actions.bring_in import Run, Said, differing
from app.domain import FollowUp
from app.domain.import_draft import IncidentRow
from app.domain.incident_draft import FollowUpDraft
from app.kit.errors import Code
from app.kit.ids import new_id
from app.queries.people_named import Named


@dataclass(frozen=True)
class Agreed:
    """New ones, and the ids and values of those that differ."""

    new: list[dict[str, Any]]
    old: list[dict[str, Any]]


def compare_follow_ups(
    db: Session, wanted: Mapping[str, Said[IncidentRow]], people: Mapping[str, Named], run: Run
) -> dict[str, Agreed]:
    """By incident, where the file says something new."""
    here: dict[str, dict[str, Any]] = {}
    table = FollowUp.__table__  # type: ignore[attr-defined]
    for old in db.execute(select(table).where(table.c.incident_id.in_(list(wanted)))):
        here.setdefault(old.incident_id, {})[old.title] = old
    found: dict[str, Agreed] = {}
    for incident_id, said in wanted.items():
        agreed = Agreed([], [])
        for one in said.draft.follow_ups:
            values = _values(one, people, said.line, run)
            row: Any = here.get(incident_id, {}).get(one.title)
            if row is None:
                agreed.new.append({"incident_id": incident_id, "title": one.title, **values})
            elif different := differing(row, values):
                agreed.old.append({"id": row.id, **different})
        if agreed.new or agreed.old:
            found[incident_id] = agreed
    return found


def keep_follow_ups(db: Session, found: Mapping[str, Agreed], *, now: datetime) -> None:
    new = [{"id": new_id(now), "contribution_id": None, **_EMPTY, **row} for one in found.values() for row in one.new]
    if new:
        db.execute(insert(FollowUp), new)
    for row in (row for one in found.values() for row in one.old):
        values = {name: value for name, value in row.items() if name != "id"}
        db.execute(update(FollowUp).where(col(FollowUp.id) == row["id"]).values(**values))


_EMPTY: dict[str, Any] = {"owner_id": None, "url": "", "done_on": None}


def _values(one: FollowUpDraft, people: Mapping[str, Named], line: int, run: Run) -> dict[str, Any]:
    """Only what is said of it."""
    values: dict[str, Any] = {}
    if one.owner:
        owner = people.get(one.owner)
        if owner is None:
            words = f"Nobody is meant by {one.owner}, or more than one. Write an e-mail address."
            run.refuse(line, "follow_ups", Code.PERSON_UNKNOWN, words)
        else:
            values["owner_id"] = owner.id
    said: Sequence[str] = [name for name in ("url", "done_on") if getattr(one, name)]
    return values | {name: getattr(one, name) for name in said}
