"""Name one more person on a contribution; or leave it, which everybody does for themself."""

from datetime import datetime

from sqlalchemy import Row, delete, select
from sqlmodel import Session, col

from app.actions.change_state import hold, touch
from app.actions.deliver import queue_letters
from app.actions.note_change import note_change
from app.actions.renew import renew
from app.domain import Contribution, Contributor, Viewer
from app.domain.contribution import MOST_CONTRIBUTORS
from app.domain.contribution_draft import ContributorDraft
from app.domain.policy import require
from app.domain.rights import require_kept, require_open, to_add_people
from app.kit.errors import Code, Invalid, NotFound
from app.kit.ids import new_id
from app.queries import standings
from app.queries.people_named import named


def add_contributor(
    db: Session, contribution_id: str, *, by: Viewer, draft: ContributorDraft, now: datetime
) -> Contributor:
    """Told at once. Somebody new has agreed to nothing, so what the company saw is private until they do."""
    standing = to_add_people(by, standings.sighted(db, by, contribution_id))
    require_open(standing)
    hold(db, contribution_id)
    person_id = _meant(db, contribution_id, draft)
    work = _work(db, contribution_id)
    added = Contributor(
        id=new_id(now),
        contribution_id=contribution_id,
        person_id=person_id,
        role=draft.role.value,
        share=draft.share,
        added_by_id=by.person_id,
        added_at=now,
        finished_on=work.finished_on,
        silent_from=work.silent_from,
    )
    db.add(added)
    changes = {"person": person_id, "role": added.role, "share": added.share}
    note_change(db, contribution_id, by=by, action="contributor_added", changes=changes, now=now)
    queue_letters(
        db,
        kind="contributor_added",
        occasion=f"contributor_added:{added.id}",
        recipients=[person_id] if person_id != by.person_id else [],
        contribution_id=contribution_id,
        facts={"by": by.person_id},
        now=now,
    )
    touch(db, contribution_id, now=now)
    renew(db, [contribution_id])
    return added


def leave_contribution(db: Session, contribution_id: str, person_id: str, *, by: Viewer, now: datetime) -> None:
    """Nobody is taken off by somebody else."""
    standing = standings.sighted(db, by, contribution_id)
    require(person_id == by.person_id, "Only they themself can take their name off.")
    if not standing.is_contributor:
        raise NotFound
    require_kept(standing)
    hold(db, contribution_id)
    place = col(Contributor.contribution_id) == contribution_id, col(Contributor.person_id) == person_id
    db.execute(delete(Contributor).where(*place))
    note_change(db, contribution_id, by=by, action="contributor_left", changes={"person": person_id}, now=now)
    touch(db, contribution_id, now=now)
    renew(db, [contribution_id])


def _meant(db: Session, contribution_id: str, draft: ContributorDraft) -> str:
    meant = named(db, [draft.person]).get(draft.person)
    if meant is None:
        raise Invalid.one("person", Code.PERSON_UNKNOWN, "We cannot find this person. Try the e-mail address.")
    if not meant.active:
        raise Invalid.one("person", Code.PERSON_NOT_ACTIVE, "This person has left.")
    question = select(col(Contributor.person_id), col(Contributor.share))
    there = db.execute(question.where(col(Contributor.contribution_id) == contribution_id)).all()
    if meant.id in {row.person_id for row in there}:
        raise Invalid.one("person", Code.DUPLICATE_PERSON, "This person is on it already.")
    if len(there) >= MOST_CONTRIBUTORS:
        raise Invalid.one("person", Code.TOO_MANY, f"At most {MOST_CONTRIBUTORS} people can be named.")
    if sum(row.share or 0 for row in there) + (draft.share or 0) > 100:
        raise Invalid.one("share", Code.BAD_SHARE, "Together the shares are more than 100 per cent.")
    return meant.id


def _work(db: Session, contribution_id: str) -> Row[tuple[object, object]]:
    question = select(col(Contribution.finished_on), col(Contribution.silent_from))
    return db.execute(question.where(col(Contribution.id) == contribution_id)).one()
