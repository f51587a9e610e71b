"""Bring in teams and services. Companies have few of them, so a whole file is held at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from app.actions.bring_in import Change, Run, Said, chunks, differing, keep_changes, row_of
from app.domain import Service, Team, Viewer
from app.domain.import_draft import ServiceRow, TeamRow
from app.domain.person_draft import fold_address
from app.domain.policy import require_admin
from app.kit.errors import Code
from app.kit.ids import new_id
from app.kit.text import fold
from app.queries import teams

TWICE = "This name stands in the file already, on line {line}."
NO_TEAM = "There is no team of this name."


@dataclass(frozen=True)
class _Team:
    """A row of the file; `parent` is None where the file says nothing of it."""

    line: int
    id: str
    name: str
    parent: str | None


def bring_in_teams(db: Session, *, rows: Iterable[Said[TeamRow]], run: Run, by: Viewer | None, now: datetime) -> None:
    """A parent may stand below its teams in the file."""
    if by:
        require_admin(by)
    here = {fold_address(row.name): row for row in _all(db, Team)}
    ids = {key: str(row.id) for key, row in here.items()}
    seen: dict[str, int] = {}
    given: list[_Team] = []
    for said in rows:
        key = fold_address(said.draft.name)
        if key in seen:
            run.refuse(said.line, "name", Code.NAME_TAKEN, TWICE.format(line=seen[key]))
            continue
        seen[key] = said.line
        ids.setdefault(key, new_id(now))
        given.append(_Team(said.line, ids[key], said.draft.name, said.draft.parent if said.says("parent") else None))
    parents = _parents(given, ids, run)
    _refuse_rings(given, {row.id: row.parent_id for row in here.values()} | parents, run)
    changes = [_team_change(one, here.get(fold_address(one.name)), parents) for one in given]
    for change in changes:
        run.settle(change)
    if run.may_write:
        keep_changes(db, Team, [_without_parent(change) for change in changes], object_type="team", by=by, now=now)
        moved = [{"id": one.id, "parent_id": parents[one.id]} for one in changes if "parent_id" in one.fields]
        if moved:
            db.execute(update(Team), moved)


def bring_in_services(
    db: Session, *, rows: Iterable[Said[ServiceRow]], run: Run, by: Viewer | None, now: datetime
) -> None:
    if by:
        require_admin(by)
    here = {fold_address(row.name): row for row in _all(db, Service)}
    team_ids = teams.ids_by_name(db)
    seen: dict[str, int] = {}
    for chunk in chunks(rows):
        changes = []
        for said in chunk:
            key = fold_address(said.draft.name)
            team = fold_address(said.draft.team)
            if key in seen:
                run.refuse(said.line, "name", Code.NAME_TAKEN, TWICE.format(line=seen[key]))
            if team and team not in team_ids:
                run.refuse(said.line, "team", Code.TEAM_UNKNOWN, NO_TEAM)
            seen.setdefault(key, said.line)
            values = {"name": said.draft.name} | ({"team_id": team_ids.get(team)} if said.says("team") else {})
            changes.append(_place(Service, said.line, here.get(key), values, fresh=new_id(now)))
        for change in changes:
            run.settle(change)
        if run.may_write:
            keep_changes(db, Service, changes, object_type="service", by=by, now=now)


def _all(db: Session, noun: Any) -> list[Any]:
    return list(db.execute(select(noun.__table__)))


def _parents(given: list[_Team], ids: Mapping[str, str], run: Run) -> dict[str, str | None]:
    """Of the teams whose parent the file names, or says to be none."""
    found: dict[str, str | None] = {}
    for one in given:
        if one.parent is None:
            continue
        key = fold_address(one.parent)
        found[one.id] = ids.get(key) if key else None
        if key and key not in ids and key not in run.broken:
            run.refuse(one.line, "parent", Code.TEAM_UNKNOWN, NO_TEAM)
    return found


def _refuse_rings(given: list[_Team], parents: Mapping[str, str | None], run: Run) -> None:
    for one in given:
        above = parents.get(one.id)
        steps = 0
        while above is not None and above != one.id and steps <= len(parents):
            above, steps = parents.get(above), steps + 1
        if above == one.id:
            run.refuse(one.line, "parent", Code.BAD_CHOICE, "A team cannot stand within itself.")


def _team_change(one: _Team, row: Any, parents: Mapping[str, str | None]) -> Change:
    values: dict[str, Any] = {"name": one.name}
    if one.id in parents:
        values["parent_id"] = parents[one.id]
    return _place(Team, one.line, row, values, fresh=one.id)


def _without_parent(change: Change) -> Change:
    """Everybody first, then who stands in whom."""
    values = dict(change.values)
    if change.is_new:
        values["parent_id"] = None
    else:
        values.pop("parent_id", None)
    return Change(change.line, change.label, change.id, change.is_new, change.fields, values)


def _place(noun: Any, line: int, row: Any, values: Mapping[str, Any], *, fresh: str) -> Change:
    """A new one, or what differs from the one that has this name."""
    name = values["name"]
    folded = fold(name)[:200]
    if row is None:
        made = row_of(noun, id=fresh, name_folded=folded, **values)
        return Change.new(line, name, fresh, tuple(values), made)
    different = differing(row, values)
    if different:
        different |= {"name_folded": folded, "version": row.version + 1}
    return Change.old(line, name, row.id, tuple(field for field in values if field in different), different)
