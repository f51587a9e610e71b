"""Lists through the API: who finds what, which questions are refused, and cursors that open one list only."""

import pytest

from tests.site import Site, site
from tests.web.test_nominations_api import PARTS, nomination, row

__all__ = ["site"]


@pytest.fixture
def canary(site: Site) -> str:
    return str(site.api("NOMINATOR", "POST", "/nominations", json=nomination(site)).json()["contribution_id"])


def hits(site: Site, path: str) -> dict[str, int]:
    return {part: len(site.api(part, "GET", path).json()["items"]) for part in PARTS}


def test_m010_to_m012_a_private_item_stands_in_the_lists_of_its_circle_alone(site: Site, canary: str):
    circle = row(0, 1, 1, 0, 1, 1, 0, 1, 0)
    assert hits(site, "/contributions") == circle
    assert hits(site, "/contributions?q=canary") == circle
    assert hits(site, f"/people/{site.world.ids['SUBJECT']}/contributions") == circle
    assert hits(site, "/contributions?q=absent") == dict.fromkeys(PARTS, 0)


def test_m013_a_team_s_work_is_for_the_chain_above_it_and_hr(site: Site, canary: str):
    path = f"/teams/{site.world.ids['Payments']}/contributions"
    found = {part: site.api(part, "GET", path).status_code for part in PARTS}
    assert found == row(404, 404, 404, 404, 200, 200, 404, 200, 404)
    assert [item["id"] for item in site.api("MGR1", "GET", path).json()["items"]] == [canary]


def test_a_row_says_what_who_and_how_well_supported(site: Site, canary: str):
    (item,) = site.api("SUBJECT", "GET", "/contributions").json()["items"]
    assert item == {
        "id": canary, "ref": None, "kind": "preventive_fix", "title": "Canary retry budget", "grade": "not yet known",
        "contributors": [{"id": site.world.ids["SUBJECT"], "name": "Hana Sato", "role": "led"}],
        "finished_on": "2026-05-18", "state": "proposed", "self_reported": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        ("as=x", 422, "unknown_parameter"),
        ("sort=recognitions", 422, "sort_not_offered"),
        ("limit=0", 422, "bad_limit"),
        ("limit=101", 422, "bad_limit"),
        ("limit=ten", 422, "bad_limit"),
        ("limit=1.5", 422, "bad_limit"),
        ("from=2026-05-02&to=2026-05-01", 422, "bad_range"),
        ("from=2026-02-30", 422, "bad_date"),
        ("kind=magic", 422, "bad_choice"),
        ("kind=preventive_fix&kind=incident_response", 422, "duplicate_parameter"),
        ("cursor=forged.x", 400, "bad_cursor"),
        ("q=" + "a" * 201, 422, "too_long"),
        ("q=%00", 422, "bad_character"),
        ("q=%22%20AND%20OR%20NEAR(%20*%20col:%20%5E", 200, None),
        ("q=&kind=&grade=", 200, None),
        ("unit=no-such-unit", 200, None),
    ],
)
def test_questions_that_are_taken_and_refused(site: Site, question: str, status: int, code: str | None):
    answer = site.api("HR", "GET", f"/contributions?{question}")
    assert (answer.status_code, answer.json().get("code")) == (status, code)


def test_a_cursor_opens_its_own_list_for_its_own_reader(site: Site):
    for _ in range(3):
        site.api("NOMINATOR", "POST", "/nominations", json=nomination(site))
    first = site.api("MGR1", "GET", "/contributions?limit=2").json()
    second = site.api("MGR1", "GET", f"/contributions?limit=2&cursor={first['next']}").json()
    assert (len(second["items"]), second["next"]) == (1, None)
    back = site.api("MGR1", "GET", f"/contributions?limit=2&cursor={second['previous']}").json()
    assert (back["items"], back["previous"]) == (first["items"], None)
    for part, path in (
        ("MGR2", "/contributions?limit=2&cursor="),
        ("MGR1", "/contributions?kind=preventive_fix&cursor="),
        ("MGR1", f"/people/{site.world.ids['SUBJECT']}/contributions?cursor="),
    ):
        assert site.api(part, "GET", path + first["next"]).json()["code"] == "bad_cursor"


def test_a_row_that_came_while_reading_is_neither_doubled_nor_in_the_way(site: Site):
    made = [site.api("NOMINATOR", "POST", "/nominations", json=nomination(site)).json() for _ in range(4)]
    first = site.api("MGR1", "GET", "/contributions?limit=2").json()
    site.clock.pass_by(days=1)
    site.api("NOMINATOR", "POST", "/nominations", json=nomination(site))
    second = site.api("MGR1", "GET", f"/contributions?limit=2&cursor={first['next']}").json()
    seen = [item["id"] for item in [*first["items"], *second["items"]]]
    assert sorted(seen) == sorted(one["contribution_id"] for one in made)


def test_a_leaver_s_list_is_there_for_hr_and_administrators(site: Site):
    path = f"/people/{site.world.ids['LEFT']}/contributions"
    found = {part: site.api(part, "GET", path).status_code for part in PARTS}
    assert found == row(404, 404, 404, 404, 404, 404, 404, 200, 200)
