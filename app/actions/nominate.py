"""Put the work of others forward, with words for why it matters. Work that is already here gains the words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.attach import link_incident
from app.actions.change_state import hold
from app.actions.count_nominations import count_nomination
from app.actions.note_change import note_change
from app.actions.record import RELATIONS, contributors_from, local_day, put_on_record, state_drafted_impact
from app.actions.support import self_nomination, support_with
from app.actions.tell_contributors import tell_contributors
from app.actions.write_audit import trace
from app.domain import Contribution, Contributor, Nomination, Viewer
from app.domain.contribution import MOST_CONTRIBUTORS
from app.domain.nomination import NominationDraft
from app.domain.policy import require_member
from app.domain.review_draft import LinkDraft
from app.kit.ids import new_id
from app.queries.capture import Meant, meant_by, open_with_link


@dataclass(frozen=True)
class Nominated:
    """`attached`: the work was here already, and the words were added to it."""

    nomination: Nomination
    attached: bool


def nominate(db: Session, *, by: Viewer, draft: NominationDraft, now: datetime) -> Nominated:
    """One deed, whatever it takes: the work, its people, the words, a letter to each, and the audit row."""
    require_member(by)
    meant = meant_by(db, draft, by=by, today=local_day(by, now))
    if [person_id for person_id, _ in meant.people] == [by.person_id]:
        raise self_nomination("contributors")
    known = open_with_link(db, draft.url)
    if known is not None:
        return Nominated(_attach(db, known, by=by, draft=draft, meant=meant, now=now), attached=True)
    count_nomination(db, person_id=by.person_id, now=now)
    made = put_on_record(db, by=by, draft=draft, meant=meant, now=now)
    nomination = Nomination(
        id=new_id(now), contribution_id=made.id, author_id=by.person_id, words=draft.words, written_at=now
    )
    db.add(nomination)
    changes = {"nomination": nomination.id, "kind": made.kind, "people": len(meant.people), "words": trace(draft.words)}
    note_change(db, made.id, by=by, action="nominated", changes=changes, now=now)
    people = [person_id for person_id, _ in meant.people]
    tell_contributors(
        db, made.id, people, kind="nominated", by=by, subject_id=nomination.id, words=draft.words, now=now
    )
    return Nominated(nomination, attached=False)


def _attach(
    db: Session, contribution_id: str, *, by: Viewer, draft: NominationDraft, meant: Meant, now: datetime
) -> Nomination:
    """Silent about what is there: somebody who cannot see it learns of it as its nominator, like any other."""
    hold(db, contribution_id)
    _add_the_unnamed(db, contribution_id, by=by, meant=meant, now=now)
    nomination = support_with(db, contribution_id, by=by, words=draft.words, now=now)
    if meant.incident_id:
        link = LinkDraft(incident=meant.incident_id, relation=RELATIONS[draft.kind])
        link_incident(db, contribution_id, by=by, draft=link, now=now)
    state_drafted_impact(db, contribution_id, by=by, draft=draft, now=now)
    return nomination


def _add_the_unnamed(db: Session, contribution_id: str, *, by: Viewer, meant: Meant, now: datetime) -> None:
    """People whom nobody has named yet, as far as there is room; shares stay with those who have agreed on them."""
    k = Contributor
    there = set(db.execute(select(col(k.person_id)).where(col(k.contribution_id) == contribution_id)).scalars())
    day = db.execute(select(col(Contribution.finished_on)).where(col(Contribution.id) == contribution_id)).scalar_one()
    fresh = [
        (person_id, row.model_copy(update={"share": None})) for person_id, row in meant.people if person_id not in there
    ]
    room = MOST_CONTRIBUTORS - len(there)
    db.add_all(contributors_from(fresh[:room], contribution_id, by=by, finished_on=day, now=now))
