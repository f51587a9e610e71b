"""What one reader sees on a contribution, and what is kept for others or for later."""

from datetime import timedelta

import pytest

from app.actions.recognise import recognise
from app.domain import IncidentService, Relation, Responder, Service
from app.domain.recognition import RecognitionDraft
from app.kit.text import fold
from app.queries.contribution_pages import page_for
from app.queries.histories import of_contribution
from tests.thunderdome import NOW, Thunderdome, as_viewer, ident, incident, link, thank, work

LATER = NOW + timedelta(minutes=11)


@pytest.fixture
def db(store):
    with store.write() as session:
        yield session


@pytest.fixture
def world(db):
    return Thunderdome(db)


def seen(db, on, who, now=LATER):
    return page_for(db, on.id, viewer=as_viewer(who), now=now)


def on_one_service(db, *incidents):
    service = Service(id=ident(), name="orders-db", name_folded=fold("orders-db"))
    db.add(service)
    db.flush()
    db.add_all(IncidentService(incident_id=one.id, service_id=service.id) for one in incidents)
    db.flush()


def test_thanks_are_seen_by_their_giver_alone_until_they_can_no_longer_be_undone(db, world):
    thank(db, world.repair, world.manager, world.erik)
    shown = [len(seen(db, world.repair, who, NOW).recognitions) for who in (world.manager, world.erik, world.cto)]
    assert shown == [1, 0, 0]
    assert seen(db, world.repair, world.erik, NOW).silence == "nobody"
    assert len(seen(db, world.repair, world.erik).recognitions) == 1
    assert seen(db, world.repair, world.erik).silence == ""


def test_pending_thanks_stay_out_of_the_history_too(db, world):
    thank(db, world.repair, world.manager, world.erik)

    def actions(now):
        lines = of_contribution(db, world.repair.id, viewer=as_viewer(world.erik), cursor=None, limit=25, now=now)
        return [one.action for one in lines.rows]

    assert "recognised" not in actions(NOW)
    assert "recognised" in actions(LATER)


def test_a_bonus_is_for_the_people_it_concerns(db, world):
    fix = work(db, "Backups are read back", world.erik, recorder=world.peers[4])
    draft = RecognitionDraft(form="bonus", words="For the quiet months.", contributors=[world.erik.id])
    recognise(db, fix.id, by=as_viewer(world.manager), draft=draft, now=NOW)
    shown = [len(seen(db, fix, who).recognitions) for who in (world.manager, world.erik, world.cto, world.peers[4])]
    assert shown == [1, 1, 1, 0]


def test_one_thanked_of_two_leaves_a_silence_that_names_nobody(db, world):
    fix = work(db, "The queue drains in order", *world.peers[:2])
    thank(db, fix, world.peers[3], world.peers[0])
    assert seen(db, fix, world.manager).silence == "colleagues"
    thank(db, fix, world.manager, world.peers[0])
    assert seen(db, fix, world.manager).silence == "some"
    assert seen(db, fix, world.peers[4]).silence == ""


def test_days_without_the_like_of_it_are_counted_on_the_same_services(db, world):
    assert seen(db, world.repair, world.erik).since is None
    again = incident(db, "INC-9")
    world.incident.started_at = again.started_at = NOW - timedelta(days=90)
    on_one_service(db, world.incident, again)
    since = seen(db, world.repair, world.erik).since
    assert (since.days, since.last_ref) == (60, "")
    again.started_at = NOW - timedelta(days=15)
    db.flush()
    since = seen(db, world.repair, world.erik).since
    assert (since.days, since.last_ref) == (15, "INC-9")


def test_a_restricted_incident_is_seen_by_its_responders_and_those_above(db, world):
    secret = incident(db, "INC-7")
    secret.restricted = True
    db.add(Responder(incident_id=secret.id, person_id=world.erik.id))
    db.flush()
    fix = work(db, "Keys are rotated by themselves", world.erik, world.peers[0])
    link(db, fix, secret, Relation.PREVENTS)
    shown = [[one.ref for one in seen(db, fix, who).links] for who in (world.erik, world.manager, world.peers[0])]
    assert shown == [["INC-7"], ["INC-7"], []]
