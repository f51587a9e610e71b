"""Second thoughts: words corrected, taken back, undone; facts put right; a proposal removed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.actions.nominate import nominate
from app.actions.revise import discard, revise
from app.actions.support import support
from app.actions.take_back import correct_nomination, take_back_nomination, undo_nomination
from app.database import Store
from app.domain import AuditEvent, Contribution, Delivery, Nomination, SearchEntry
from app.domain.contribution_draft import ContributionPatch
from app.domain.draft import read_values
from app.domain.nomination import NominationDraft, NominationWords
from app.kit.errors import Code, Conflict, Invalid, NotAllowed, NotFound
from tests.world import NOW, World


@pytest.fixture
def world(store: Store) -> World:
    return World.make(store)


@pytest.fixture
def nomination(store: Store, world: World) -> Nomination:
    fields = {"title": "Retry budget", "words": "Timeouts are gone.", "contributors": [{"person": "Hana Sato"}]}
    with store.write() as db:
        return nominate(
            db, by=world.viewer("NOMINATOR"), draft=read_values(NominationDraft, fields), now=NOW
        ).nomination


def work(db: Session, nomination: Nomination) -> Contribution:
    return db.get_one(Contribution, nomination.contribution_id)


def letters(db: Session) -> set[tuple[str, str]]:
    return {(row.state, row.facts["words"]) for row in db.execute(select(Delivery)).scalars()}


def test_an_author_corrects_their_words_and_the_letter_says_the_new_ones(store: Store, world: World, nomination):
    new = NominationWords(words="Timeouts fell from 41 to 3 a day.")
    for part, family in {"PEER": NotFound, "SUBJECT": NotAllowed, "MGR1": NotAllowed, "HR": NotAllowed}.items():
        with store.write() as db, pytest.raises(family):
            correct_nomination(db, nomination.id, by=world.viewer(part), draft=new, version=1, now=NOW)
    with store.write() as db:
        correct_nomination(db, nomination.id, by=world.viewer("NOMINATOR"), draft=new, version=1, now=NOW)
    with store.read() as db:
        assert letters(db) == {("due", new.words)}
        assert work(db, nomination).summary == new.words
        assert "fell from 41" in db.execute(select(SearchEntry.body)).scalar_one()
    with store.write() as db, pytest.raises(Conflict) as caught:
        correct_nomination(db, nomination.id, by=world.viewer("NOMINATOR"), draft=new, version=1, now=NOW)
    assert caught.value.code is Code.PRECONDITION_FAILED


def test_what_the_company_has_read_stays_as_it_was(store: Store, world: World, nomination):
    with store.write() as db:
        db.execute(update(Contribution).values(visibility="company"))
    draft = NominationWords(words="Other words.")
    with store.write() as db, pytest.raises(Conflict) as caught:
        correct_nomination(db, nomination.id, by=world.viewer("NOMINATOR"), draft=draft, version=1, now=NOW)
    assert caught.value.code is Code.WRONG_STATE


def test_taken_back_words_are_gone_and_their_letter_is_not_sent(store: Store, world: World, nomination):
    with store.write() as db:
        take_back_nomination(db, nomination.id, by=world.viewer("NOMINATOR"), version=1, now=NOW)
    with store.read() as db:
        assert db.execute(select(Nomination)).all() == []
        assert {state for state, _ in letters(db)} == {"skipped"}
        assert (work(db, nomination).state, work(db, nomination).summary) == ("proposed", "")
        actions = db.execute(select(AuditEvent.action)).scalars().all()
        assert actions == ["nominated", "nomination_taken_back"]


def test_a_fresh_nomination_can_be_undone_with_the_work_it_brought(store: Store, world: World, nomination):
    with store.write() as db:
        undo_nomination(db, nomination.id, by=world.viewer("NOMINATOR"), now=NOW + timedelta(minutes=9))
    with store.read() as db:
        assert work(db, nomination).state == "withdrawn"
        assert {state for state, _ in letters(db)} == {"skipped"}


def test_after_ten_minutes_it_is_too_late_to_undo(store: Store, world: World, nomination):
    with store.write() as db, pytest.raises(Conflict) as caught:
        undo_nomination(db, nomination.id, by=world.viewer("NOMINATOR"), now=NOW + timedelta(minutes=10))
    assert caught.value.code is Code.TOO_LATE


def test_undoing_a_second_nomination_leaves_the_work_as_it_was_before(store: Store, world: World, nomination):
    with store.write() as db:
        words = NominationWords(words="It held in the peak.")
        second = support(db, nomination.contribution_id, by=world.viewer("MGR1"), draft=words, now=NOW)
    with store.write() as db:
        undo_nomination(db, second.id, by=world.viewer("MGR1"), now=NOW)
    with store.read() as db:
        assert (work(db, nomination).state, work(db, nomination).confirmed_by_id) == ("proposed", None)
        assert work(db, nomination).summary == "Timeouts are gone."


def test_facts_are_put_right_by_those_who_did_it_or_put_it_forward(store: Store, world: World, nomination):
    id_ = nomination.contribution_id
    patch = read_values(ContributionPatch, {"title": "Retry budget for refunds", "kind": "incident_response"})
    for part, family in {"PEER": NotFound, "MGR1": NotAllowed, "HR": NotAllowed}.items():
        with store.write() as db, pytest.raises(family):
            revise(db, id_, by=world.viewer(part), draft=patch, version=1, now=NOW)
    with store.write() as db:
        assert revise(db, id_, by=world.viewer("SUBJECT"), draft=patch, version=1, now=NOW) == 2
    with store.read() as db:
        row = work(db, nomination)
        assert (row.title, row.kind, row.summary) == (
            "Retry budget for refunds",
            "incident_response",
            "Timeouts are gone.",
        )
        assert "refunds" in db.execute(select(SearchEntry.body)).scalar_one()
        assert "refunds" not in str(db.execute(select(AuditEvent.changes)).scalars().all())
    with store.write() as db, pytest.raises(Conflict):
        revise(db, id_, by=world.viewer("SUBJECT"), draft=patch, version=1, now=NOW)


def test_wrong_facts_are_told_together(store: Store, world: World, nomination):
    patch = read_values(ContributionPatch, {"category": "magic", "service": "atlantis", "started_on": "2026-06-01"})
    with store.write() as db, pytest.raises(Invalid) as caught:
        revise(db, nomination.contribution_id, by=world.viewer("SUBJECT"), draft=patch, version=1, now=NOW)
    assert [error.field for error in caught.value.errors] == ["category", "started_on", "started_on", "service"]


def test_its_recorder_removes_a_proposal_and_only_a_proposal(store: Store, world: World, nomination):
    id_ = nomination.contribution_id
    for part, family in {"PEER": NotFound, "SUBJECT": NotAllowed, "MGR1": NotAllowed, "HR": NotAllowed}.items():
        with store.write() as db, pytest.raises(family):
            discard(db, id_, by=world.viewer(part), version=1, now=NOW)
    with store.write() as db:
        discard(db, id_, by=world.viewer("NOMINATOR"), version=1, now=NOW)
    with store.read() as db:
        assert work(db, nomination).state == "withdrawn"
        assert {state for state, _ in letters(db)} == {"skipped"}
    with store.write() as db:
        db.execute(update(Contribution).where(col(Contribution.id) == id_).values(state="confirmed"))
    with store.write() as db, pytest.raises(Conflict):
        discard(db, id_, by=world.viewer("NOMINATOR"), version=2, now=NOW)


def test_withdrawn_work_keeps_its_facts(store: Store, world: World, nomination):
    with store.write() as db:
        discard(db, nomination.contribution_id, by=world.viewer("NOMINATOR"), version=1, now=NOW)
    patch = read_values(ContributionPatch, {"title": "Another"})
    with store.write() as db, pytest.raises(Conflict):
        revise(db, nomination.contribution_id, by=world.viewer("NOMINATOR"), draft=patch, version=2, now=NOW)
