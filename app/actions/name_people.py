"""Who stands on a candidate: people, and hands that nobody knows."""

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.domain import CandidatePerson
from app.kit.ids import new_id
from app.queries.known_hands import Named


def name_people(db: Session, candidate_id: str, *, named: Named, now: datetime) -> None:
    """Exactly these people and hands; whoever took their name off stays off."""
    p = CandidatePerson
    rows = list(db.execute(select(p).where(col(p.candidate_id) == candidate_id)).scalars())
    left = {row.person_id for row in rows if row.left_as is not None}
    here = {(row.person_id, row.hand_id if row.person_id is None else None): row for row in rows if row.left_as is None}
    wanted = {key: role for key, role in named.roles.items() if key[0] is None or key[0] not in left}
    stale = [row.id for key, row in here.items() if key not in wanted]
    if stale:
        db.execute(delete(p).where(col(p.id).in_(stale)))
    new = []
    for (person_id, hand_id), role in wanted.items():
        row = here.get((person_id, hand_id))
        if row is None:
            kept_hand = hand_id or named.hands.get(person_id or "")
            new.append(
                CandidatePerson(
                    id=new_id(now), candidate_id=candidate_id, person_id=person_id, hand_id=kept_hand, role=role
                ).model_dump()
            )
        elif row.role != role:
            row.role = role
            db.add(row)
    if new:
        db.execute(insert(p), new)
