"""Who can see the work: wider with everybody's consent, narrower alone, and nobody above learns of the question."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.actions.agree import set_visibility
from app.domain import Contribution, Delivery, State, Visibility
from app.domain.review_draft import VisibilityDraft
from app.kit.errors import Code, Fault, NotAllowed, NotFound
from app.queries import standings
from tests.thunderdome import NOW, Thunderdome, as_viewer, person, work

PRIVATE, TEAM, COMPANY = Visibility.PRIVATE, Visibility.TEAM, Visibility.COMPANY


@pytest.fixture
def db(store):
    with store.write() as session:
        yield session


@pytest.fixture
def world(db):
    found = Thunderdome(db)
    found.fix = work(db, "Certificates renew by themselves", *found.peers[:2])
    found.first, found.second = (as_viewer(one) for one in found.peers[:2])
    choose(db, found.fix, found.first, PRIVATE)
    return found


def facts(db, on):
    c = Contribution
    question = select(col(c.visibility), col(c.version), col(c.changed_at)).where(col(c.id) == on.id)
    return db.execute(question).one()


def choose(db, on, by, visibility, version=None):
    wanted = VisibilityDraft(visibility=visibility)
    seen = facts(db, on).version if version is None else version
    return set_visibility(db, on.id, by=by, draft=wanted, version=seen, now=NOW + timedelta(hours=1))


def test_the_company_needs_every_contributor(db, world):
    assert choose(db, world.fix, world.first, COMPANY) is PRIVATE
    assert choose(db, world.fix, world.second, COMPANY) is COMPANY


def test_the_team_needs_only_oneself(db, world):
    teammate, stranger = world.peers[4], as_viewer(person(db, "Nadia Rossi"))
    assert choose(db, world.fix, world.second, TEAM) is TEAM
    assert standings.sighted(db, as_viewer(teammate), world.fix.id)
    with pytest.raises(NotFound):
        standings.sighted(db, stranger, world.fix.id)


def test_any_one_of_them_takes_it_back_for_everybody_at_once(db, world):
    choose(db, world.fix, world.first, COMPANY)
    choose(db, world.fix, world.second, COMPANY)
    stranger = as_viewer(person(db, "Nadia Rossi"))
    assert standings.sighted(db, stranger, world.fix.id)
    assert choose(db, world.fix, world.second, PRIVATE) is PRIVATE
    for outside in (stranger, as_viewer(world.peers[4])):
        with pytest.raises(NotFound):
            standings.sighted(db, outside, world.fix.id)


def test_neither_the_question_nor_the_answer_leaves_a_trace_on_the_record(db, world):
    before = facts(db, world.fix)
    choose(db, world.fix, world.first, COMPANY)
    assert facts(db, world.fix) == before
    choose(db, world.fix, world.second, PRIVATE)
    assert facts(db, world.fix) == before


def test_declining_twice_gives_the_first_answer_again(db, world):
    choose(db, world.fix, world.first, COMPANY)
    choose(db, world.fix, world.second, COMPANY)
    seen = facts(db, world.fix).version
    assert choose(db, world.fix, world.second, PRIVATE, seen) is PRIVATE
    after = facts(db, world.fix)
    assert choose(db, world.fix, world.second, PRIVATE, seen) is PRIVATE
    assert facts(db, world.fix) == after


def test_only_those_who_have_not_agreed_are_asked(db, world):
    choose(db, world.fix, world.first, COMPANY)
    asked = db.execute(
        select(col(Delivery.recipient_id)).where(col(Delivery.kind) == "company_asked", col(Delivery.channel) == "app")
    ).scalars()
    assert list(asked) == [world.peers[1].id]


def test_nobody_else_decides_neither_recorder_nor_manager(db, world):
    fix = work(db, "Put forward by a colleague", world.erik, recorder=world.peers[2])
    for who in (world.peers[2], world.manager):
        with pytest.raises(NotAllowed):
            choose(db, fix, as_viewer(who), COMPANY)


def test_what_changed_meanwhile_is_not_overwritten_and_what_is_closed_stays(db, world):
    with pytest.raises(Fault) as stale:
        choose(db, world.fix, world.first, TEAM, 99)
    assert stale.value.code is Code.PRECONDITION_FAILED
    db.get_one(Contribution, world.fix.id).state = State.WITHDRAWN.value
    db.flush()
    with pytest.raises(Fault) as closed:
        choose(db, world.fix, world.first, TEAM)
    assert closed.value.code is Code.WRONG_STATE
