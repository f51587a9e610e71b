"""Methods, media types, lengths and parameters: refused in words, with the status that says what was wrong."""

import pytest

from tests.site import Site

WORK = b'{"title":"Alerts point at their cause","words":"Pages fell by half."}'
JSON = {"content-type": "application/json"}


def told(answer) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def send(site: Site, body: bytes = WORK, **headers: str):
    return site.api("SUBJECT", "POST", "/contributions", content=body, headers=JSON | headers)


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "FOO", "PUT"])
def test_a_method_that_is_not_offered_is_told_which_are(site: Site, method: str) -> None:
    answer = site.api("SUBJECT", method, "/contributions")
    assert told(answer) == (405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_a_form_that_is_fetched_by_get_is_told_how_to_send_it(site: Site) -> None:
    answer = site.page("SUBJECT", "GET", "/nominations")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert "<h1" in answer.text


def test_head_is_get_without_its_body_on_every_page(site: Site) -> None:
    app = site.client.app
    paths = sorted({door.address for door in app.state.directory.doors if door.method == "GET"})
    plain = [path for path in paths if "{" not in path and path not in ("/docs", "/readyz")]
    assert len(plain) > 20
    for path in plain:
        get, head = (site.page("SUBJECT", method, path) for method in ("GET", "HEAD"))
        assert (head.status_code, head.content) == (get.status_code, b""), path
        assert head.headers.get("content-type") == get.headers.get("content-type"), path


def test_an_override_of_the_method_is_not_heard(site: Site) -> None:
    assert send(site, **{"x-http-method-override": "DELETE"}).status_code == 201


@pytest.mark.parametrize("accept", ["application/xml", "text/html", "image/png, application/xml;q=0.9"])
def test_another_representation_is_not_offered(site: Site, accept: str) -> None:
    answer = site.api("SUBJECT", "GET", "/contributions", headers={"accept": accept})
    assert told(answer) == (406, "not_acceptable")


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "text/html, application/*;q=0.5", "application/problem+json"]
)
def test_json_is_offered(site: Site, accept: str) -> None:
    assert site.api("SUBJECT", "GET", "/contributions", headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize(
    "media",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json; charset=utf-16",
     "application/json; charset=latin-1", ""],
)  # fmt: skip
def test_a_body_of_another_kind_is_not_taken(site: Site, media: str) -> None:
    assert told(send(site, **{"content-type": media})) == (415, "unsupported_media_type")


@pytest.mark.parametrize("coding", ["gzip", "zstd", "br"])
def test_a_compressed_body_is_not_taken(site: Site, coding: str) -> None:
    assert told(send(site, **{"content-encoding": coding})) == (415, "unsupported_encoding")


def test_a_body_may_have_65536_bytes_and_not_one_more(site: Site) -> None:
    room = 65_536 - len(WORK)
    assert send(site, WORK + b" " * room).status_code == 201
    assert told(send(site, WORK + b" " * (room + 1))) == (413, "too_large")


def test_a_form_may_have_262144_bytes_and_a_thousand_fields(site: Site) -> None:
    large = site.page("SUBJECT", "POST", "/nominations", data={"words": "a" * 262_144})
    many = site.page("SUBJECT", "POST", "/nominations", data={f"f{number}": "x" for number in range(1_001)})
    assert (large.status_code, many.status_code) == (413, 413)


def test_an_address_longer_than_we_read_is_said_so(site: Site) -> None:
    assert told(site.api("SUBJECT", "GET", f"/contributions?q={'a' * 9_000}")) == (414, "uri_too_long")
    assert site.page("SUBJECT", "GET", f"/contributions?q={'a' * 9_000}").status_code == 414


def test_a_parameter_that_is_unknown_or_doubled_is_refused(site: Site) -> None:
    for path in ("/contributions", "/people", "/incidents", "/settings", "/me", "/settings/tokens"):
        assert told(site.api("SUBJECT", "GET", f"{path}?nosuch=1")) == (422, "unknown_parameter"), path
        assert told(site.api(None, "GET", f"{path}?nosuch=1")) == (401, "not_signed_in"), path
    assert told(site.api("SUBJECT", "GET", "/contributions?q=a&q=b")) == (422, "duplicate_parameter")


def test_every_answer_says_which_request_it_answers_and_is_kept_by_nobody(site: Site) -> None:
    for path in ("/contributions", "/nosuch", "/contributions/1", "/contributions?nosuch=1"):
        answer = site.api("SUBJECT", "GET", path)
        assert answer.headers["cache-control"] == "no-store"
        assert len(answer.headers["x-request-id"]) == 16
        assert "default-src 'none'" in answer.headers["content-security-policy"]
