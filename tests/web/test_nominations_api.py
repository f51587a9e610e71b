"""Putting work forward and looking it up through the API, as the permission matrix says for every part."""

import pytest
from sqlalchemy import update

from app.domain import Contribution, Contributor
from tests.site import Site, site

__all__ = ["site"]
PARTS = ("PEER", "NOMINATOR", "SUBJECT", "TEAMMATE", "MGR1", "MGR2", "MGRX", "HR", "ADMIN")


def row(*statuses: int) -> dict[str, int]:
    return dict(zip(PARTS, statuses, strict=True))


def nomination(site: Site, *people: str, **changes: object) -> dict[str, object]:
    rows = [{"person": site.world.ids.get(person, person), "role": "led"} for person in people or ("SUBJECT",)]
    fields = {"title": "Canary retry budget", "words": "41 timeouts became 3.", "contributors": rows}
    return fields | changes


@pytest.fixture
def put_forward(site: Site) -> dict[str, str]:
    """{c} and {n} of the matrix: NOMINATOR's words for SUBJECT's work."""
    answer = site.api("NOMINATOR", "POST", "/nominations", json=nomination(site))
    assert answer.status_code == 201, answer.text
    return {"c": answer.json()["contribution_id"], "n": answer.json()["id"]}


def open_to_company(site: Site) -> None:
    with site.wiring.store.write() as db:
        db.execute(update(Contribution).values(visibility="company"))
        db.execute(update(Contributor).values(agreed_company=True))


def statuses(site: Site, method: str, path: str, **more: object) -> dict[str, int]:
    return {part: site.api(part, method, path, **more).status_code for part in PARTS}


def test_m039_to_m042_who_may_nominate_whom(site: Site):
    def asked(*people: str) -> dict[str, int]:
        return {
            part: site.api(part, "POST", "/nominations", json=nomination(site, *(people or (part,)))).status_code
            for part in PARTS
        }

    assert asked("SUBJECT") == row(201, 201, 422, 201, 201, 201, 201, 403, 403)
    assert asked() == row(422, 422, 422, 422, 422, 422, 422, 403, 403)
    assert asked("LEFT") == row(422, 422, 422, 422, 422, 422, 422, 403, 403)
    both = {
        part: site.api(part, "POST", "/nominations", json=nomination(site, part, "PEER2")).status_code for part in PARTS
    }
    assert both == row(201, 201, 201, 201, 201, 201, 201, 403, 403)


def test_m014_own_work_is_self_reported(site: Site):
    for part, status in row(201, 201, 201, 201, 201, 201, 201, 403, 403).items():
        answer = site.api(part, "POST", "/contributions", json={"title": "Index", "words": "900 ms became 4 ms."})
        assert answer.status_code == status
        if status == 201:
            assert answer.json()["self_reported"] is True
            assert answer.headers["location"] == f"/api/v1/contributions/{answer.json()['id']}"


def test_m043_words_on_private_work(site: Site, put_forward: dict[str, str]):
    found = statuses(site, "POST", f"/contributions/{put_forward['c']}/nominations", json={"words": "It held."})
    assert found == row(404, 409, 422, 404, 201, 201, 404, 403, 404)


def test_m044_words_on_work_that_the_company_sees(site: Site, put_forward: dict[str, str]):
    open_to_company(site)
    found = statuses(site, "POST", f"/contributions/{put_forward['c']}/nominations", json={"words": "It held."})
    assert found == row(201, 409, 422, 201, 201, 201, 201, 403, 403)


def test_m015_to_m017_facts(site: Site, put_forward: dict[str, str]):
    path, etag = f"/contributions/{put_forward['c']}", {"if-match": '"v1"'}
    assert statuses(site, "PATCH", path, json={"state": "confirmed", "id": "x"}, headers=etag) == row(
        404, 422, 422, 404, 403, 403, 404, 403, 404
    )
    found = {}
    for version, part in enumerate(("NOMINATOR", "SUBJECT"), start=1):
        headers = {"if-match": f'"v{version}"'}
        found[part] = site.api(part, "PATCH", path, json={"title": "Retry budget"}, headers=headers).status_code
    assert found == {"NOMINATOR": 200, "SUBJECT": 200}
    open_to_company(site)
    assert statuses(site, "PATCH", path, json={"title": "X"}, headers={"if-match": '"v9"'}) == row(
        403, 412, 412, 403, 403, 403, 403, 403, 403
    )
    assert site.api("SUBJECT", "PATCH", path, json={"title": "X"}).status_code == 428


def test_m018_a_proposal_is_removed_by_its_recorder(site: Site, put_forward: dict[str, str]):
    path, etag = f"/contributions/{put_forward['c']}", {"if-match": '"v1"'}
    assert statuses(site, "DELETE", path, headers=etag) == row(404, 204, 403, 404, 404, 404, 404, 403, 404) | {
        "MGR1": 404, "MGR2": 404, "HR": 404,
    }  # fmt: skip


def test_m045_to_m047_words_are_their_author_s(site: Site, put_forward: dict[str, str]):
    path = f"/nominations/{put_forward['n']}"
    found = statuses(site, "PATCH", path, json={"words": "3 timeouts a day."}, headers={"if-match": '"v1"'})
    assert found == row(404, 200, 403, 404, 403, 403, 404, 403, 404)
    open_to_company(site)
    found = statuses(site, "PATCH", path, json={"words": "Other."}, headers={"if-match": '"v2"'})
    assert found == row(403, 409, 403, 403, 403, 403, 403, 403, 403)
    found = statuses(site, "DELETE", path, headers={"if-match": '"v2"'})
    assert found == row(403, 204, 403, 403, 403, 403, 403, 403, 403) | dict.fromkeys(PARTS[2:], 404)


def test_an_undone_nomination_is_gone_and_its_work_withdrawn(site: Site, put_forward: dict[str, str]):
    path = f"/nominations/{put_forward['n']}/undo"
    assert site.api("SUBJECT", "POST", path).status_code == 403
    answer = site.api("NOMINATOR", "POST", path)
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert site.api("NOMINATOR", "POST", path).status_code == 404


def test_every_fault_is_told_at_once_and_at_its_field(site: Site):
    body = {
        "title": " ", "kind": "magic", "category": "magic", "incident": "INC-404", "finished_on": "2027-01-01",
        "grade": 4, "contributors": [{"person": "nobody@lanternfish.example"}, {"person": "Hana Sato", "role": "x"}],
    }  # fmt: skip
    answer = site.api("PEER", "POST", "/nominations", json=body)
    assert answer.status_code == 422
    assert {error["pointer"]: error["code"] for error in answer.json()["errors"]} == {
        "/title": "required", "/kind": "bad_choice", "/words": "required", "/category": "bad_choice",
        "/incident": "incident_unknown", "/finished_on": "bad_date", "/grade": "unknown_field",
        "/contributors/0/person": "person_unknown", "/contributors/1/role": "bad_choice",
    }  # fmt: skip
    assert "nobody@" not in answer.text


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ([{"person": "Hana Sato", "share": 60}, {"person": "Jun Park", "share": 41}], "bad_share"),
        ([{"person": "Hana Sato", "share": -1}], "bad_share"),
        ([{"person": "Hana Sato"}, {"person": "SUBJECT@lanternfish.example"}], "duplicate_person"),
        ([{"person": str(number)} for number in range(51)], "too_many"),
        ([], "required"),
    ],
)
def test_people_that_cannot_be_taken(site: Site, people: list[dict[str, object]], code: str):
    answer = site.api("PEER", "POST", "/nominations", json=nomination(site, contributors=people))
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_repeated_request_makes_one_and_the_twenty_first_waits(site: Site):
    headers = {"idempotency-key": "once"}
    first = site.api("PEER", "POST", "/nominations", json=nomination(site), headers=headers)
    again = site.api("PEER", "POST", "/nominations", json=nomination(site), headers=headers)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    for _ in range(19):
        assert site.api("PEER", "POST", "/nominations", json=nomination(site)).status_code == 201
    site.clock.pass_by(minutes=48)
    answer = site.api("PEER", "POST", "/nominations", json=nomination(site))
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (429, "rate_limited", "720")
