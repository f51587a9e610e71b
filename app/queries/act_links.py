"""What a link from a letter is about, for whoever holds it: the person it is bound to, and the one thing it is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.domain import OPEN_STATES, Act, Contributor, Digest, DigestItem, Mailbox, Viewer
from app.domain.policy import can_see
from app.kit.weeks import Week
from app.queries import standings
from app.queries.viewers import viewer_by

BY_LETTER = "letter"


@dataclass(frozen=True)
class LinkedItem:
    """An item of an edition, as far as its letter told of it. `left`: the named who still wait for a word."""

    id: str
    contribution_id: str
    week: Week
    facts: Mapping[str, Any]
    left: tuple[tuple[str, str], ...]


def holder(db: Session, person_id: str) -> Viewer | None:
    """The person a link is bound to, with what they may do today; None once they have left."""
    row = db.execute(_PERSON, {"one": person_id}).one_or_none()
    return Viewer(**dict(row._mapping), actor_kind=BY_LETTER) if row else None


def person_of_item(db: Session, item_id: str) -> str | None:
    """Whose edition it stands in."""
    question = (
        select(col(Digest.manager_id))
        .join(DigestItem, col(DigestItem.digest_id) == col(Digest.id))
        .where(col(DigestItem.id) == item_id)
    )
    found: str | None = db.execute(question).scalar()
    return found


def person_of_act(db: Session, act_id: str) -> str | None:
    found: str | None = db.execute(select(col(Act.person_id)).where(col(Act.id) == act_id)).scalar()
    return found


def item(db: Session, viewer: Viewer, item_id: str) -> LinkedItem | None:
    """None where the work has gone out of the person's sight since, or is no longer open."""
    question = (
        select(col(DigestItem.contribution_id), col(DigestItem.facts), col(Digest.monday))
        .join(Digest, col(Digest.id) == col(DigestItem.digest_id))
        .where(col(DigestItem.id) == item_id, col(Digest.manager_id) == viewer.person_id)
    )
    row = db.execute(question).one_or_none()
    if row is None:
        return None
    standing = standings.standing_of(db, viewer, row.contribution_id)
    if standing is None or standing.state not in OPEN_STATES or not can_see(viewer, standing):
        return None
    return LinkedItem(item_id, row.contribution_id, Week.of(row.monday), row.facts, _left(db, row))


def _left(db: Session, row: Any) -> tuple[tuple[str, str], ...]:
    silent = select(col(Contributor.person_id)).where(
        col(Contributor.contribution_id) == row.contribution_id, col(Contributor.recognised_at).is_(None)
    )
    waiting = set(db.execute(silent).scalars())
    return tuple((one["id"], one["name"]) for one in row.facts["people"] if one["named"] and one["id"] in waiting)


def stopped_notices(db: Session, person_id: str) -> bool:
    found = db.execute(select(col(Mailbox.notices_stopped_at)).where(col(Mailbox.person_id) == person_id)).scalar()
    return found is not None


_PERSON = viewer_by(on=bindparam("one"))
