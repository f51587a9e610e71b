"""What a client holds already is not told again, and never when something has happened since."""

from httpx2 import Response

from tests.site import Site

WORK = {"title": "Alerts point at their cause", "words": "Pages fell by half."}
LIST = "/contributions"


def recorded(site: Site) -> str:
    return str(site.api("SUBJECT", "POST", LIST, json=WORK).json()["id"])


def again(site: Site, first: Response, part: str = "SUBJECT", path: str = LIST) -> Response:
    return site.api(part, "GET", path, headers={"if-none-match": first.headers["etag"]})


def in_quiet(site: Site, path: str = LIST) -> Response:
    """The same question ten minutes after the last deed: from here on a tag answers alone."""
    recorded(site)
    site.clock.pass_by(minutes=11)
    return site.api("SUBJECT", "GET", path)


def test_in_quiet_the_same_question_is_answered_by_its_tag_alone(site: Site) -> None:
    first = in_quiet(site)
    assert first.headers["etag"].count(".") == 3
    second = again(site, first)
    assert (second.status_code, second.content, second.headers["etag"]) == (304, b"", first.headers["etag"])
    assert second.headers["cache-control"] == "no-store"
    assert "x-request-id" in second.headers


def test_any_deed_of_anybody_ends_what_a_tag_says(site: Site) -> None:
    first = in_quiet(site)
    site.api("SUBJECT", "POST", LIST, json={"title": "Runbooks that run", "words": "Nights are calm."})
    second = again(site, first)
    assert second.status_code == 200
    assert len(second.json()["items"]) == len(first.json()["items"]) + 1


def test_shortly_after_a_deed_the_bytes_decide_since_time_may_still_change_them(site: Site) -> None:
    recorded(site)
    first = site.api("SUBJECT", "GET", LIST)
    assert "." not in first.headers["etag"]
    assert again(site, first).status_code == 304


def test_a_tag_opens_nothing_for_another_reader_another_address_or_another_day(site: Site) -> None:
    recorded(site)
    first = in_quiet(site)
    assert again(site, first, "PEER").status_code == 200
    assert again(site, first, path=f"{LIST}?limit=1").status_code == 200
    assert again(site, first, path="/contributions/00000000-0000-7000-8000-000000000000").status_code == 404
    site.clock.pass_by(days=1)
    renewed = again(site, first)
    assert renewed.status_code == 304, "the bytes are the same"
    assert renewed.headers["etag"] != first.headers["etag"]


def test_a_tag_of_our_own_making_is_not_taken_from_others(site: Site) -> None:
    tag = in_quiet(site).headers["etag"]
    _, mark, moment, seal = tag.removeprefix('W/"').rstrip('"').split(".")
    forged = [f'W/"{"0" * 16}.{mark}.{moment}.{seal}"', f'W/"{"0" * 16}.{mark}.{moment}.{"A" * 24}"']
    forged += [f'W/"{"0" * 16}...{seal}"', f'W/"{"0" * 16}.{mark}.zz.{seal}"', '"...zz"']
    for one in forged:
        assert site.api("SUBJECT", "GET", LIST, headers={"if-none-match": one}).status_code == 200


def test_who_is_signed_out_is_told_so_whatever_they_hold(site: Site) -> None:
    first = in_quiet(site)
    headers = {"if-none-match": first.headers["etag"]}
    assert site.api(None, "GET", LIST, headers=headers).status_code == 401
    wrong = headers | {"authorization": "Bearer uns_000000000000_" + "x" * 43}
    assert site.api(None, "GET", LIST, headers=wrong).status_code == 401


def test_the_strong_tag_of_one_thing_still_serves_its_update(site: Site) -> None:
    path = f"{LIST}/{recorded(site)}"
    site.clock.pass_by(minutes=11)
    first = site.api("SUBJECT", "GET", path)
    assert again(site, first, path=path).status_code == 304
    change = {"if-match": first.headers["etag"]}
    assert site.api("SUBJECT", "PATCH", path, json={"title": "Alerts say why"}, headers=change).status_code == 200
    assert again(site, first, path=path).status_code == 200
