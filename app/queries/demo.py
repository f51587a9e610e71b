"""The people that the demo can be seen as."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Person, Setting

PERSONAS = "demo_personas"


@dataclass(frozen=True)
class Persona:
    name: str
    email: str
    part: str


def personas(db: Session) -> list[Persona]:
    """In the order the demo tells them; `part` is the role in words: "engineer, Payments". Empty outside the demo.

    Kept as pairs, since a JSON object comes back from PostgreSQL in an order of its own.
    """
    pairs = db.execute(select(col(Setting.value)).where(col(Setting.name) == PERSONAS)).scalar_one_or_none() or []
    kept = dict(pairs)
    question = select(col(Person.name), col(Person.email)).where(col(Person.email).in_(kept), col(Person.active))
    names = {email: name for name, email in db.execute(question)}
    return [Persona(names[email], email, part) for email, part in kept.items() if email in names]
