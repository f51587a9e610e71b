"""Which services there are."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Service
from app.domain.person_draft import fold_address
from app.kit.errors import Code, FieldError, Invalid
from app.kit.ids import is_id
from app.kit.text import fold


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
    question = select(col(Service.id), col(Service.name)).order_by(col(Service.name_folded), col(Service.id)).limit(500)
    return list(db.execute(question))


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
