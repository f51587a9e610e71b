"""Who gets in, by which way, and what happens to text when a session ends."""

import pytest
from sqlmodel import select

from app.actions import sign_in
from app.domain import AuditEvent, Person
from tests.site import Site, text_of

PASSWORD = "a long enough pass phrase"


@pytest.fixture
def with_password(site: Site) -> Site:
    with site.wiring.store.write() as db:
        db.get_one(Person, site.world.ids["SUBJECT"]).password_hash = sign_in.hash_password(PASSWORD)
    return site


def try_password(site: Site, email: str, password: str, **more: str):
    return site.page(None, "POST", "/sign-in", data={"email": email, "password": password, **more})


def test_the_right_password_opens_a_session_and_leads_on(with_password: Site):
    answer = try_password(with_password, "Subject@Lanternfish.example", PASSWORD, next="/help")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/help"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]


def test_a_wrong_password_and_an_unknown_address_read_alike(with_password: Site):
    wrong = try_password(with_password, "subject@lanternfish.example", "not the pass phrase")
    unknown = try_password(with_password, "nobody@lanternfish.example", "not the pass phrase")
    assert wrong.status_code == unknown.status_code == 422
    assert text_of(wrong) == text_of(unknown)


def test_the_eleventh_failure_has_to_wait_even_with_the_right_password(with_password: Site):
    for _ in range(10):
        try_password(with_password, "subject@lanternfish.example", "not the pass phrase")
    assert try_password(with_password, "subject@lanternfish.example", PASSWORD).status_code == 429
    with_password.clock.pass_by(minutes=16)
    assert try_password(with_password, "subject@lanternfish.example", PASSWORD).status_code == 303


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_never_leads_to_another_host(with_password: Site, path: str):
    assert try_password(with_password, "subject@lanternfish.example", PASSWORD, next=path).headers["location"] == "/"


def test_a_link_signs_in_once_and_only_by_its_button(site: Site):
    with site.wiring.store.write() as db:
        secret = sign_in.make_link(db, person_id=site.world.ids["PEER"], by=None, now=site.clock.now)
    for _ in range(3):
        assert site.page(None, "GET", f"/sign-in/{secret}").status_code == 200
    assert site.page(None, "POST", f"/sign-in/{secret}").status_code == 303
    assert site.page(None, "POST", f"/sign-in/{secret}").status_code == 410


def test_nobody_is_a_demo_person_outside_the_demo(site: Site):
    data = {"person": "subject@lanternfish.example"}
    assert site.page(None, "POST", "/sign-in/demo", data=data).status_code == 404


def test_signing_out_ends_the_session_on_the_server(site: Site):
    assert site.page("PEER", "POST", "/sign-out").status_code == 303
    assert site.page("PEER", "POST", "/sign-out").headers["location"] == "/sign-in"
    with site.wiring.store.read() as db:
        actions = [event.action for event in db.exec(select(AuditEvent).order_by(AuditEvent.seq))]
    assert actions[-1] == "signed_out"


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_of_another_site_is_refused(site: Site, headers: dict[str, str]):
    assert site.page("PEER", "POST", "/sign-out", headers=headers).status_code == 403


def test_a_form_with_another_sessions_token_is_refused(site: Site):
    assert site.page("PEER", "POST", "/sign-out", data={"csrf": "d" * 43}).status_code == 403
