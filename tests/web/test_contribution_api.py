"""One contribution through the API: each part of the cast gets the answer of the permission matrix."""

import pytest

from app.domain import State
from tests.site import site
from tests.web.contribution_site import CANARY, RISK, cells, etag, impact_by, put_forward, set_state, stored

__all__ = ["site"]
WORDS = {"words": "It was three of us, not one."}
PROOF = {"kind": "pull_request", "url": "https://git.lanternfish.example/42", "title": "Retry budget"}

READING = {
    "M001 private": "401|401|404|200|200|404|200|200|404|200|404",
    "M002 team": "401|401|404|200|200|200|200|200|404|200|404",
    "M003 company": "401|401|200|200|200|200|200|200|200|200|200",
    "M004 withdrawn": "401|401|404|200|200|404|404|404|404|404|404",
}
WRITING = [
    ("M019", "private", "POST", "/withdrawal", None, "401|401|404|200|403|404|403|403|404|403|404"),
    ("M020", "private", "PUT", "/visibility", {"visibility": "company"}, "401|401|404|403|200|404|403|403|404|403|404"),
    ("M021", "company", "PUT", "/visibility", {"visibility": "private"}, "401|401|403|403|200|403|403|403|403|403|403"),
    ("M022", "private", "PUT", "/visibility", {"visibility": "team"}, "401|401|404|403|200|404|403|403|404|403|404"),
    ("M023", "private", "POST", "/replies", WORDS, "401|401|404|403|201|404|403|403|404|403|404"),
    ("M024", "private", "POST", "/objections", WORDS, "401|401|404|403|202|404|403|403|404|403|404"),
    ("M025", "private", "POST", "/corrections", WORDS, "401|401|404|403|202|404|403|403|404|403|404"),
    ("M026", "private", "POST", "/reports", WORDS, "401|401|404|403|202|404|403|403|404|403|404"),
    ("M027", "private", "GET", "/history", None, "401|401|404|200|200|404|200|200|404|200|404"),
    ("M029", "private", "POST", "/evidence", PROOF, "401|401|404|201|201|404|201|201|404|403|404"),
    ("M030", "company", "POST", "/evidence", PROOF, "401|401|201|201|201|201|201|201|201|403|403"),
    ("M031", "private", "POST", "/contributors", {"person": "{MGRX}"}, "401|401|404|201|201|404|201|201|404|403|404"),
    ("M032", "private", "DELETE", "/contributors/{SUBJECT}", None, "401|401|404|403|204|404|403|403|404|403|404"),
    ("M035", "private", "POST", "/impacts", RISK, "401|401|404|201|201|404|201|201|404|403|404"),
    ("M038", "private", "POST", "/impacts", RISK | {"grade": 4}, "401|401|404|422|422|404|422|422|404|403|404"),
    ("decline", "private", "POST", "/decline", WORDS, "401|401|404|403|403|404|201|201|404|403|404"),
    ("question", "private", "POST", "/questions", WORDS, "401|401|404|403|403|404|201|201|404|403|404"),
    ("bad words", "private", "POST", "/replies", {"w": 1}, "401|401|404|403|422|404|403|403|404|403|404"),
]


@pytest.mark.parametrize("row", READING)
def test_who_reads_it(site, row):
    circle = row.split()[1]
    fix = put_forward(site, "private" if circle == "withdrawn" else circle)
    if circle == "withdrawn":
        set_state(site, fix, State.WITHDRAWN)
    for part, status in cells(READING[row]).items():
        answer = site.api(None if part == "ANON" else part, "GET", f"/contributions/{fix}")
        assert (part, answer.status_code, CANARY in answer.text) == (part, status, status == 200)


@pytest.mark.parametrize("row", WRITING, ids=lambda row: row[0])
def test_who_writes_what(site, row):
    _name, circle, method, path, body, line = row
    for part, status in cells(line).items():
        fix = put_forward(site, circle)
        target = path.format(**site.world.ids)
        more = (
            {}
            if body is None
            else {"json": {k: v.format(**site.world.ids) if k == "person" else v for k, v in body.items()}}
        )
        answer = site.api(
            None if part == "ANON" else part, method, f"/contributions/{fix}{target}", headers=etag(site, fix), **more
        )
        assert (part, answer.status_code, answer.text[:200]) == (part, status, answer.text[:200])


@pytest.mark.parametrize(
    ("row", "circle", "line"),
    [
        ("M033", "private", "401|401|404|404|422|404|200|200|404|403|404"),
        ("M034", "company", "401|401|200|200|422|200|200|200|200|403|403"),
    ],
)
def test_who_confirms_self_reported_work(site, row, circle, line):
    for part, status in cells(line).items():
        fix = put_forward(site, circle, recorder="SUBJECT")
        answer = site.api(None if part == "ANON" else part, "POST", f"/contributions/{fix}/confirmation")
        assert (part, answer.status_code) == (part, status)
        if status == 200:
            assert stored(site, fix).state == State.CONFIRMED


@pytest.mark.parametrize(
    ("row", "circle", "line"),
    [
        ("M036", "private", "401|401|404|422|422|404|200|200|404|403|404"),
        ("M037", "company", "401|401|200|422|422|200|200|200|200|403|403"),
    ],
)
def test_who_verifies_an_impact(site, row, circle, line):
    fix = put_forward(site, circle)
    stated = impact_by(site, fix, "NOMINATOR")
    path = f"/contributions/{fix}/impacts/{stated}/verification"
    for part, status in cells(line).items():
        answer = site.api(None if part == "ANON" else part, "POST", path, json={"words": "Ran it again."})
        assert (part, answer.status_code) == (part, status)
        if status == 422:
            assert answer.json()["code"] == "own_impact"


def test_evidence_is_read_by_those_who_read_the_work(site):
    fix = put_forward(site)
    made = site.api("NOMINATOR", "POST", f"/contributions/{fix}/evidence", json=PROOF)
    path = made.headers["location"].removeprefix("/api/v1")
    for part, status in cells("401|401|404|200|200|404|200|200|404|200|404").items():
        assert (part, site.api(None if part == "ANON" else part, "GET", path).status_code) == (part, status)
    gone = site.api("SUBJECT", "DELETE", path)
    assert (gone.status_code, site.api("SUBJECT", "GET", path).status_code) == (204, 404)


@pytest.mark.parametrize("reader", ["NOMINATOR", "MGR1", "MGR2", "HR"])
def test_nobody_but_contributors_can_tell_that_publicity_was_asked_or_declined(site, reader):
    fix = put_forward(site, people=("SUBJECT", "TEAMMATE2"))
    path = f"/contributions/{fix}"

    def seen():
        return [site.api(reader, "GET", f"{path}{part}") for part in ("", "/history")]

    before = [(answer.content, answer.headers.get("etag")) for answer in seen()]
    for part, circle in (("SUBJECT", "company"), ("TEAMMATE2", "private")):
        site.api(part, "PUT", f"{path}/visibility", json={"visibility": circle}, headers=etag(site, fix))
        assert [(answer.content, answer.headers.get("etag")) for answer in seen()] == before
    asked = site.api("SUBJECT", "GET", f"{path}/history").json()["items"]
    assert [one["action"] for one in asked] == ["visibility_set", "visibility_set"]


def test_contributors_see_whom_the_question_waits_for(site):
    fix = put_forward(site, people=("SUBJECT", "TEAMMATE2"))
    path = f"/contributions/{fix}"
    answer = site.api("SUBJECT", "PUT", f"{path}/visibility", json={"visibility": "company"}, headers=etag(site, fix))
    assert answer.json()["visibility"] == "private"
    sharing = site.api("TEAMMATE2", "GET", path).json()["sharing"]
    assert sharing["i_agreed"] is False
    assert [one["name"] for one in sharing["waiting_for"]] == ["Priya Nair"]


def test_a_report_leaves_it_to_its_writer_and_hr(site):
    fix = put_forward(site, "company")
    assert site.api("SUBJECT", "POST", f"/contributions/{fix}/reports", json=WORDS).status_code == 202
    for part, status in cells("401|401|404|404|200|404|404|404|404|200|404").items():
        answer = site.api(None if part == "ANON" else part, "GET", f"/contributions/{fix}")
        assert (part, answer.status_code) == (part, status)
    assert site.api("HR", "POST", f"/contributions/{fix}/reports/decision", json=WORDS).status_code == 201
    assert site.api("PEER", "GET", f"/contributions/{fix}").status_code == 200
    for part in ("PEER", "NOMINATOR", "MGR1"):
        assert "report" not in site.api(part, "GET", f"/contributions/{fix}/history").text


def test_an_update_needs_to_know_what_it_changes(site):
    fix = put_forward(site)
    path = f"/contributions/{fix}/visibility"
    statuses = [
        site.api("SUBJECT", "PUT", path, json={"visibility": "team"}, headers=headers).status_code
        for headers in ({}, {"if-match": '"v99"'}, {"if-match": 'W/"v1"'}, etag(site, fix))
    ]
    assert statuses == [428, 412, 400, 200]


def test_a_merged_record_answers_with_the_one_that_stayed(site):
    old, new = put_forward(site), put_forward(site)
    answer = site.api("MGR1", "POST", f"/contributions/{old}/merge", json={"into": new})
    assert answer.json()["id"] == new
    for part in ("SUBJECT", "NOMINATOR", "MGR2"):
        assert site.api(part, "GET", f"/contributions/{old}").json()["id"] == new


def test_an_amount_opens_to_its_inputs_and_every_line(site):
    fix = put_forward(site)
    stated = impact_by(site, fix, "SUBJECT")
    shown = site.api("MGR1", "GET", f"/contributions/{fix}").json()["impacts"][0]
    assert (shown["id"], shown["grade"], shown["likely"], shown["tier"]) == (stated, "estimated", "495", "large")
    lines = [(line["text"], line["value"]) for line in shown["working"]["likely"]]
    assert lines[-1] == ("540 − 45", "495.000000")
    changed = RISK | {"after": RISK["after"] | {"times_a_year": 0}}
    path = f"/contributions/{fix}/impacts/{stated}"
    again = site.api("SUBJECT", "PUT", path, json=changed, headers={"if-match": '"v1"'})
    assert (again.json()["version"], again.json()["likely"]) == (2, "540")
    kept = site.api("SUBJECT", "GET", path).json()
    assert (kept["current"], kept["likely"]) == (False, "495")


def test_history_says_who_did_what_on_which_day(site):
    fix = put_forward(site)
    impact_by(site, fix, "SUBJECT")
    site.api("MGR1", "POST", f"/contributions/{fix}/decline", json=WORDS)
    items = site.api("NOMINATOR", "GET", f"/contributions/{fix}/history").json()["items"]
    assert [(one["action"], one["by"]["name"], one["on"]) for one in items] == [
        ("declined", "Ines Moreau", "2026-05-18"), ("impact_stated", "Hana Sato", "2026-05-18")
    ]  # fmt: skip
    assert WORDS["words"] not in str(items)
    first = site.api("NOMINATOR", "GET", f"/contributions/{fix}/history?limit=1").json()
    rest = site.api("NOMINATOR", "GET", f"/contributions/{fix}/history?limit=1&cursor={first['next']}").json()
    assert [one["action"] for one in rest["items"]] == ["impact_stated"]
