"""Thanks end a silence when they come from above and are meant for this work; and can be taken back unseen."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.actions.recognise import recognise, undo_recognition
from app.domain import (
    AuditEvent,
    Contribution,
    ContributionKind,
    Contributor,
    Delivery,
    DeliveryState,
    Relation,
    Slot,
    State,
)
from app.domain.recognition import RecognitionDraft
from app.kit.errors import Code, Fault, NotFound
from app.queries import recognitions
from tests.thunderdome import NOW, Thunderdome, as_viewer, day, incident, link, person, thank, work

LATER = NOW + timedelta(minutes=11)


def line(db, on, who):
    db.flush()
    where = col(Contributor.contribution_id) == on.id, col(Contributor.person_id) == who.id
    return db.execute(select(Contributor).where(*where).execution_options(populate_existing=True)).scalar_one()


def refused(attempt):
    with pytest.raises(Fault) as caught:
        attempt()
    return [(error.field, error.code) for error in caught.value.errors] or caught.value.code


def test_the_response_was_thanked_three_times_and_the_prevention_never(store):
    with store.write() as db:
        world = Thunderdome(db)
        assert recognitions.thanks_of_incident(db, world.incident.id) == (3, 0)
        thank(db, world.repair, world.manager, world.erik)
        assert recognitions.thanks_of_incident(db, world.incident.id) == (3, 1)


def test_levels_come_from_the_reporting_tree(store):
    with store.write() as db:
        world = Thunderdome(db)
        thank(db, world.fire, world.peers[3], world.erik)
        said = recognitions.recognitions_of(db, world.fire.id, viewer=as_viewer(world.erik), now=LATER)
        assert [one.level for one in said] == ["manager", "skip_level", "executive", "peer"]


def test_thanking_one_of_three_leaves_two(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Certificates renew by themselves", *world.peers[:3])
        thank(db, fix, world.manager, world.peers[0])
        assert [line(db, fix, peer).waiting for peer in world.peers[:3]] == [False, True, True]


def test_a_word_from_a_colleague_ends_no_silence_but_confirms_the_work(store):
    with store.write() as db:
        world = Thunderdome(db)
        thank(db, world.repair, world.peers[0], world.erik)
        assert line(db, world.repair, world.erik).waiting
        assert db.get_one(Contribution, world.repair.id).state == State.CONFIRMED


def test_nobody_thanks_themself_nobody_or_a_stranger(store):
    with store.write() as db:
        world = Thunderdome(db)
        erik, stranger = as_viewer(world.erik), world.peers[4]

        def say(by, *people):
            draft = RecognitionDraft(words="Well said.", contributors=list(people))
            return refused(lambda: recognise(db, world.fire.id, by=by, draft=draft, now=NOW))

        assert say(erik, world.peers[0].id, world.erik.id) == [("contributors.1", Code.SELF_RECOGNITION)]
        assert say(as_viewer(world.manager)) == [("contributors", Code.CONTRIBUTOR_UNKNOWN)]
        assert say(as_viewer(world.manager), stranger.id) == [("contributors.0", Code.CONTRIBUTOR_UNKNOWN)]


def test_the_same_words_for_three_open_every_silence_again(store):
    with store.write() as db:
        world = Thunderdome(db)
        fixes = [work(db, f"Fix {number}", world.erik) for number in range(3)]
        for place, fix in enumerate(fixes):
            words = "Great  WORK" if place else "great work"
            thank(db, fix, world.manager, world.erik, words=words, now=NOW + timedelta(minutes=place))
            assert [line(db, one, world.erik).waiting for one in fixes[: place + 1]] == [place == 2] * (place + 1)
        kept = [recognitions.recognitions_of(db, fix.id, viewer=as_viewer(world.manager), now=NOW) for fix in fixes]
        assert [one.bulk for said in kept for one in said] == [True, True, True]


def test_with_one_copy_taken_back_the_other_two_count_again(store):
    with store.write() as db:
        world = Thunderdome(db)
        fixes = [work(db, f"Fix {number}", world.erik) for number in range(3)]
        said = [thank(db, fix, world.manager, world.erik, words="great work") for fix in fixes]
        undo_recognition(db, said[2], by=as_viewer(world.manager), now=NOW)
        assert [line(db, fix, world.erik).waiting for fix in fixes] == [False, False, True]


def test_words_of_ten_minutes_ago_are_no_copies(store):
    with store.write() as db:
        world = Thunderdome(db)
        fixes = [work(db, f"Fix {number}", world.erik) for number in range(3)]
        for place, fix in enumerate(fixes):
            thank(db, fix, world.manager, world.erik, words="great work", now=NOW + timedelta(minutes=6 * place))
        assert [line(db, fix, world.erik).waiting for fix in fixes] == [False, False, False]


def test_undone_thanks_leave_no_trace_with_the_receiver(store):
    with store.write() as db:
        world = Thunderdome(db)
        said = thank(db, world.repair, world.manager, world.erik)
        undo_recognition(db, said, by=as_viewer(world.manager), now=NOW + timedelta(minutes=9))
        undo_recognition(db, said, by=as_viewer(world.manager), now=LATER)
        assert line(db, world.repair, world.erik).waiting
        letters = select(col(Delivery.state)).where(col(Delivery.subject_id) == said, col(Delivery.channel) == "app")
        assert list(db.execute(letters).scalars()) == [DeliveryState.SKIPPED]
        assert recognitions.recognitions_of(db, world.repair.id, viewer=as_viewer(world.erik), now=LATER) == []


def test_after_ten_minutes_it_is_too_late_and_only_the_giver_ever_could(store):
    with store.write() as db:
        world = Thunderdome(db)
        said = thank(db, world.repair, world.manager, world.erik)
        assert refused(lambda: undo_recognition(db, said, by=as_viewer(world.manager), now=LATER)) == Code.TOO_LATE
        assert refused(lambda: undo_recognition(db, said, by=as_viewer(world.erik), now=NOW)) == Code.NOT_ALLOWED
        stranger = as_viewer(person(db, "Sam Okafor"))
        assert refused(lambda: undo_recognition(db, said, by=stranger, now=NOW)) == Code.NOT_FOUND


def test_the_receiver_reads_it_once_the_time_to_undo_is_over(store):
    with store.write() as db:
        world = Thunderdome(db)
        said = thank(db, world.repair, world.manager, world.erik)
        erik = as_viewer(world.erik)
        with pytest.raises(NotFound):
            recognitions.one(db, said, viewer=erik, now=NOW)
        assert recognitions.one(db, said, viewer=erik, now=LATER).giver.name == "Marcus Adeyemi"


def test_a_reward_is_for_giver_receiver_and_their_chain(store):
    with store.write() as db:
        world = Thunderdome(db)
        draft = RecognitionDraft(words="Two days off.", contributors=[world.erik.id], form="time_off")
        said = recognise(db, world.fire.id, by=as_viewer(world.manager), draft=draft, now=NOW)
        for reader, sees in ((world.erik, True), (world.ceo, True), (world.peers[0], False)):
            shown = recognitions.recognitions_of(db, world.fire.id, viewer=as_viewer(reader), now=LATER)
            assert (said.id in [one.id for one in shown]) is sees


def test_what_was_said_in_a_meeting_ended_the_silence_on_that_day(store):
    with store.write() as db:
        world = Thunderdome(db)
        draft = RecognitionDraft(words="In Friday's demo.", contributors=[world.erik.id], said_on=day(3))
        recognise(db, world.repair.id, by=as_viewer(world.manager), draft=draft, now=NOW)
        assert line(db, world.repair, world.erik).recognised_at.date() == day(3)


def test_thanking_the_response_moves_the_fix_behind_it(store):
    with store.write() as db:
        world = Thunderdome(db)
        fire = work(db, "Held the line", world.peers[0], kind=ContributionKind.INCIDENT_RESPONSE)
        fix = work(db, "Scripts are validated", world.peers[2])
        second = incident(db, "INC-2")
        link(db, fire, second, Relation.RESPONDED_TO)
        link(db, fix, second, Relation.FOLLOWS_UP)
        assert line(db, fix, world.peers[2]).slot == Slot.OTHER
        said = thank(db, fire, world.manager, world.peers[0])
        assert line(db, fix, world.peers[2]).slot == Slot.BEHIND_A_FAMOUS_FIRE
        undo_recognition(db, said, by=as_viewer(world.manager), now=NOW)
        assert line(db, fix, world.peers[2]).slot == Slot.OTHER


def test_every_word_leaves_an_audit_row_without_the_words(store):
    with store.write() as db:
        world = Thunderdome(db)
        thank(db, world.repair, world.manager, world.erik, words="A secret sentence.")
        last = db.execute(select(AuditEvent).order_by(col(AuditEvent.seq).desc()).limit(1)).scalar_one()
        assert (last.action, last.changes["words"]["length"]) == ("recognised", 18)
        assert "secret" not in str(last.changes)
