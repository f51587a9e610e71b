"""A second person stands behind the work, or somebody above declines it and is answered once."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.actions.review import answer_decline, confirm, decline, hand_over, withdraw
from app.domain import Act, Contribution, Contributor, Delivery, State
from app.domain.review_draft import HandOverDraft, WordsDraft
from app.kit.errors import Code, Fault, NotFound
from app.queries import standings
from tests.thunderdome import NOW, Thunderdome, as_viewer, person, work

REASON = WordsDraft(words="This was part of the migration that we thanked in March.")
ANSWER = WordsDraft(words="The migration ended in February; this came after it.")


def refused(attempt):
    with pytest.raises(Fault) as caught:
        attempt()
    return caught.value.code


def row(db, on):
    question = select(Contribution).where(col(Contribution.id) == on.id).execution_options(populate_existing=True)
    return db.execute(question).scalar_one()


def letters(db, kind):
    question = select(col(Delivery.recipient_id)).where(col(Delivery.kind) == kind, col(Delivery.channel) == "app")
    return sorted(db.execute(question).scalars())


def test_a_second_person_confirms_and_twice_is_once(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Backups are read back every week", world.erik, self_reported=True)
        confirm(db, fix.id, by=as_viewer(world.manager), now=NOW)
        confirm(db, fix.id, by=as_viewer(world.cto), now=NOW + timedelta(days=1))
        after = row(db, fix)
        assert (after.state, after.confirmed_by_id, after.confirmed_at) == (State.CONFIRMED, world.manager.id, NOW)
        assert letters(db, "confirmed") == [world.erik.id]


def test_nobody_confirms_what_they_recorded_or_did(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Backups are read back", world.erik, recorder=world.peers[0])
        for who in (world.erik, world.peers[0]):
            attempt = lambda who=who: confirm(db, fix.id, by=as_viewer(who), now=NOW)  # noqa: E731
            assert refused(attempt) is Code.OWN_CONTRIBUTION


def test_only_the_recorder_withdraws_and_then_only_those_who_stood_by_it_can_read_it(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Backups are read back", world.erik, recorder=world.peers[0])
        for who in (world.erik, world.manager):
            attempt = lambda who=who: withdraw(db, fix.id, by=as_viewer(who), now=NOW)  # noqa: E731
            assert refused(attempt) is Code.NOT_ALLOWED
        withdraw(db, fix.id, by=as_viewer(world.peers[0]), now=NOW)
        assert standings.sighted(db, as_viewer(world.erik), fix.id).state == State.WITHDRAWN
        with pytest.raises(NotFound):
            standings.sighted(db, as_viewer(world.manager), fix.id)
        assert letters(db, "withdrawn") == [world.erik.id]
        waiting = select(col(Contributor.waiting)).where(col(Contributor.contribution_id) == fix.id)
        assert db.execute(waiting).scalars().all() == [False]


def test_of_two_who_withdraw_at_once_one_is_told_that_it_is_done(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Backups are read back", world.erik)
    start, answers = threading.Barrier(2), []

    def attempt():
        start.wait()
        try:
            with store.write() as db:
                withdraw(db, fix.id, by=as_viewer(world.erik), now=NOW)
            answers.append("done")
        except Fault as fault:
            answers.append(fault.code)

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["done", Code.WRONG_STATE]


def test_a_decline_is_answered_once_and_goes_to_the_next_manager(store):
    with store.write() as db:
        world = Thunderdome(db)
        erik, manager, cto = (as_viewer(one) for one in (world.erik, world.manager, world.cto))
        decline(db, world.repair.id, by=manager, draft=REASON, now=NOW)
        declined = row(db, world.repair)
        assert (declined.state, declined.state_reason) == (State.DECLINED, REASON.words)
        assert letters(db, "declined") == [world.erik.id]
        answer_decline(db, world.repair.id, by=erik, draft=ANSWER, now=NOW)
        assert row(db, world.repair).state == State.PROPOSED
        passed = db.execute(select(Act).where(col(Act.contribution_id) == world.repair.id)).scalar_one()
        assert (passed.kind, passed.to_person_id, passed.sentence) == ("pass_up", world.cto.id, ANSWER.words)
        again = lambda: decline(db, world.repair.id, by=manager, draft=REASON, now=NOW)  # noqa: E731
        assert refused(again) is Code.WRONG_STATE
        decline(db, world.repair.id, by=cto, draft=REASON, now=NOW + timedelta(days=1))
        once_more = lambda: answer_decline(db, world.repair.id, by=erik, draft=ANSWER, now=NOW)  # noqa: E731
        assert refused(once_more) is Code.WRONG_STATE


def test_only_somebody_above_declines_and_never_ones_own_work(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "The rota fits on one page", world.manager, world.erik, recorder=world.peers[0])
        for who in (world.manager, world.erik, world.peers[0]):
            attempt = lambda who=who: decline(db, fix.id, by=as_viewer(who), draft=REASON, now=NOW)  # noqa: E731
            assert refused(attempt) is Code.NOT_ALLOWED


def test_work_is_handed_to_a_manager_who_may_see_it_and_to_nobody_else(store):
    with store.write() as db:
        world = Thunderdome(db)
        outside = person(db, "Nadia Rossi")

        def hand(who):
            to = HandOverDraft(person=who.email, words="You know this system best.")
            return hand_over(db, world.repair.id, by=as_viewer(world.manager), draft=to, now=NOW)

        assert refused(lambda: hand(outside)) is Code.BAD_CHOICE
        assert hand(world.ceo).to_person_id == world.ceo.id
        assert letters(db, "handed_to_you") == [world.ceo.id]
        assert letters(db, "passed_up") == [world.erik.id]
