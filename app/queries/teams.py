"""Which teams there are, and who is in them."""

from sqlalchemy import exists, or_, select
from sqlmodel import Session, col

from app.domain import Contribution, Person, Service, Team
from app.domain.person_draft import fold_address
from app.kit.errors import Code, Invalid
from app.kit.ids import is_id
from app.kit.text import fold


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


def _by_id(db: Session, team_id: str) -> str | None:
    return db.execute(select(col(Team.id)).where(col(Team.id) == team_id)).scalar()


def _by_name(db: Session, name: str, *, but: str = "") -> str | None:
    """`name_folded` has lost its accents and finds too much; the exact comparison follows."""
    near = select(col(Team.id), col(Team.name)).where(col(Team.name_folded) == fold(name)[:200], col(Team.id) != but)
    same = (team_id for team_id, found in db.execute(near) if fold_address(found) == fold_address(name))
    return next(same, None)
