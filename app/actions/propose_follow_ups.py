"""A follow-up that was completed is work worth recognising: it becomes a candidate by itself."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.actions.write_audit import Entry, write_audits
from app.domain import Candidate, CandidatePerson, Confidence, FollowUp, Incident, OptOut, Role, Rule
from app.domain.candidate import place_of, shown_from
from app.domain.contribution import LONGEST_TITLE
from app.kit.ids import new_id
from app.queries.discovery_settings import DiscoverySettings

BATCH = 200


def propose_follow_ups(db: Session, *, settings: DiscoverySettings, now: datetime) -> int:
    """One batch of those that are done, have somebody to name, and belong to nothing yet. Returns how many.

    What follows a restricted incident keeps its restriction, and is proposed to nobody.
    """
    if Rule.FOLLOW_UP_DONE not in settings.rules:
        return 0
    f, k = FollowUp, Candidate
    question = (
        select(f, col(Incident.sample))
        .join(Incident, col(Incident.id) == col(f.incident_id))
        .where(
            col(f.done_on).is_not(None),
            col(f.owner_id).is_not(None),
            col(f.contribution_id).is_(None),
            ~col(Incident.restricted),
            ~exists().where(col(k.rule) == Rule.FOLLOW_UP_DONE.value, col(k.key) == col(f.id)),
            ~exists().where(col(OptOut.person_id) == col(f.owner_id)),
        )
        .order_by(col(f.id))
        .limit(BATCH)
    )
    rows = db.execute(question).all()
    made = [_candidate(task, is_sample, settings, now) for task, is_sample in rows]
    db.add_all(made)
    db.flush()
    for candidate, (task, _) in zip(made, rows, strict=True):
        person = CandidatePerson(
            id=new_id(now), candidate_id=candidate.id, person_id=task.owner_id, role=Role.LED.value
        )
        db.add(person)
    write_audits(
        db, by=None, entries=[Entry("opened", "candidate", one.id, {"rule": one.rule}) for one in made], now=now
    )
    return len(made)


def _candidate(task: FollowUp, is_sample: bool, settings: DiscoverySettings, now: datetime) -> Candidate:
    """That it is done is recorded, so nothing about it is a guess."""
    done_on = task.done_on or now.date()
    return Candidate(
        id=new_id(now),
        rule=Rule.FOLLOW_UP_DONE.value,
        key=task.id,
        follow_up_id=task.id,
        incident_id=task.incident_id,
        title=task.title[:LONGEST_TITLE],
        category="reliability",
        confidence_word=Confidence.CLEAR.value,
        confidence=1.0,
        first_on=done_on,
        last_on=done_on,
        place=place_of(is_linked=True, active_days=1, share=1.0, reach=1),
        opened_at=now,
        shown_from=shown_from(now, done_on, head_start_days=settings.head_start_days),
        changed_at=now,
        sample=is_sample,
    )
