"""Who is meant: a person given by id, e-mail address, handle or full name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Handle, Person
from app.domain.person_draft import fold_address
from app.kit.errors import Code, Invalid
from app.kit.ids import is_id
from app.kit.text import fold

CHUNK = 500


@dataclass(frozen=True)
class Named:
    """Who a text means; a leaver is known too, and what that means is for the asker to say."""

    id: str
    active: bool


def named(db: Session, texts: Sequence[str]) -> dict[str, Named]:
    """Text as given -> the person it means. A text that means nobody, or more than one, is left out.

    An id, an e-mail address and a handle win over a name, because only they are unique.
    """
    wanted = [text for text in dict.fromkeys(texts) if text]
    person = (col(Person.id), col(Person.active))
    ids = _found(db, select(col(Person.id), *person), col(Person.id), [text for text in wanted if is_id(text)])
    emails = _found(
        db, select(col(Person.email_folded), *person), col(Person.email_folded), [fold_address(text) for text in wanted]
    )
    by_handle = select(col(Handle.value), *person).join(Handle, col(Handle.person_id) == col(Person.id))
    handles = _found(db, by_handle, col(Handle.value), [fold_address(text) for text in wanted])
    by_name = select(col(Person.name_folded), *person)
    names = _found(db, by_name, col(Person.name_folded), [fold(text)[:400] for text in wanted])
    found = {
        text: ids.get(text) or emails.get(address) or handles.get(address) or names.get(fold(text)[:400])
        for text in wanted
        for address in [fold_address(text)]
    }
    return {text: one for text, one in found.items() if one}


def by_email(db: Session, emails: Iterable[str]) -> dict[str, Named]:
    """Folded e-mail address -> person, for as many as are known."""
    question = select(col(Person.email_folded), col(Person.id), col(Person.active))
    return _found(db, question, col(Person.email_folded), [fold_address(email) for email in emails])


def manager_id(db: Session, text: str) -> str | None:
    """The active person given by id or e-mail address; None for an empty text. Raises Invalid for anybody else."""
    if not text:
        return None
    place = col(Person.id) == text if is_id(text) else col(Person.email_folded) == fold_address(text)
    found: str | None = db.execute(select(col(Person.id)).where(place, col(Person.active))).scalar()
    if found is None:
        raise not_a_manager()
    return found


def not_a_manager(field: str = "manager") -> Invalid:
    return Invalid.one(field, Code.MANAGER_NOT_ACTIVE, "Nobody who is active here has this id or address.")


def _found(db: Session, question: Any, key: Any, values: Sequence[str]) -> dict[str, Named]:
    """Somebody active is meant rather than a leaver of the same name; two of either kind are nobody."""
    active, left = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for start in range(0, len(values), CHUNK):
        for value, person_id, is_active in db.execute(question.where(key.in_(values[start : start + CHUNK]))):
            (active if is_active else left)[value].add(person_id)
    return {
        value: Named(next(iter(people)), value in active)
        for value, people in (left | active).items()
        if len(people) == 1
    }
