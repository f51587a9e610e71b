"""Bring in people, their handles and who reports to whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.actions.bring_in import Change, Run, Said, chunks, differing, keep_changes
from app.actions.bring_in_handles import Handles, keep_new_handles
from app.actions.enrol import person_from, rebuild_reporting_lines
from app.actions.leave import end_sessions
from app.domain import Person, Viewer
from app.domain.import_draft import PersonRow
from app.domain.person import DEEPEST_TREE
from app.domain.person_draft import Right, fold_address
from app.domain.policy import require_admin
from app.domain.reporting import cycle, lines_of, too_deep
from app.kit.errors import Code, Fault
from app.kit.ids import is_id
from app.queries import people_named, teams
from app.queries.people_named import Named

ROLES = {"is_member": Right.MEMBER, "is_hr": Right.HR, "is_admin": Right.ADMIN}


@dataclass
class _Book:
    """What is known so far: teams by name, lines and ids by address, who still waits for a manager."""

    teams: Mapping[str, str]
    admins: set[str]
    lines: dict[str, int] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    moves: list[tuple[int, str, str]] = field(default_factory=list)
    handles: Handles = field(default_factory=Handles)


def bring_in_people(
    db: Session, *, rows: Iterable[Said[PersonRow]], run: Run, by: Viewer | None, now: datetime
) -> None:
    """Managers may stand in the same file, in any order."""
    if by:
        require_admin(by)
    admins = set(db.execute(select(col(Person.id)).where(col(Person.is_admin), col(Person.active))).scalars())
    book = _Book(teams.ids_by_name(db), set(admins))
    last = 0
    for chunk in chunks(rows):
        here = _here(db, chunk)
        managers = _managers(db, [said.draft.manager for said in chunk])
        changes = [_change(said, here.get(_key(said)), managers, book, run, now=now) for said in chunk]
        wanted = {change.id: said for change, said in zip(changes, chunk, strict=True) if said.says("handles")}
        more = book.handles.compare(db, {id_: said.draft.handles for id_, said in wanted.items()}, _lines(wanted), run)
        changes = [_with_handles(change, change.id in more) for change in changes]
        for change in changes:
            run.settle(change)
        last = chunk[-1].line
        if run.may_write:
            keep_changes(db, Person, changes, object_type="person", by=by, now=now)
            keep_new_handles(db, more, now=now)
            _sign_out(db, changes, now=now)
    if admins and not book.admins:
        run.refuse(last, "roles", Code.LAST_ADMIN, "This would leave nobody to administer the installation.")
    _hang(db, book, run)


def _key(said: Said[PersonRow]) -> str:
    return fold_address(said.draft.email)


def _lines(wanted: Mapping[str, Said[PersonRow]]) -> dict[str, int]:
    return {id_: said.line for id_, said in wanted.items()}


def _here(db: Session, chunk: Sequence[Said[PersonRow]]) -> dict[str, Any]:
    keys = [_key(said) for said in chunk]
    table = Person.__table__  # type: ignore[attr-defined]
    return {row.email_folded: row for row in db.execute(select(table).where(table.c.email_folded.in_(keys)))}


def _managers(db: Session, texts: Sequence[str]) -> dict[str, Named]:
    given = [text for text in texts if text]
    found = people_named.by_email(db, given)
    ids = [text for text in given if is_id(text)]
    return found | (people_named.named(db, ids) if ids else {})


def _change(
    said: Said[PersonRow], row: Any, managers: Mapping[str, Named], book: _Book, run: Run, *, now: datetime
) -> Change:
    draft, key = said.draft, _key(said)
    if key in book.lines:
        run.refuse(said.line, "email", Code.EMAIL_TAKEN, f"This address stands in the file on line {book.lines[key]}.")
    team = fold_address(draft.team)
    if team and team not in book.teams:
        run.refuse(said.line, "team", Code.TEAM_UNKNOWN, "There is no team of this name. Import the teams first.")
    made = person_from(draft, now=now)
    made.team_id = book.teams.get(team)
    if row is not None:
        made.id = row.id
    book.lines.setdefault(key, said.line)
    book.ids.setdefault(key, made.id)
    _count_admins(book, made, row, said)
    moves = _moves(said, row, managers)
    if moves:
        book.moves.append((said.line, made.id, draft.manager))
    if row is None:
        fields = tuple(sorted(draft.model_fields_set))
        return Change.new(said.line, draft.email, made.id, fields, made.model_dump())
    different = differing(row, _told(said, made))
    parts = (*different, *(["manager"] if moves else []))
    values = different | ({"name_folded": made.name_folded} if "name" in different else {})
    return Change.old(said.line, draft.email, row.id, parts, values | {"version": row.version + 1})


def _told(said: Said[PersonRow], made: Person) -> dict[str, Any]:
    """The columns that the file speaks of."""
    told = {name: getattr(made, name) for name in ("name", "email", "time_zone", "locale") if said.says(name)}
    if said.says("team"):
        told["team_id"] = made.team_id
    return told | ({name: getattr(made, name) for name in ROLES} if said.says("roles") else {})


def _moves(said: Said[PersonRow], row: Any, managers: Mapping[str, Named]) -> bool:
    """Whether the file says another manager than the row has. One who is only in the file is another one."""
    if not said.says("manager"):
        return False
    if not said.draft.manager:
        return row is not None and row.manager_id is not None
    found = managers.get(said.draft.manager) or managers.get(fold_address(said.draft.manager))
    return row is None or found is None or not found.active or found.id != row.manager_id


def _count_admins(book: _Book, made: Person, row: Any, said: Said[PersonRow]) -> None:
    if made.is_admin and (row is None or row.active):
        book.admins.add(made.id)
    elif said.says("roles"):
        book.admins.discard(made.id)


def _with_handles(change: Change, moved: bool) -> Change:
    if not moved or change.is_new:
        return change
    return Change.old(change.line, change.label, change.id, (*change.fields, "handles"), change.values)


def _sign_out(db: Session, changes: Sequence[Change], *, now: datetime) -> None:
    """An open session must not carry rights of before."""
    for change in changes:
        if not change.is_new and ROLES.keys() & set(change.fields):
            end_sessions(db, person_id=change.id, now=now)


def _hang(db: Session, book: _Book, run: Run) -> None:
    """Who reports to whom, once everybody is known; the whole tree is built again when anything in it moved."""
    found = _managers(db, list(dict.fromkeys(manager for _line, _person, manager in book.moves)))
    parents = dict(db.execute(select(col(Person.id), col(Person.manager_id))).all())
    parents |= {id_: parents.get(id_) for id_ in book.ids.values()}
    for line, person_id, text in book.moves:
        known = found.get(text) or found.get(fold_address(text))
        above = known.id if known and known.active else None
        if known is None:
            above = book.ids.get(fold_address(text))
        if text and above is None and fold_address(text) not in run.broken:
            run.refuse(line, "manager", Code.MANAGER_NOT_ACTIVE, people_named.not_a_manager().message)
        parents[person_id] = above
    for line, person_id, _text in book.moves:
        _climb(person_id, parents, line, run)
    if book.moves and not run.count:
        _refuse_depth(parents, book.moves[-1][0], run)
    if run.may_write and book.ids:
        if book.moves:
            db.execute(update(Person), [{"id": id_, "manager_id": parents[id_]} for _line, id_, _text in book.moves])
        rebuild_reporting_lines(db)


def _climb(person_id: str, parents: Mapping[str, str | None], line: int, run: Run) -> None:
    """Whoever only stands below a circle is not named: those in it are."""
    seen: set[str] = set()
    above = parents[person_id]
    while above is not None and above != person_id and above not in seen:
        seen.add(above)
        above = parents.get(above)
    if above == person_id:
        run.refuse(line, "manager", Code.ORG_CYCLE, cycle().message)
    elif above is None and len(seen) >= DEEPEST_TREE:
        run.refuse(line, "manager", Code.TREE_TOO_DEEP, too_deep().message)


def _refuse_depth(parents: Mapping[str, str | None], line: int, run: Run) -> None:
    """Somebody who moves takes along everybody below, who need not stand in the file."""
    try:
        for _line in lines_of(parents):
            pass
    except Fault as fault:
        run.refuse(line, "manager", fault.code, fault.message)
