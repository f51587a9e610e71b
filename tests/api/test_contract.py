"""What a client of the API may rely on, whatever it asks for."""

from tests.site import Site

WORK = {"title": "Alerts point at their cause", "words": "Pages fell by half."}


def code_of(answer) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()["code"]


def recorded(site: Site) -> dict:
    return site.api("SUBJECT", "POST", "/contributions", json=WORK).json()


def test_an_update_needs_the_version_it_was_made_on(site: Site) -> None:
    work = recorded(site)
    path, change = f"/contributions/{work['id']}", {"title": "Alerts say why"}
    patch = lambda **headers: site.api("SUBJECT", "PATCH", path, json=change, headers=headers)  # noqa: E731
    assert (patch().status_code, code_of(patch())) == (428, "precondition_required")
    for malformed in ("v1", 'W/"v1"', '"1"', "*", '"v1", "v2"', '"v99999999999"'):
        assert (patch(**{"if-match": malformed}).status_code, code_of(patch(**{"if-match": malformed}))) == (
            400,
            "bad_etag",
        )
    done = patch(**{"if-match": f'"v{work["version"]}"'})
    assert (done.status_code, done.headers["etag"]) == (200, f'"v{work["version"] + 1}"')
    stale = patch(**{"if-match": f'"v{work["version"]}"'})
    assert (stale.status_code, code_of(stale)) == (412, "precondition_failed")
    assert patch(**{"if-match": done.headers["etag"]}).status_code == 200


def test_a_stale_update_is_told_the_version_there_is(site: Site) -> None:
    work = recorded(site)
    headers = {"if-match": '"v7"'}
    stale = site.api("SUBJECT", "PATCH", f"/contributions/{work['id']}", json={"title": "New"}, headers=headers)
    assert stale.headers["etag"] == f'"v{work["version"]}"'


def test_the_tag_of_a_page_of_one_thing_serves_its_update(site: Site) -> None:
    work = recorded(site)
    path = f"/contributions/{work['id']}"
    tag = site.api("SUBJECT", "GET", path).headers["etag"]
    assert site.api("SUBJECT", "PATCH", path, json={"title": "New"}, headers={"if-match": tag}).status_code == 200


def test_what_has_not_changed_is_not_sent_again_and_never_across_people(site: Site) -> None:
    first = site.api("SUBJECT", "GET", "/contributions")
    assert first.headers["etag"].startswith('W/"')
    again = site.api("SUBJECT", "GET", "/contributions", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (
        site.api("PEER", "GET", "/contributions", headers={"if-none-match": first.headers["etag"]}).status_code == 200
    )


def test_a_repeat_with_its_key_is_answered_like_the_first(site: Site) -> None:
    headers = {"idempotency-key": "k 1"}
    first = site.api("SUBJECT", "POST", "/contributions", json=WORK, headers=headers)
    again = site.api("SUBJECT", "POST", "/contributions", json=WORK, headers=headers)
    assert (again.status_code, again.json(), again.headers["location"]) == (
        201,
        first.json(),
        first.headers["location"],
    )
    assert again.headers["idempotency-replayed"] == "true"
    assert len(site.api("SUBJECT", "GET", "/contributions").json()["items"]) == 1


def test_a_key_belongs_to_one_request_of_one_person(site: Site) -> None:
    headers = {"idempotency-key": "shared"}
    send = lambda part, body: site.api(part, "POST", "/contributions", json=body, headers=headers)  # noqa: E731
    first = send("SUBJECT", WORK)
    other = send("SUBJECT", WORK | {"title": "Another"})
    assert (other.status_code, code_of(other)) == (422, "key_reused")
    assert send("TEAMMATE", WORK).json()["id"] != first.json()["id"]


def test_a_key_is_looked_at_before_anything_is_done(site: Site) -> None:
    for key in ("", "x" * 256, "caf\u00e9".encode(), "tab\there"):
        answer = site.api("SUBJECT", "POST", "/contributions", json=WORK, headers={"idempotency-key": key})
        assert (answer.status_code, code_of(answer)) == (400, "bad_idempotency_key")
    assert (
        site.api("SUBJECT", "POST", "/contributions", json=WORK, headers={"idempotency-key": "x" * 255}).status_code
        == 201
    )


def test_a_repeat_of_what_still_runs_is_told_to_wait(site: Site) -> None:
    site.wiring.running.add((site.world.ids["SUBJECT"], "slow"))
    answer = site.api("SUBJECT", "POST", "/contributions", json=WORK, headers={"idempotency-key": "slow"})
    assert (answer.status_code, code_of(answer)) == (409, "in_progress")


def test_a_refused_request_leaves_its_key_free(site: Site) -> None:
    headers = {"idempotency-key": "mend"}
    assert site.api("SUBJECT", "POST", "/contributions", json={"title": ""}, headers=headers).status_code == 422
    assert site.api("SUBJECT", "POST", "/contributions", json=WORK, headers=headers).status_code == 201


def test_a_cursor_opens_its_own_list_for_its_own_reader_alone(site: Site) -> None:
    for number in range(3):
        site.api("SUBJECT", "POST", "/contributions", json=WORK | {"title": f"Work {number}"})
    first = site.api("SUBJECT", "GET", "/contributions?limit=2").json()
    get = lambda part, path, cursor: site.api(part, "GET", path, params={"limit": 2, "cursor": cursor})  # noqa: E731
    assert len(get("SUBJECT", "/contributions", first["next"]).json()["items"]) == 1
    half = len(first["next"]) // 2
    flipped = first["next"][:half] + ("A" if first["next"][half] != "A" else "B") + first["next"][half + 1 :]
    tampered = [first["next"][:-3], flipped, "not a cursor", "AAAA", "x" * 3_000]
    answers = [get("SUBJECT", "/contributions", cursor) for cursor in tampered]
    answers += [get("MGR1", "/contributions", first["next"]), get("SUBJECT", "/people", first["next"])]
    answers.append(site.api("SUBJECT", "GET", "/contributions", params={"q": "Work", "cursor": first["next"]}))
    assert {(answer.status_code, code_of(answer)) for answer in answers} == {(400, "bad_cursor")}
