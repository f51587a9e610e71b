"""An edition as it was frozen, for whoever runs the installation: its facts alone, without what its reader did."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.domain import Digest, DigestItem, Person
from app.kit.weeks import Week


def kept(db: Session, *, manager_id: str, week: Week) -> tuple[list[Mapping[str, Any]], int] | None:
    """(facts of the items in order, how many more waited), or None where no edition of this week was made."""
    mine = col(Digest.manager_id) == manager_id, col(Digest.monday) == week.monday
    edition = db.execute(select(col(Digest.id), col(Digest.kept)).where(*mine)).first()
    if edition is None:
        return None
    question = select(col(DigestItem.facts)).where(col(DigestItem.digest_id) == edition.id)
    return list(db.execute(question.order_by(col(DigestItem.position))).scalars()), edition.kept


def leads_somebody(db: Session, person_id: str) -> bool:
    reports = exists().where(col(Person.manager_id) == person_id, col(Person.active))
    return bool(db.execute(select(reports)).scalar())
