"""Words beside a contribution, people who join and leave it, and a report that hides it."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.actions.annotate import ask, object_to, reply, report, settle_report
from app.actions.attach import add_evidence, link_incident, remove_evidence, unlink_incident
from app.actions.join import add_contributor, leave_contribution
from app.domain import Contribution, Contributor, Delivery, Evidence, IncidentLink, Visibility
from app.domain.blameless import NOTE, note_for
from app.domain.contribution_draft import ContributorDraft
from app.domain.review_draft import EvidenceDraft, LinkDraft, WordsDraft
from app.kit.errors import Code, Fault, NotAllowed, NotFound
from app.queries import standings
from app.queries.evidence import one
from tests.thunderdome import NOW, Thunderdome, as_viewer, incident, person, work

WORDS = WordsDraft(words="It was three of us, not one.")


@pytest.fixture
def db(store):
    with store.write() as session:
        yield session


@pytest.fixture
def world(db):
    found = Thunderdome(db)
    found.fix = work(db, "Certificates renew by themselves", found.peers[0], recorder=found.peers[1])
    found.mate = as_viewer(found.peers[0])
    return found


def letters(db, kind):
    return sorted(
        db.execute(
            select(col(Delivery.recipient_id)).where(col(Delivery.kind) == kind, col(Delivery.channel) == "app")
        ).scalars()
    )


def refused(attempt):
    with pytest.raises(Fault) as caught:
        attempt()
    return caught.value.code


def test_a_contributor_replies_and_whoever_wrote_is_told(db, world):
    reply(db, world.fix.id, by=world.mate, draft=WORDS, now=NOW)
    object_to(db, world.fix.id, by=world.mate, draft=WORDS, now=NOW)
    assert letters(db, "reply_written") == letters(db, "objection_written") == [world.peers[1].id]


def test_neither_recorder_nor_manager_speaks_for_a_contributor(db, world):
    for who in (world.peers[1], world.manager):
        with pytest.raises(NotAllowed):
            object_to(db, world.fix.id, by=as_viewer(who), draft=WORDS, now=NOW)


def test_a_manager_asks_those_who_put_it_forward(db, world):
    ask(db, world.fix.id, by=as_viewer(world.manager), draft=WORDS, now=NOW)
    assert letters(db, "question_written") == sorted([world.peers[0].id, world.peers[1].id])


def test_a_report_hides_it_from_all_but_its_writer_and_hr_until_hr_decides(db, world):
    hr = person(db, "Petra Novak", is_member=False, is_hr=True)
    report(db, world.fix.id, by=world.mate, draft=WORDS, now=NOW)
    assert letters(db, "report_written") == [hr.id]
    for who in (world.peers[1], world.manager, world.ceo):
        with pytest.raises(NotFound):
            standings.sighted(db, as_viewer(who), world.fix.id)
    assert standings.sighted(db, world.mate, world.fix.id)
    waiting = select(col(Contributor.waiting)).where(col(Contributor.contribution_id) == world.fix.id)
    assert db.execute(waiting).scalars().all() == [False]
    settle_report(db, world.fix.id, by=as_viewer(hr), draft=WORDS, now=NOW)
    assert standings.sighted(db, as_viewer(world.manager), world.fix.id)
    assert db.execute(waiting).scalars().all() == [True]


def test_somebody_new_is_told_and_has_agreed_to_nothing(db, world):
    open_to_all = work(db, "Open to all", world.peers[0])
    db.execute(
        select(Contributor).where(col(Contributor.contribution_id) == open_to_all.id)
    ).scalar_one().agreed_company = True
    add_contributor(
        db, open_to_all.id, by=world.mate, draft=ContributorDraft(person=world.erik.email, role="helped"), now=NOW
    )
    circle = select(col(Contribution.visibility)).where(col(Contribution.id) == open_to_all.id)
    assert db.execute(circle).scalar_one() != Visibility.COMPANY
    assert letters(db, "contributor_added") == [world.erik.id]


def test_a_person_is_named_once_and_is_still_here(db, world):
    gone = person(db, "Tove Berg", active=False)

    def add(who, **more):
        draft = ContributorDraft(person=who, **more)
        return lambda: add_contributor(db, world.fix.id, by=world.mate, draft=draft, now=NOW)

    assert refused(add(world.peers[0].id)) is Code.DUPLICATE_PERSON
    assert refused(add(gone.email)) is Code.PERSON_NOT_ACTIVE
    assert refused(add("nobody at all")) is Code.PERSON_UNKNOWN
    add(world.peers[2].id, share=60)()
    assert refused(add(world.peers[3].id, share=41)) is Code.BAD_SHARE


def test_everybody_takes_only_their_own_name_off(db, world):
    with pytest.raises(NotAllowed):
        leave_contribution(db, world.fix.id, world.peers[0].id, by=as_viewer(world.peers[1]), now=NOW)
    leave_contribution(db, world.fix.id, world.peers[0].id, by=world.mate, now=NOW)
    with pytest.raises(NotFound):
        standings.sighted(db, world.mate, world.fix.id)


def test_removed_evidence_is_no_longer_shown_and_its_row_stays(db, world):
    draft = EvidenceDraft(kind="witness_statement", words="I was there.")
    added = add_evidence(db, world.fix.id, by=as_viewer(world.manager), draft=draft, now=NOW)
    assert one(db, world.fix.id, added.id).added_by == world.manager.name
    with pytest.raises(NotAllowed):
        remove_evidence(db, world.fix.id, added.id, by=as_viewer(world.cto), now=NOW)
    remove_evidence(db, world.fix.id, added.id, by=world.mate, now=NOW)
    with pytest.raises(NotFound):
        one(db, world.fix.id, added.id)
    assert db.execute(select(Evidence).where(col(Evidence.id) == added.id)).scalar_one()


def test_an_incident_is_linked_once_and_a_restricted_one_is_unknown(db, world):
    draft = LinkDraft(incident="INC-1", relation="prevents")
    first = link_incident(db, world.fix.id, by=world.mate, draft=draft, now=NOW)
    assert link_incident(db, world.fix.id, by=world.mate, draft=draft, now=NOW).id == first.id
    secret = incident(db, "INC-2")
    secret.restricted = True
    db.flush()
    hidden = lambda: link_incident(  # noqa: E731
        db, world.fix.id, by=world.mate, draft=LinkDraft(incident="INC-2", relation="prevents"), now=NOW
    )
    assert refused(hidden) is Code.INCIDENT_UNKNOWN
    unlink_incident(db, world.fix.id, first.id, by=world.mate, now=NOW)
    mine = col(IncidentLink.contribution_id) == world.fix.id
    assert db.execute(select(IncidentLink).where(mine)).scalars().all() == []


def test_words_that_point_at_a_person_get_a_note_and_words_about_a_system_none():
    assert note_for("It was caused by Erik Nyman.") == note_for("triggered by @erik") == NOTE
    assert note_for("Caused by DNS", "caused by a missing index", "helped by Erik") == ""
