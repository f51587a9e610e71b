"""Who is here: name and team for everybody, the rest for the person, the chain above them and HR. No totals."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain import Handle, Person, ReportingLine, Team, Viewer
from app.domain import Session as SignIn
from app.domain.person_draft import PeopleQuery, Right, fold_address
from app.domain.policy import require_member
from app.kit.errors import NotFound
from app.kit.ids import is_id
from app.kit.paging import Cursor, Page, cut
from app.kit.text import fold

MOST_SUGGESTIONS = 8
SHORTEST_ADDRESS = 3


@dataclass(frozen=True)
class NamedShape:
    id: str
    name: str


@dataclass(frozen=True)
class PersonRow:
    id: str
    name: str
    team: NamedShape | None


@dataclass(frozen=True)
class Suggestion:
    """`email` is what the picker puts in its field: a name where that is unmistakable."""

    email: str
    name: str
    team: str


@dataclass(frozen=True)
class HandleShape:
    kind: str
    value: str


@dataclass(frozen=True)
class PrivateShape:
    """For the person, the chain above them and HR."""

    email: str
    manager: NamedShape | None
    handles: tuple[HandleShape, ...]
    time_zone: str
    locale: str


@dataclass(frozen=True)
class PersonShape:
    """`private` and `roles` are None for a reader whom they do not concern."""

    id: str
    name: str
    team: NamedShape | None
    active: bool
    roles: tuple[Right, ...] | None
    private: PrivateShape | None
    version: int


def listed(db: Session, *, query: PeopleQuery, cursor: Cursor | None) -> Page[PersonRow]:
    """By name. `q` finds the beginning of any part of a name."""
    p, backward = Person, cursor is not None and cursor.backward
    place = tuple_(col(p.name_folded), col(p.id))
    question = _rows().where(col(p.active))
    if query.q:
        question = question.where(_begins(query.q))
    if cursor is not None and len(cursor.values) == 2:
        question = question.where(place < cursor.values if backward else place > cursor.values)
    order = (col(p.name_folded).desc(), col(p.id).desc()) if backward else (col(p.name_folded), col(p.id))
    rows = list(db.execute(question.order_by(*order).limit(query.limit + 1)).all())
    page = cut(rows, limit=query.limit, cursor=cursor, place=lambda row: (row.name_folded, row.id))
    return Page(
        [PersonRow(row.id, row.name, _named(row.team_id, row.team_name)) for row in page.rows], page.next, page.previous
    )


def suggested(db: Session, text: str, *, viewer: Viewer) -> list[Suggestion]:
    """For the picker of people. Addresses are found by their beginning, never shown unless two share a name."""
    require_member(viewer)
    if not text.strip():
        return []
    wanted = _begins(text)
    if len(text.strip()) >= SHORTEST_ADDRESS:
        wanted = or_(wanted, col(Person.email_folded).startswith(fold_address(text), autoescape=True))
    twin = aliased(Person)
    same_name = col(twin.name_folded) == col(Person.name_folded), col(twin.id) != col(Person.id), col(twin.active)
    has_twin = exists().where(*same_name)
    question = (
        _rows(has_twin.label("has_twin"))
        .where(col(Person.active), wanted)
        .order_by(col(Person.name_folded), col(Person.id))
        .limit(MOST_SUGGESTIONS)
    )
    return [
        Suggestion(row.id if row.has_twin else row.name, row.name, row.team_name or "") for row in db.execute(question)
    ]


def page_for(db: Session, person_id: str, *, viewer: Viewer) -> PersonShape:
    """Raises NotFound for a leaver, whom HR and administrators alone still find."""
    row = row_for(db, person_id, viewer=viewer)
    is_self = row.id == viewer.person_id
    inside = is_self or viewer.is_hr or is_above(db, viewer.person_id, row.id)
    roles = ((Right.MEMBER, row.is_member), (Right.HR, row.is_hr), (Right.ADMIN, row.is_admin))
    return PersonShape(
        id=row.id,
        name=row.name,
        team=_one(db, Team, row.team_id),
        active=row.active,
        roles=tuple(right for right, held in roles if held) if inside or viewer.is_admin else None,
        private=_private(db, row) if inside else None,
        version=row.version,
    )


def row_for(db: Session, person_id: str, *, viewer: Viewer) -> Person:
    """The row itself, for an action that changes it."""
    person = db.get(Person, person_id) if is_id(person_id) else None
    if person is None or not (person.active or viewer.is_hr or viewer.is_admin):
        raise NotFound
    return person


def is_above(db: Session, above_id: str, below_id: str) -> bool:
    line = ReportingLine
    question = select(col(line.distance)).where(
        col(line.above_id) == above_id, col(line.below_id) == below_id, col(line.distance) > 0
    )
    return db.execute(question).first() is not None


def may_be_invited(db: Session, person_id: str, *, viewer: Viewer) -> bool:
    """Somebody active who has neither a password nor ever had a session."""
    person = row_for(db, person_id, viewer=viewer)
    been_here = db.execute(select(col(SignIn.id)).where(col(SignIn.person_id) == person_id).limit(1)).first()
    return person.active and person.password_hash is None and been_here is None


def left_at(db: Session, person_id: str) -> datetime | None:
    """When somebody left, for the pages of those who may know."""
    found: datetime | None = db.execute(select(col(Person.left_at)).where(col(Person.id) == person_id)).scalar()
    return found


def handles_of(db: Session, person_id: str) -> tuple[HandleShape, ...]:
    question = select(col(Handle.kind), col(Handle.value)).where(col(Handle.person_id) == person_id)
    return tuple(HandleShape(*row) for row in db.execute(question.order_by(col(Handle.kind), col(Handle.value))))


def _rows(*more: Any) -> Any:
    p = Person
    return select(
        col(p.id), col(p.name), col(p.name_folded), col(p.team_id), col(Team.name).label("team_name"), *more
    ).outerjoin(Team, col(Team.id) == col(p.team_id))


def _begins(text: str) -> Any:
    start = fold(text.strip())
    name = col(Person.name_folded)
    return or_(name.startswith(start, autoescape=True), name.contains(f" {start}", autoescape=True))


def _private(db: Session, row: Person) -> PrivateShape:
    return PrivateShape(
        email=row.email,
        manager=_one(db, Person, row.manager_id),
        handles=handles_of(db, row.id),
        time_zone=row.time_zone,
        locale=row.locale,
    )


def _one(db: Session, noun: type[Person] | type[Team], id_: str | None) -> NamedShape | None:
    if id_ is None:
        return None
    return _named(id_, db.execute(select(col(noun.name)).where(col(noun.id) == id_)).scalar())


def _named(id_: str | None, name: str | None) -> NamedShape | None:
    return NamedShape(id_, name) if id_ and name is not None else None
