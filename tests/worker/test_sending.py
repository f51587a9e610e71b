"""Letters leave once: through every answer a server can give, and through every way a worker can end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from app.actions import carry
from app.actions.arrange import pause_digest, stop_digest, stop_notices
from app.actions.come_back import come_back
from app.actions.deliver import queue_letters
from app.actions.send_again import send_again
from app.database import Store
from app.domain import DeliveryState, DigestItem, Mailbox, Person
from app.kit.errors import Conflict, NotFound
from tests.mail_server import BREAK, mail_server
from tests.post_office import Office, of_kind, open_office
from tests.thunderdome import NOW, as_viewer


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Iterator[Office]:
    with mail_server() as server:
        yield open_office(store, tmp_path, server)


def digests(office: Office) -> list[str]:
    return [one.recipient for one in office.server.taken if "weekly digest" in str(one.message["List-ID"])]


def test_the_digest_reaches_its_manager_once_however_often_the_worker_looks(office: Office):
    office.compose()
    for _turn in range(3):
        office.send()
        office.clock.pass_by(minutes=20)
        office.compose()
    assert digests(office) == [office.story.manager.email]
    assert office.states() == [("sent", "")]
    assert max(office.server.counts.values()) == 1


def test_thanks_reach_the_people_who_did_the_work_in_the_givers_words(office: Office):
    office.send()
    words = [
        one.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for one in office.server.taken
        if one.recipient == office.story.erik.email
    ]
    assert len(words) == 3
    assert any("Dana Whitfield saw customers come back in three hours." in text for text in words)


def test_a_manager_without_anything_worth_a_word_gets_no_letter(office: Office):
    office.compose()
    assert [one.recipient_id for one in office.letters()] == [office.story.manager.id]


@pytest.mark.parametrize(
    ("answer", "state"), [("451 later", "retry_at"), ("552 too much", "failed"), (BREAK, "uncertain")]
)
def test_what_the_server_says_to_the_last_dot_stands_in_the_row(office: Office, answer: str, state: str):
    office.compose()
    office.server.at_dot = lambda _: answer
    office.send()
    assert [one for one, _reason in office.states()] == [state]


def test_a_refusal_is_tried_again_at_growing_distances_and_given_up_after_three_days(office: Office):
    office.compose()
    office.server.at_rcpt = lambda address: "450 busy" if address == office.story.manager.email else "250 ok"
    waits = []
    for _attempt in range(40):
        office.send()
        (row,) = office.letters()
        if row.state != "retry_at":
            break
        waits.append(row.due_at - office.clock())
        office.clock.now = row.due_at
    assert row.state == "failed"
    assert "given up after 72 hours" in row.reason
    assert [round(wait.total_seconds() / 60) for wait in waits[:4]] == pytest.approx([1, 5, 30, 120], rel=0.11)
    assert timedelta(hours=66) < sum(waits, timedelta()) < timedelta(hours=80)
    office.clock.pass_by(days=1)
    assert office.send() == 0


def test_an_uncertain_letter_leaves_again_only_by_a_persons_word_and_with_the_same_name(office: Office):
    office.compose()
    office.server.keeps_broken = True
    office.server.at_dot = lambda address: BREAK if address == office.story.manager.email else "250 ok"
    office.send()
    office.server.at_dot = lambda _: "250 ok"
    office.clock.pass_by(days=2)
    office.send()
    assert len(digests(office)) == 1
    (row,) = office.letters()
    with office.store.write() as db, pytest.raises(NotFound):
        send_again(db, row.id, by=as_viewer(office.story.cto), now=office.clock())
    with office.store.write() as db:
        send_again(db, row.id, by=as_viewer(office.story.manager), now=office.clock())
    with office.store.write() as db, pytest.raises(Conflict):
        send_again(db, row.id, by=as_viewer(office.story.manager), now=office.clock())
    office.send()
    names = {one.message["Message-ID"] for one in office.server.taken if one.recipient == office.story.manager.email}
    assert len(names) == 1
    assert office.states() == [("sent", "")]


def test_what_a_dead_worker_had_not_begun_is_sent_by_the_next_and_what_it_had_begun_is_not(office: Office):
    office.compose()
    with office.store.write() as db:
        claimed = carry.claim_letters(db, channel="mail", limit=50, now=office.clock())
        digest = next(one for one in claimed if one.kind == "digest")
        assert carry.begin_sending(db, held=digest, now=office.clock())
    assert office.send() == 0
    office.clock.pass_by(seconds=61)
    office.send()
    assert digests(office) == []
    assert office.states() == [("uncertain", carry.ENDED_MIDWAY)]
    assert {state for state, _reason in office.states("recognised")} == {"sent"}


def test_a_worker_that_slept_past_its_lease_sends_nothing(office: Office):
    office.compose()
    now = office.clock()
    with office.store.write() as db:
        mine = carry.claim_letters(db, channel="mail", limit=50, now=now)
    office.clock.pass_by(seconds=61)
    office.send()
    sent = len(office.server.taken)
    with office.store.write() as db:
        assert not any(carry.begin_sending(db, held=one, now=office.clock()) for one in mine)
    assert sent == len(mine) == len(office.server.taken)


def test_a_late_answer_is_still_the_truth_about_its_letter(office: Office):
    office.compose()
    with office.store.write() as db:
        (digest,) = [
            one for one in carry.claim_letters(db, channel="mail", limit=50, now=office.clock()) if one.kind == "digest"
        ]
        carry.begin_sending(db, held=digest, now=office.clock())
    office.clock.pass_by(seconds=61)
    with office.store.write() as db:
        assert carry.recover_letters(db, now=office.clock()) == 1
        verdict = carry.Verdict(DeliveryState.SENT)
        assert carry.settle_letter(db, held=digest, verdict=verdict, now=office.clock())
    assert office.states() == [("sent", "")]


def test_a_server_that_is_away_costs_one_look_and_nobodys_letter(office: Office):
    office.compose()
    office.server.at_rcpt = lambda _: BREAK
    office.send()
    assert office.server.connections == 1
    assert {state for state, _reason in office.states("recognised") + office.states()} == {"retry_at"}
    office.server.at_rcpt = lambda _: "250 ok"
    office.clock.pass_by(minutes=2)
    office.send()
    assert {state for state, _reason in office.states("recognised") + office.states()} == {"sent"}


def test_an_address_that_was_refused_three_times_is_left_in_peace_until_its_owner_says_so(office: Office):
    erik = office.story.erik
    office.server.at_rcpt = lambda address: "550 no such user" if address == erik.email else "250 ok"
    office.send()
    assert sorted(state for state, _reason in office.states("recognised")) == ["failed"] * 3 + ["sent"] * 6
    with office.store.read() as db:
        assert db.get_one(Mailbox, erik.id).paused_at == NOW
    with office.store.write() as db:
        queue_letters(
            db, kind="nominated", occasion="nominated:1", recipients=[erik.id], contribution_id=office.story.repair.id,
            facts={"by_name": "Peer A", "words": "It never came back."}, now=NOW,
        )  # fmt: skip
    office.send()
    assert office.states("nominated") == [("skipped", "mail to this address rests: it was refused three times")]


def _leave(office: Office) -> None:
    with office.store.write() as db:
        db.get_one(Person, office.story.manager.id).active = False


def _lose_everybody(office: Office) -> None:
    with office.store.write() as db:
        for one in (office.story.erik, *office.story.peers):
            db.get_one(Person, one.id).manager_id = office.story.cto.id


def _pause(office: Office) -> None:
    with office.store.write() as db:
        pause_digest(db, by=as_viewer(office.story.manager), now=NOW)


def _stop(office: Office) -> None:
    with office.store.write() as db:
        stop_digest(db, by=as_viewer(office.story.manager), now=NOW)


def _no_address(office: Office) -> None:
    with office.store.write() as db:
        db.get_one(Person, office.story.manager.id).email = ""


def _hide(office: Office) -> None:
    with office.store.write() as db:
        for item in db.exec(select(DigestItem)):
            work = db.get_one(type(office.story.repair), item.contribution_id)
            work.state = "withdrawn"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_leave, "has left"),
        (_lose_everybody, "leads nobody any more"),
        (_pause, "has paused the weekly letter"),
        (_stop, "has stopped the weekly letter"),
        (_no_address, "has no address"),
        (_hide, "there is nothing left to say"),
    ],
)
def test_whoever_is_not_to_get_it_any_more_at_the_hour_of_sending_gets_nothing(office: Office, change, reason: str):
    office.compose()
    change(office)
    office.send()
    assert digests(office) == []
    assert office.states() == [("skipped", reason)]


def test_whoever_stopped_letters_about_their_work_gets_none_and_the_digest_still(office: Office):
    with office.store.write() as db:
        for one in (office.story.erik, office.story.manager):
            stop_notices(db, by=as_viewer(one), now=NOW)
    office.compose()
    office.send()
    assert office.story.erik.email not in {one.recipient for one in office.server.taken}
    assert digests(office) == [office.story.manager.email]


def test_a_restored_backup_sends_nothing_of_the_week_again(office: Office):
    """The copy is of the evening before: it knows nothing of Monday's editions, which have left since."""
    with office.store.write() as db:
        held = come_back(db, now=NOW)
    assert held == len(office.letters("recognised")) + 3
    office.compose()
    office.send()
    assert office.server.taken == []
    assert {state for state, _reason in office.states()} == {"uncertain"}
    with office.store.write() as db:
        (row,) = [one for one in of_kind(db, "digest") if one.recipient_id == office.story.manager.id]
        send_again(db, row.id, by=as_viewer(office.story.manager), now=office.clock())
    office.send()
    assert digests(office) == [office.story.manager.email]
