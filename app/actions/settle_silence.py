"""Say anew for whom the silence has ended, after thanks came, were taken back or turned out to be copies."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.renew import renew, write_columns
from app.domain import Contributor, IncidentLink, Recipient, Recognition, Relation
from app.domain.recognition import spoken_at


def settle_silence(db: Session, contribution_ids: Sequence[str]) -> None:
    """From the recognitions as they stand; fixes behind an incident move with the thanks for its response."""
    db.flush()
    ended = _ended(db, contribution_ids)
    one = Contributor
    question = select(col(one.id), col(one.contribution_id), col(one.person_id), col(one.recognised_at))
    rows = db.execute(question.where(col(one.contribution_id).in_(contribution_ids))).all()
    since = {row.id: ended.get((row.contribution_id, row.person_id)) for row in rows}
    moved = [{"id": row.id, "recognised_at": since[row.id]} for row in rows if since[row.id] != row.recognised_at]
    write_columns(db, one, moved)
    renew(db, [*contribution_ids, *_fixes_behind(db, contribution_ids)])


def _ended(db: Session, contribution_ids: Sequence[str]) -> dict[tuple[str, str], datetime]:
    said = Recognition
    question = (
        select(col(said.contribution_id), col(Recipient.person_id), col(said.said_on), col(said.given_at))
        .join(Recipient, col(Recipient.recognition_id) == col(said.id))
        .where(col(said.contribution_id).in_(contribution_ids), col(said.undone_at).is_(None))
        .where(col(Recipient.ends_silence))
    )
    first: dict[tuple[str, str], datetime] = {}
    for contribution_id, person_id, said_on, given_at in db.execute(question):
        place, since = (contribution_id, person_id), spoken_at(said_on, given_at)
        first[place] = min(since, first.get(place, since))
    return first


def _fixes_behind(db: Session, contribution_ids: Sequence[str]) -> list[str]:
    """Whether a response was thanked decides the slot of every fix of the same incident."""
    response, fix = IncidentLink.__table__.alias("response"), IncidentLink.__table__.alias("fix")  # type: ignore[attr-defined]
    question = (
        select(fix.c.contribution_id)
        .join(response, response.c.incident_id == fix.c.incident_id)
        .where(
            response.c.contribution_id.in_(contribution_ids),
            response.c.relation == Relation.RESPONDED_TO.value,
            fix.c.relation != Relation.RESPONDED_TO.value,
        )
        .distinct()
        .order_by(fix.c.contribution_id)
    )
    return [found for found in db.execute(question).scalars() if found not in contribution_ids]
