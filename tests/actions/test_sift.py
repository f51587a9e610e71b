"""What a look at a repository opens, and what a second look leaves as it is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.actions.opt_out import opt_in, opt_out
from app.actions.record import record
from app.actions.sift import let_lapse, sift
from app.actions.turn_down import dismiss
from app.database import Store
from app.domain import (
    AuditEvent,
    Candidate,
    CandidatePerson,
    CandidateState,
    Connection,
    KnownHand,
    RecordedChange,
    Rule,
)
from app.domain.candidate_draft import DismissalDraft
from app.domain.contribution_draft import ContributionDraft
from app.queries import candidates as listed
from app.queries.discovery_settings import DiscoverySettings
from tests.discovered import BROWSE, LAST, Piece, a_repository, candidates, discover
from tests.world import NOW, World


def rows(db: Session) -> list[str]:
    """Everything that discovery keeps, as text."""
    found: list[str] = []
    for noun in (Candidate, CandidatePerson, RecordedChange, KnownHand):
        found += sorted(row.model_dump_json() for row in db.exec(select(noun)))
    return found


def test_the_same_look_twice_leaves_the_same_rows(store: Store):
    world = World.make(store)
    pieces = Piece(), Piece(key="e-2", name="alerts, ops", people=[("PEER", "led")])
    with store.write() as db:
        discover(db, a_repository(db, world), *pieces)
    with store.read() as db:
        first, logged = rows(db), len(db.exec(select(AuditEvent)).all())
    with store.write() as db:
        again = discover(db, db.exec(select(Connection)).one(), *pieces)
    with store.read() as db:
        assert (again.opened, again.refreshed) == (0, 0)
        assert rows(db) == first
        assert len(db.exec(select(AuditEvent)).all()) == logged


def test_nothing_is_proposed_while_it_is_being_done(store: Store):
    world = World.make(store)
    with store.write() as db:
        connection = a_repository(db, world)
        young = Piece(last=(NOW - timedelta(days=13)).date())
        assert discover(db, connection, young).left_out == {"still_going": 1}
        assert discover(db, connection, young, now=NOW + timedelta(days=1)).opened == 1


def test_people_see_it_first_and_old_work_needs_no_head_start(store: Store):
    world = World.make(store)
    with store.write() as db:
        connection = a_repository(db, world)
        fresh = Piece(key="e-2", name="alerts, ops", last=(NOW - timedelta(days=20)).date())
        discover(db, connection, Piece(), fresh, settings=DiscoverySettings(head_start_days=5))
        found = {one.title: one.shown_from for one in candidates(db)}
    assert found == {"Query planner, src/db": NOW, "Alerts, ops": NOW + timedelta(days=5)}


def test_a_rule_that_is_off_opens_nothing(store: Store):
    world = World.make(store)
    with store.write() as db:
        off = DiscoverySettings(rules=(Rule.FOLLOW_UP_DONE,))
        assert discover(db, a_repository(db, world), Piece(), settings=off).left_out == {"rule_off": 1}


@pytest.mark.parametrize("title", ["The query planner no longer stalls", "Planner"])
def test_work_on_record_of_the_same_people_words_and_weeks_is_not_proposed(store: Store, title: str):
    world = World.make(store)
    with store.write() as db:
        draft = ContributionDraft(title=title, words="It holds.", finished_on=LAST)
        record(db, by=world.viewer("SUBJECT"), draft=draft, now=NOW)
        assert discover(db, a_repository(db, world), Piece()).left_out == {"recorded": 1}


@pytest.mark.parametrize(
    ("title", "who", "ended"),
    [
        ("Card receipts", "SUBJECT", LAST),
        ("The query planner no longer stalls", "PEER", LAST),
        ("The query planner no longer stalls", "SUBJECT", LAST - timedelta(days=300)),
    ],
    ids=["other words", "other people", "other weeks"],
)
def test_other_work_does_not_stand_in_its_way(store: Store, title: str, who: str, ended):
    world = World.make(store)
    with store.write() as db:
        draft = ContributionDraft(title=title, words="It holds.", finished_on=ended)
        record(db, by=world.viewer(who), draft=draft, now=NOW)
        assert discover(db, a_repository(db, world), Piece()).opened == 1


def test_work_that_links_to_one_of_the_changes_is_not_proposed_again(store: Store):
    world = World.make(store)
    url = f"{BROWSE}/commit/e-1-03"
    with store.write() as db:
        draft = ContributionDraft(title="Something else entirely", words="It holds.", url=url, finished_on=LAST)
        record(db, by=world.viewer("PEER"), draft=draft, now=NOW)
        assert discover(db, a_repository(db, world), Piece()).left_out == {"recorded": 1}


def test_what_was_dismissed_returns_on_new_evidence_alone(store: Store):
    world = World.make(store)
    with store.write() as db:
        connection = a_repository(db, world)
        discover(db, connection, Piece())
        one = candidates(db)[0]
        dismiss(db, one.id, by=world.viewer("SUBJECT"), draft=DismissalDraft(reason="ordinary_work"), now=NOW)
        assert discover(db, connection, Piece(size=6)).left_out == {"decided": 1}
        assert one.state == CandidateState.DISMISSED
        assert discover(db, connection, Piece(size=7)).refreshed == 1
        assert (one.state, one.reason, one.size) == (CandidateState.OPEN, None, 7)


def test_what_is_no_longer_found_lapses_and_comes_back_when_it_is(store: Store):
    world = World.make(store)
    with store.write() as db:
        connection = a_repository(db, world)
        discover(db, connection, Piece())
        one = candidates(db)[0]
        assert let_lapse(db, connection.id, keys=["e-9"], now=NOW) == 1
        db.refresh(one)
        assert one.state == CandidateState.LAPSED
        discover(db, connection, Piece())
        assert one.state == CandidateState.OPEN


def test_an_effort_that_grew_into_another_keeps_its_candidate(store: Store):
    world = World.make(store)
    with store.write() as db:
        connection = a_repository(db, world)
        discover(db, connection, Piece(key="e-1"))
        before = candidates(db)[0].id
        grown = Piece(key="e-0", size=8)
        discover(db, connection, grown)  # its changes have other names: another effort
        assert len(candidates(db)) == 2
        again = replace(Piece(key="e-1", size=9).found(), key="e-new", keys_before=("e-1",))
        from_before = [one.id for one in candidates(db)]
        sift(db, connection.id, found=[again], settings=DiscoverySettings(), now=NOW)
        assert sorted(one.id for one in candidates(db)) == sorted(from_before)
        assert next(one for one in candidates(db) if one.id == before).size == 9


def test_who_opted_out_is_on_no_candidate_and_alone_is_proposed_to_nobody(store: Store):
    world = World.make(store)
    both = Piece(key="e-2", name="alerts, ops", people=[("SUBJECT", "led"), ("TEAMMATE", "helped")])
    with store.write() as db:
        connection = a_repository(db, world)
        discover(db, connection, Piece(), both)
        opt_out(db, by=world.viewer("SUBJECT"), now=NOW)
        states = {one.title: one.state for one in candidates(db)}
        assert states == {"Query planner, src/db": CandidateState.LAPSED, "Alerts, ops": CandidateState.OPEN}
        discover(db, connection, Piece(), both)
        people = listed.people_on(db, [one.id for one in candidates(db)])
        assert [one.name for each in people.values() for one in each] == ["Jun Park"]
        opt_in(db, by=world.viewer("SUBJECT"), now=NOW)
        discover(db, connection, Piece(), both)
        assert {one.state for one in candidates(db)} == {CandidateState.OPEN}


def test_a_hand_that_nobody_knows_stands_under_its_name_and_becomes_nobody(store: Store):
    world = World.make(store)
    with store.write() as db:
        discover(db, a_repository(db, world), Piece(people=[("ada@elsewhere.example", "led")]))
        people = listed.people_on(db, [candidates(db)[0].id])
        assert [(one.id, one.name, one.role) for each in people.values() for one in each] == [(None, "Ada", "led")]
        kept = db.exec(select(KnownHand)).one().model_dump_json()
        assert "elsewhere" not in kept
