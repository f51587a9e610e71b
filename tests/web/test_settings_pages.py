"""One's own settings, digest and tokens as pages; help for anyone."""

import re

import pytest

from app.web.pages.help import TOPICS
from tests.site import Site, site, text_of
from tests.world import PEOPLE

__all__ = ["site"]
EVERYBODY = [part for part in PEOPLE if part != "LEFT"]


def version_in(answer) -> str:
    return re.search(r'name="version" value="(\d+)"', answer.text)[1]


def save(site: Site, part: str, **data: object):
    version = version_in(site.page(part, "GET", "/settings"))
    return site.page(part, "POST", "/settings", data={"version": version, **data})


def next_page(site: Site, part: str, answer) -> str:
    """What a browser shows after a form: the page it is sent to, with the notice."""
    cookie = f"unsung={site.world.cookies[part]}; unsung_notice={answer.cookies['unsung_notice']}"
    site.client.cookies.clear()
    return text_of(site.client.get(answer.headers["location"], headers={"cookie": cookie}))


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "Hana Satō", "Hana Satō"),
        ("time_zone", "Asia/Tokyo", 'value="Asia/Tokyo"'),
        ("theme", "dark", 'data-theme="dark"'),
        ("keys_on", "false", 'data-keys="off"'),
        ("locale", "en-GB", 'lang="en-GB"'),
    ],
)
def test_each_setting_saves_alone_with_its_own_message(site, field, value, shown):
    answer = save(site, "SUBJECT", **{field: value})
    assert answer.status_code == 303
    assert "Saved." in next_page(site, "SUBJECT", answer)
    assert shown in site.page("SUBJECT", "GET", "/settings").text


def test_a_setting_that_cannot_be_is_said_at_its_field_and_kept_as_typed(site):
    answer = save(site, "SUBJECT", time_zone="Mars/Olympus")
    assert answer.status_code == 422
    assert 'value="Mars/Olympus"' in answer.text
    assert "Write a time zone such as Europe/Oslo." in text_of(answer)


def test_a_stale_page_saves_nothing(site):
    save(site, "SUBJECT", theme="dark")
    answer = site.page("SUBJECT", "POST", "/settings", data={"version": "1", "theme": "light"})
    assert answer.status_code == 412
    assert 'data-theme="dark"' in site.page("SUBJECT", "GET", "/settings").text


def test_handles_are_kept_and_emptied(site):
    save(site, "SUBJECT", value=["Hana@old.example", ""], kind=["git_email", "git_email"])
    assert 'value="hana@old.example"' in site.page("SUBJECT", "GET", "/settings").text
    refused = save(site, "PEER", value="hana@OLD.example", kind="git_email")
    assert (refused.status_code, "Somebody else is known by this handle." in text_of(refused)) == (422, True)
    save(site, "SUBJECT", value=["", ""], kind=["git_email", "git_email"])
    assert "hana@old.example" not in site.page("SUBJECT", "GET", "/settings").text


def test_a_new_password_ends_every_other_session(site):
    weak = site.page("SUBJECT", "POST", "/settings/password", data={"new": "password1234"})
    assert (weak.status_code, "among the first that are guessed" in text_of(weak)) == (422, True)
    assert site.page("SUBJECT", "POST", "/settings/password", data={"new": "four quiet words here"}).status_code == 303
    wrong = site.page("SUBJECT", "POST", "/settings/password", data={"current": "no", "new": "five quiet words here"})
    assert (wrong.status_code, "five quiet words" in wrong.text) == (422, False)
    again = {"current": "four quiet words here", "new": "five quiet words here"}
    assert site.page("SUBJECT", "POST", "/settings/password", data=again).status_code == 303
    signed_in = {"email": "subject@lanternfish.example", "password": "five quiet words here"}
    assert site.page(None, "POST", "/sign-in", data=signed_in).status_code == 303


def test_the_digest_is_settled_paused_stopped_and_resumed(site):
    assert site.page("PEER", "GET", "/settings/digest").status_code == 403
    form = site.page("MGR1", "GET", "/settings/digest")
    assert 'value="mail"' not in form.text
    data = {"weekday": "2", "hour": "9", "channel": "app", "version": version_in(form)}
    assert site.page("MGR1", "POST", "/settings/digest", data=data | {"channel": "mail"}).status_code == 422
    assert site.page("MGR1", "POST", "/settings/digest", data=data).status_code == 303
    assert '<option value="2" selected>Tuesday' in site.page("MGR1", "GET", "/settings/digest").text
    site.page("MGR1", "POST", "/settings/digest/pause")
    assert "Paused until 15 June 2026." in text_of(site.page("MGR1", "GET", "/settings/digest"))
    site.page("MGR1", "POST", "/settings/digest/stop")
    assert "The weekly letter is stopped." in text_of(site.page("MGR1", "GET", "/settings/digest"))
    site.page("MGR1", "POST", "/settings/digest/resume")
    assert "Pause for 4 weeks" in text_of(site.page("MGR1", "GET", "/settings/digest"))


def test_a_token_is_shown_once_and_masked_afterwards(site):
    answer = site.page("SUBJECT", "POST", "/settings/tokens", data={"name": "ci", "scopes": ["read", "write"]})
    assert answer.status_code == 303
    token = re.search(r"uns_[0-9a-f]{12}_[\w-]{43}", next_page(site, "SUBJECT", answer))[0]
    bearer = {"authorization": f"Bearer {token}"}
    assert site.api(None, "GET", "/me", headers=bearer).json()["name"] == "Hana Sato"
    listed = site.page("SUBJECT", "GET", "/settings/tokens").text
    assert token not in listed
    assert token[:16] in listed
    path = re.findall(r'action="(/settings/tokens/[^"]+)/removal"', listed)
    (removed,) = [one for one in path if site.page("SUBJECT", "GET", one).text.count(token[:16])]
    assert site.page("PEER", "POST", f"{removed}/removal").status_code == 404
    assert site.page("SUBJECT", "POST", f"{removed}/removal").status_code == 303
    assert site.api(None, "GET", "/me", headers=bearer).status_code == 401


def test_a_token_form_that_is_refused_keeps_what_was_typed(site):
    data = {"name": "ci", "scopes": "read", "expires_on": "2126-05-18"}
    answer = site.page("SUBJECT", "POST", "/settings/tokens", data=data)
    assert (answer.status_code, 'value="2126-05-18"' in answer.text) == (422, True)
    assert site.page("SUBJECT", "POST", "/settings/tokens", data={"name": "ci"}).status_code == 422


@pytest.mark.parametrize("path", ["/help", *(f"/help/{topic}" for topic in TOPICS)])
def test_help_is_open_to_anyone(site, path):
    for part in (None, "PEER", "LEFT"):
        answer = site.page(part, "GET", path)
        assert answer.status_code == 200
        assert answer.text.count("<h1") == 1
    assert "Sign out" in site.page("PEER", "GET", path).text
    assert site.page("PEER", "GET", "/help/nothing-of-this-name").status_code == 404


def test_every_code_of_an_error_has_its_place(site):
    code = site.api("PEER", "GET", "/people?sort=thanks").json()["type"].partition("#")[2]
    assert f'id="{code}"' in site.page(None, "GET", "/help/errors").text


def test_guessing_a_password_behind_an_open_session_ends_after_ten(site):
    site.page("SUBJECT", "POST", "/settings/password", data={"new": "four quiet words here"})
    guess = {"current": "a guess", "new": "five quiet words here"}
    codes = [site.page("SUBJECT", "POST", "/settings/password", data=guess).status_code for _ in range(6)]
    codes += [site.api("SUBJECT", "POST", "/settings/password", json=guess).status_code for _ in range(5)]
    assert codes == [422] * 10 + [429]
