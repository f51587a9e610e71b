"""Bring people in, and say who reports to whom.

The reporting tree is kept as its closure, one row per pair, changed in a constant number of statements. Whoever
changes it writes the audit row first: the head of that log stays locked until the transaction ends, so two moves
cannot cross and close a circle between them.
"""

from datetime import datetime
from itertools import islice
from uuid import uuid4

from sqlalchemy import delete, func, insert, literal, select, true, update
from sqlmodel import Session, col

from app.actions.keep_handles import keep_handles
from app.actions.write_audit import write_audit
from app.domain import Person, ReportingLine, Viewer
from app.domain.person import DEEPEST_TREE
from app.domain.person_draft import PersonDraft, Right, fold_address
from app.domain.policy import require_admin
from app.domain.reporting import cycle, lines_of, too_deep
from app.kit.errors import Code, Conflict
from app.kit.ids import is_id, new_id
from app.kit.text import fold
from app.queries import people_named, teams


def enrol(db: Session, *, by: Viewer | None, draft: PersonDraft, now: datetime) -> Person:
    """Add one person, below their manager. `by` is None for the operator at the terminal."""
    if by:
        require_admin(by)
    if people_named.by_email(db, [draft.email]):
        raise Conflict(Code.EMAIL_TAKEN, "Somebody with this e-mail address is already here.")
    person = person_from(draft, now=now)
    person.team_id = teams.id_of(db, draft.team)
    person.manager_id = people_named.manager_id(db, draft.manager)
    changes = {"roles": [role.value for role in draft.roles], "team": person.team_id, "manager": person.manager_id}
    write_audit(db, by=by, action="enrolled", object_type="person", object_id=person.id, changes=changes, now=now)
    db.add(person)
    db.flush()
    db.add(ReportingLine(above_id=person.id, below_id=person.id, distance=0))
    db.flush()
    if person.manager_id:
        _hang(db, person.id, person.manager_id)
    if draft.handles:
        keep_handles(db, person_id=person.id, handles=draft.handles, now=now)
    return person


def person_from(draft: PersonDraft, *, now: datetime) -> Person:
    """A row without its team and manager. The pseudonym is random through and through: it tells no date of entry."""
    return Person(
        id=new_id(now),
        name=draft.name,
        name_folded=fold(draft.name)[:400],
        email=draft.email,
        email_folded=fold_address(draft.email),
        is_member=Right.MEMBER in draft.roles,
        is_hr=Right.HR in draft.roles,
        is_admin=Right.ADMIN in draft.roles,
        pseudonym=str(uuid4()),
        time_zone=draft.time_zone,
        locale=draft.locale,
        created_at=now,
    )


def change_manager(db: Session, *, person_id: str, manager: str, by: Viewer | None, now: datetime) -> None:
    """Move a person, with everybody below, under another manager (an id or e-mail address) or, if empty, to the top."""
    if by:
        require_admin(by)
    changes = {"manager": manager if is_id(manager) else bool(manager)}
    write_audit(db, by=by, action="moved", object_type="person", object_id=person_id, changes=changes, now=now)
    manager_id = people_named.manager_id(db, manager)
    line = ReportingLine
    below = select(col(line.below_id)).where(col(line.above_id) == person_id)
    if manager_id and db.execute(below.where(col(line.below_id) == manager_id)).first():
        raise cycle()
    above = select(col(line.above_id)).where(col(line.below_id) == person_id, col(line.distance) > 0)
    cut = delete(line).where(col(line.below_id).in_(below), col(line.above_id).in_(above))
    db.execute(cut.execution_options(synchronize_session=False))
    if manager_id:
        _hang(db, person_id, manager_id)
    db.execute(update(Person).where(col(Person.id) == person_id).values(manager_id=manager_id))


def rebuild_reporting_lines(db: Session) -> None:
    """The whole closure again from the parent pointers: for imports, the demo company and repair."""
    db.flush()
    parents = dict(db.execute(select(col(Person.id), col(Person.manager_id))).all())
    rows = ({"above_id": above, "below_id": below, "distance": far} for above, below, far in lines_of(parents))
    db.execute(delete(ReportingLine))
    while some := list(islice(rows, 10_000)):
        db.execute(insert(ReportingLine), some)


def _hang(db: Session, person_id: str, manager_id: str) -> None:
    """The manager and everybody above comes to stand above the person and everybody below."""
    line = ReportingLine
    height = select(func.max(col(line.distance)) + 1).where(col(line.above_id) == person_id)
    depth = select(func.max(col(line.distance)) + 1).where(col(line.below_id) == manager_id)
    if (db.execute(height).scalar() or 0) + (db.execute(depth).scalar() or 0) > DEEPEST_TREE:
        raise too_deep()
    up, down = line.__table__.alias("up"), line.__table__.alias("down")  # type: ignore[attr-defined]
    pairs = (
        select(up.c.above_id, down.c.below_id, up.c.distance + down.c.distance + literal(1))
        .select_from(up.join(down, true()))
        .where(up.c.below_id == manager_id, down.c.above_id == person_id)
    )
    db.execute(insert(line).from_select(["above_id", "below_id", "distance"], pairs))
