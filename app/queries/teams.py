"""Which teams there are, and who is in them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select, tuple_
from sqlmodel import Session, col

from app.domain import Contribution, Person, ReportingLine, Service, Team, Viewer
from app.domain.person_draft import TeamsQuery, fold_address
from app.kit.errors import Code, Invalid, NotFound
from app.kit.ids import is_id
from app.kit.paging import Cursor, Page, cut
from app.kit.text import fold

MOST_SHOWN = 500


@dataclass(frozen=True)
class TeamRow:
    id: str
    name: str
    parent_id: str | None


@dataclass(frozen=True)
class MemberShape:
    id: str
    name: str


@dataclass(frozen=True)
class PartShape:
    id: str
    name: str


@dataclass(frozen=True)
class TeamShape:
    """Name and members for everybody. `shows_work`: whether its work is listed for this reader."""

    id: str
    name: str
    parent: PartShape | None
    parts: tuple[PartShape, ...]
    services: tuple[PartShape, ...]
    members: tuple[MemberShape, ...]
    shows_work: bool
    version: int


def listed(db: Session, *, query: TeamsQuery, cursor: Cursor | None) -> Page[TeamRow]:
    """By name."""
    t, backward = Team, cursor is not None and cursor.backward
    place = tuple_(col(t.name_folded), col(t.id))
    question = select(col(t.id), col(t.name), col(t.parent_id), col(t.name_folded))
    if query.q:
        question = question.where(col(t.name_folded).contains(fold(query.q), autoescape=True))
    if cursor is not None:
        question = question.where(place < cursor.values if backward else place > cursor.values)
    order = (col(t.name_folded).desc(), col(t.id).desc()) if backward else (col(t.name_folded), col(t.id))
    rows = list(db.execute(question.order_by(*order).limit(query.limit + 1)).all())
    page = cut(rows, limit=query.limit, cursor=cursor, place=lambda row: (row.name_folded, row.id))
    return Page([TeamRow(row.id, row.name, row.parent_id) for row in page.rows], page.next, page.previous)


def page_for(db: Session, team_id: str, *, viewer: Viewer) -> TeamShape:
    team = db.get(Team, team_id) if is_id(team_id) else None
    if team is None:
        raise NotFound
    parents = _named(db, Team, col(Team.id) == team.parent_id) if team.parent_id else ()
    members = _named(db, Person, (col(Person.team_id) == team_id) & col(Person.active))
    return TeamShape(
        id=team.id,
        name=team.name,
        parent=parents[0] if parents else None,
        parts=_named(db, Team, col(Team.parent_id) == team_id),
        services=_named(db, Service, col(Service.team_id) == team_id),
        members=tuple(MemberShape(one.id, one.name) for one in members),
        shows_work=viewer.is_hr or _is_above(db, team_id, viewer),
        version=team.version,
    )


def id_of(db: Session, text: str, *, field: str = "team") -> str | None:
    """The id of a team given by id or by name; None for an empty text. Raises Invalid for an unknown one."""
    if not text:
        return None
    found = _by_id(db, text) if is_id(text) else _by_name(db, text)
    if found is None:
        raise Invalid.one(field, Code.TEAM_UNKNOWN, "There is no team of this name.")
    return found


def ids_by_name(db: Session) -> dict[str, str]:
    """Every team under its name, with case folded: for reading a whole file of people."""
    return {fold_address(name): team_id for team_id, name in db.execute(select(col(Team.id), col(Team.name)))}


def name_is_taken(db: Session, name: str, *, but: str = "") -> bool:
    """Whether a team other than `but` has this name, in whatever case."""
    return _by_name(db, name, but=but) is not None


def is_within(db: Session, team_id: str, *, unit_id: str) -> bool:
    """Whether a team is the unit or stands somewhere below it."""
    parents = dict(db.execute(select(col(Team.id), col(Team.parent_id))).all())
    above: str | None = team_id
    for _step in range(len(parents) + 1):
        if above is None or above == unit_id:
            break
        above = parents.get(above)
    return above == unit_id


def is_used(db: Session, team_id: str) -> bool:
    """Whether anything carries the name of this team."""
    users = (Person.team_id, Team.parent_id, Service.team_id, Contribution.team_id)
    return bool(db.execute(select(or_(*(exists().where(col(user) == team_id) for user in users)))).scalar())


def _named(
    db: Session, noun: type[Person] | type[Team] | type[Service], which: ColumnElement[bool]
) -> tuple[PartShape, ...]:
    question = select(col(noun.id), col(noun.name)).where(which).order_by(col(noun.name_folded), col(noun.id))
    return tuple(PartShape(*row) for row in db.execute(question.limit(MOST_SHOWN)))


def _is_above(db: Session, team_id: str, viewer: Viewer) -> bool:
    """Above at least one of its people."""
    line = ReportingLine
    above = col(line.above_id) == viewer.person_id, col(line.distance) > 0
    question = select(col(line.below_id)).join(Person, col(Person.id) == col(line.below_id))
    return db.execute(question.where(*above, col(Person.team_id) == team_id).limit(1)).first() is not None


def _by_id(db: Session, team_id: str) -> str | None:
    return db.execute(select(col(Team.id)).where(col(Team.id) == team_id)).scalar()


def _by_name(db: Session, name: str, *, but: str = "") -> str | None:
    """`name_folded` has lost its accents and finds too much; the exact comparison follows."""
    near = select(col(Team.id), col(Team.name)).where(col(Team.name_folded) == fold(name)[:200], col(Team.id) != but)
    same = (team_id for team_id, found in db.execute(near) if fold_address(found) == fold_address(name))
    return next(same, None)
