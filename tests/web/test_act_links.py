"""A letter's links: looking changes nothing, each does its one act once, signed out, for the one it is bound to."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import text
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.database import Store
from app.domain import Act, AuditEvent, Delivery, DigestSetting, Mailbox, Person, Recognition
from app.main import create_app
from tests.mail_server import mail_server
from tests.post_office import Office, open_office
from tests.site import BASE

LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")


class Letterbox:
    """One letter, taken by a real server, and a browser that nobody is signed in to."""

    def __init__(self, office: Office, client: TestClient) -> None:
        self.office, self.client = office, client
        office.compose()
        office.send()
        (self.letter,) = [one.message for one in office.server.taken if one.recipient == office.story.manager.email]
        body = self.letter.get_body(("plain",))
        assert body is not None
        self.text = body.get_content()

    @property
    def stop(self) -> str:
        return str(self.letter["List-Unsubscribe"]).strip("<>").removeprefix(BASE)

    def link(self, label: str) -> str:
        found = re.search(rf"{label}: {re.escape(BASE)}(/acts/\S+)", self.text)
        assert found, label
        return found[1]

    def links(self) -> list[str]:
        html = self.letter.get_body(("html",))
        assert html is not None
        return sorted({*LINK.findall(self.text), *re.findall(rf'href="{BASE}(/[^"]+)"', html.get_content()), self.stop})

    def get(self, path: str) -> Response:
        self.client.cookies.clear()
        return self.client.get(path)

    def post(self, path: str, **data: object) -> Response:
        self.client.cookies.clear()
        return self.client.post(path, data=data)


@pytest.fixture
def box(sqlite_store: Store, tmp_path: Path) -> Iterator[Letterbox]:
    with mail_server() as server:
        office = open_office(sqlite_store, tmp_path, server)
        with TestClient(create_app(office.wiring), base_url=BASE, follow_redirects=False) as client:
            yield Letterbox(office, client)


def everything(store: Store) -> dict[str, list[object]]:
    with store.read() as db:
        tables = db.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {name: db.execute(text(f'SELECT * FROM "{name}"')).all() for name in tables}


def test_opening_every_link_of_the_letter_a_hundred_times_changes_nothing(box: Letterbox):
    before = everything(box.office.store)
    for _scan in range(3):
        for path in box.links():
            assert box.get(path).status_code in (200, 303), path
    assert len([path for path in box.links() if path.startswith("/acts/")]) == 6
    assert everything(box.office.store) == before


def test_a_sentence_of_ones_own_thanks_from_the_letter_signed_out(box: Letterbox):
    path = box.link("Thank")
    page = box.get(path).text
    assert "Your words" in page
    assert "Erik Nyman" in page
    answer = box.post(path, act="thank", words="Erik, afternoons are quiet.", contributors=box.office.story.erik.id)
    assert answer.status_code == 303
    assert "Thanked Erik." in box.get(answer.headers["location"]).text
    with box.office.store.read() as db:
        said = db.exec(select(Recognition).where(col(Recognition.words) == "Erik, afternoons are quiet.")).one()
        trail = db.exec(select(AuditEvent).where(col(AuditEvent.action) == "recognised")).all()[-1]
    assert said.giver_id == box.office.story.manager.id
    assert trail.actor_kind == "letter"


def test_a_link_does_its_act_once(box: Letterbox):
    path = box.link("Not now")
    assert box.post(path, act="not_now", reason="other").status_code == 303
    again = box.post(path, act="not_now", reason="other")
    assert (again.status_code, box.get(path).status_code) == (410, 410)
    assert "This was done on Monday 18 May." in again.text
    with box.office.store.read() as db:
        assert len(db.exec(select(Act)).all()) == 1


def test_what_cannot_be_taken_comes_back_as_it_was_typed_and_the_link_is_still_good(box: Letterbox):
    path = box.link("Schedule")
    wrong = box.post(path, act="schedule", occasion="date")
    assert wrong.status_code == 422
    assert "Choose the day." in wrong.text
    done = box.post(path, act="schedule", occasion="date", date="2026-05-25")
    assert done.status_code == 303
    page = box.get(done.headers["location"]).text
    assert "Planned for 25 May." in page
    calendar = re.search(r'href="(/acts/[^"]+)">Take the day', page)
    assert calendar
    file = box.get(calendar[1])
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;VALUE=DATE:20260525\r\n" in file.text
    assert "SUMMARY:A word of thanks: Database slow every afternoon\r\n" in file.text


def test_an_act_by_link_can_be_taken_back_for_ten_minutes(box: Letterbox):
    done = box.post(box.link("Pass up"), act="pass_up", sentence="This deserves a word from you, Dana.")
    after = done.headers["location"]
    assert "Undo" in box.get(after).text
    assert box.post(after).status_code == 303
    assert "Taken back. Nothing was sent." in box.get(after).text
    with box.office.store.read() as db:
        letters = db.exec(select(Delivery).where(col(Delivery.kind) == "handed_to_you")).all()
    assert {one.state for one in letters} == {"skipped"}


def test_whoever_stands_above_is_told_with_the_sentence_when_the_time_to_undo_is_over(box: Letterbox):
    box.post(box.link("Pass up"), act="pass_up", sentence="This deserves a word from you, Dana.")
    box.office.send()
    dana = box.office.story.cto.email
    assert not [one for one in box.office.server.taken if one.recipient == dana]
    box.office.clock.pass_by(minutes=10)
    box.office.send()
    (letter,) = [one.message for one in box.office.server.taken if one.recipient == dana]
    body = letter.get_body(("plain",)).get_content()
    assert "Marcus Adeyemi passed this up to you: Database slow every afternoon" in body
    assert "This deserves a word from you, Dana." in body


@pytest.mark.parametrize("spoil", [lambda token: token[:-1], lambda token: f"{token[:-2]}AA", lambda _: "x" * 44])
def test_a_link_that_we_have_not_made_leads_nowhere(box: Letterbox, spoil):
    path = f"/acts/{spoil(box.link('Thank').removeprefix('/acts/'))}"
    assert (box.get(path).status_code, box.post(path, act="thank").status_code) == (404, 404)


def test_a_link_does_no_other_act_than_its_own(box: Letterbox):
    assert box.post(box.link("Not now"), act="pass_up", sentence="Up.").status_code == 404
    with box.office.store.read() as db:
        assert db.exec(select(Act)).all() == []


def test_a_link_ends_after_fourteen_days_and_stopping_does_not(box: Letterbox):
    box.office.clock.now += timedelta(days=14)
    assert box.get(box.link("Thank")).status_code == 200
    box.office.clock.now += timedelta(days=1)
    for answer in (box.get(box.link("Thank")), box.post(box.link("Thank"), act="thank", words="Late.")):
        assert answer.status_code == 410
        assert "This link has ended. Sign in to do it from the digest." in answer.text
    assert box.get(box.stop).status_code == 200


def test_one_click_stops_the_weekly_letter_without_a_cookie_and_nothing_else(box: Letterbox):
    assert str(box.letter["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    answer = box.post(box.stop, **{"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    with box.office.store.read() as db:
        assert db.get_one(DigestSetting, box.office.story.manager.id).stopped_at == box.office.clock()
        assert db.get(Mailbox, box.office.story.manager.id) is None
    assert "The weekly letter is stopped." in box.get(box.stop).text


def test_the_link_of_somebody_who_has_left_says_nothing_and_does_nothing(box: Letterbox):
    with box.office.store.write() as db:
        db.get_one(Person, box.office.story.manager.id).active = False
    page = box.get(box.link("Thank"))
    assert (page.status_code, "Database slow" in page.text) == (200, False)
    assert box.post(box.link("Thank"), act="thank", words="Thank you.").status_code == 410


def test_a_page_of_another_site_cannot_send_the_form(box: Letterbox):
    box.client.cookies.clear()
    answer = box.client.post(
        box.link("Not now"), data={"act": "not_now", "reason": "other"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
