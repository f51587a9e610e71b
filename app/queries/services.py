"""Which services there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from app.domain import Service
from app.domain.person_draft import TeamsQuery, fold_address
from app.kit.errors import Code, FieldError, Invalid
from app.kit.ids import is_id
from app.kit.paging import Cursor, Page, cut
from app.kit.text import fold

MOST_OFFERED = 500


def id_of(db: Session, text: str, *, field: str = "service") -> str | None:
    """The id of a service given by id or by name; None for an empty text. Raises Invalid for an unknown one."""
    if not text:
        return None
    found = _by_id(db, text) if is_id(text) else _by_name(db, text)
    if found is None:
        raise Invalid.one(field, Code.SERVICE_UNKNOWN, "There is no service of this name.")
    return found


def ids_of(db: Session, texts: Sequence[str], *, field: str = "services") -> list[str]:
    """Several at once, each once; every unknown one is named by its place."""
    found: list[str | None] = []
    faults: list[FieldError] = []
    for place, text in enumerate(texts):
        try:
            found.append(id_of(db, text, field=f"{field}.{place}"))
        except Invalid as unknown:
            faults += unknown.errors
    if faults:
        raise Invalid.many(faults)
    return list(dict.fromkeys(one for one in found if one))


def ids_by_name(db: Session) -> dict[str, str]:
    """Every service under its name, with case folded: for reading a whole file."""
    return {fold_address(name): id_ for id_, name in db.execute(select(col(Service.id), col(Service.name)))}


def names(db: Session) -> list[tuple[str, str]]:
    """(id, name) of every service, by name, for a choice on a form."""
    question = select(col(Service.id), col(Service.name)).order_by(col(Service.name_folded), col(Service.id))
    return [(row.id, row.name) for row in db.execute(question.limit(MOST_OFFERED))]


@dataclass(frozen=True)
class ServiceRow:
    id: str
    name: str
    team_id: str | None


def listed(db: Session, *, query: TeamsQuery, cursor: Cursor | None) -> Page[ServiceRow]:
    """By name."""
    s, backward = Service, cursor is not None and cursor.backward
    place = tuple_(col(s.name_folded), col(s.id))
    question = select(col(s.id), col(s.name), col(s.team_id), col(s.name_folded))
    if query.q:
        question = question.where(col(s.name_folded).contains(fold(query.q), autoescape=True))
    if cursor is not None:
        question = question.where(place < cursor.values if backward else place > cursor.values)
    order = (col(s.name_folded).desc(), col(s.id).desc()) if backward else (col(s.name_folded), col(s.id))
    rows = list(db.execute(question.order_by(*order).limit(query.limit + 1)).all())
    page = cut(rows, limit=query.limit, cursor=cursor, place=lambda row: (row.name_folded, row.id))
    return Page([ServiceRow(row.id, row.name, row.team_id) for row in page.rows], page.next, page.previous)


def name_is_taken(db: Session, name: str, *, but: str = "") -> bool:
    return _by_name(db, name, but=but) is not None


def _by_id(db: Session, service_id: str) -> str | None:
    return db.execute(select(col(Service.id)).where(col(Service.id) == service_id)).scalar()


def _by_name(db: Session, name: str, *, but: str = "") -> str | None:
    near = select(col(Service.id), col(Service.name)).where(
        col(Service.name_folded) == fold(name)[:200], col(Service.id) != but
    )
    same = (id_ for id_, found in db.execute(near) if fold_address(found) == fold_address(name))
    return next(same, None)
