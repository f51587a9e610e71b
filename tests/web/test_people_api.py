"""People, teams, incidents and settings through the API, as each part of the cast."""

import pytest

from app.actions.report_incident import report_incident
from app.domain import Incident
from app.domain.draft import read_values
from app.domain.incident_draft import IncidentDraft
from tests.site import Site, site
from tests.world import NOW, PEOPLE

__all__ = ["site"]
EVERYBODY = [part for part in PEOPLE if part != "LEFT"]


def reported(site: Site, part: str, **given: object) -> Incident:
    values = {"title": "Checkout timed out", "started_at": NOW, "ref": "INC-1"} | given
    with site.wiring.store.write() as db:
        return report_incident(db, by=site.world.viewer(part), draft=read_values(IncidentDraft, values), now=NOW)


def test_everybody_finds_names_and_teams_and_nothing_else(site):
    answer = site.api("PEER", "GET", "/people?q=hana").json()
    assert answer == {
        "items": [
            {"id": site.world.ids["SUBJECT"], "name": "Hana Sato",
             "team": {"id": site.world.ids["Payments"], "name": "Payments"}}
        ], "next": None, "previous": None,
    }  # fmt: skip


@pytest.mark.parametrize("sort", ["recognitions", "name", "thanks"])
def test_people_stand_in_one_order(site, sort):
    answer = site.api("HR", "GET", f"/people?sort={sort}")
    assert (answer.status_code, answer.json()["code"]) == (422, "sort_not_offered")


def test_the_list_of_people_is_paged_in_both_directions(site):
    first = site.api("PEER", "GET", "/people?limit=5").json()
    second = site.api("PEER", "GET", f"/people?limit=5&cursor={first['next']}").json()
    back = site.api("PEER", "GET", f"/people?limit=5&cursor={second['previous']}").json()
    assert back["items"] == first["items"]
    assert not {one["id"] for one in first["items"]} & {one["id"] for one in second["items"]}
    assert site.api("HR", "GET", f"/people?limit=5&cursor={first['next']}").json()["code"] == "bad_cursor"


def test_private_fields_are_for_the_person_the_chain_and_hr(site):
    path = f"/people/{site.world.ids['SUBJECT']}"
    seen = {part for part in EVERYBODY if "subject@lanternfish.example" in site.api(part, "GET", path).text}
    assert seen == {"SUBJECT", "MGR1", "MGR2", "TOP", "HR"}


def test_a_leaver_is_found_by_hr_and_administrators_alone(site):
    path = f"/people/{site.world.ids['LEFT']}"
    assert {part for part in EVERYBODY if site.api(part, "GET", path).status_code == 200} == {"HR", "ADMIN"}
    assert site.world.ids["LEFT"] not in site.api("PEER", "GET", "/people?limit=100").text


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        ({"name": "Hana S.", "locale": "en-GB", "time_zone": "Asia/Tokyo"}, {"SUBJECT", "ADMIN"}),
        ({"manager": "mgrx@lanternfish.example", "roles": ["member", "hr"]}, {"ADMIN"}),
    ],
)
def test_who_changes_what_of_a_person(site, body, allowed):
    path = f"/people/{site.world.ids['SUBJECT']}"
    statuses = {}
    for part in ("PEER", "SUBJECT", "MGR1", "HR", "ADMIN"):
        tag = site.api(part, "GET", path).headers["etag"]
        statuses[part] = site.api(part, "PATCH", path, json=body, headers={"if-match": tag}).status_code
    assert {part for part, status in statuses.items() if status == 200} == allowed
    assert {status for part, status in statuses.items() if part not in allowed} == {403}


def test_nobody_gives_themself_a_role(site):
    for part in EVERYBODY:
        path = f"/people/{site.world.ids[part]}"
        answer = site.api(part, "PATCH", path, json={"roles": ["admin", "hr"]}, headers={"if-match": '"v1"'})
        assert (answer.status_code, answer.json()["code"]) == (403, "self_grant"), part


def test_a_change_needs_the_version_it_was_made_on(site):
    path = f"/people/{site.world.ids['SUBJECT']}"
    assert site.api("SUBJECT", "PATCH", path, json={"name": "H"}).status_code == 428
    assert site.api("SUBJECT", "PATCH", path, json={"name": "H"}, headers={"if-match": '"v9"'}).status_code == 412


def test_an_administrator_brings_somebody_in_and_lets_them_go(site):
    body = {"name": "Ada", "email": "Ada@lanternfish.example", "manager": site.world.ids["MGR1"], "team": "payments"}
    assert site.api("HR", "POST", "/people", json=body).status_code == 403
    made = site.api("ADMIN", "POST", "/people", json=body)
    assert made.status_code == 201
    path = made.headers["location"].removeprefix("/api/v1")
    assert site.api("MGR2", "GET", path).json()["private"]["email"] == "Ada@lanternfish.example"
    assert site.api("ADMIN", "POST", "/people", json=body).json()["code"] == "email_taken"
    assert site.api("ADMIN", "POST", f"{path}/deactivation").status_code == 204
    assert site.api("PEER", "GET", path).status_code == 404


def test_a_leavers_token_and_session_end_at_once(site):
    assert site.api("PEER", "GET", "/me").status_code == 200
    site.api("ADMIN", "POST", f"/people/{site.world.ids['PEER']}/deactivation")
    assert site.api("PEER", "GET", "/me").status_code == 401
    cookie = {"cookie": f"unsung={site.world.cookies['PEER']}"}
    assert site.client.get("/api/v1/me", headers=cookie).status_code == 401


def test_a_team_shows_its_people_to_everybody_and_its_work_to_those_above(site):
    path = f"/teams/{site.world.ids['Payments']}"
    answers = {part: site.api(part, "GET", path).json() for part in EVERYBODY}
    assert all("Hana Sato" in [one["name"] for one in answer["members"]] for answer in answers.values())
    assert {part for part, answer in answers.items() if answer["shows_work"]} == {"TOP", "MGR2", "MGR1", "HR"}


def test_an_incident_is_open_to_everybody_and_has_no_cause(site):
    kept = reported(site, "SUBJECT")
    for part in EVERYBODY:
        listed = site.api(part, "GET", "/incidents?ref=INC-1").json()["items"]
        assert [one["thanks"] for one in listed] == [{"response": 0, "prevention": 0}]
        page = site.api(part, "GET", f"/incidents/{kept.id}")
        assert page.status_code == 200
        assert not [key for key in page.json() if "cause" in key]
        assert site.api(part, "GET", f"/incidents/{kept.id}/cause").status_code == 404


def test_a_restricted_incident_exists_for_few(site):
    kept = reported(site, "SUBJECT", restricted=True, responders=[{"person": site.world.ids["SUBJECT"]}])
    able = {"SUBJECT", "MGR1", "MGR2", "TOP"}
    assert {part for part in EVERYBODY if site.api(part, "GET", f"/incidents/{kept.id}").status_code == 200} == able
    assert {part for part in EVERYBODY if site.api(part, "GET", "/incidents?q=checkout").json()["items"]} == able


def test_members_report_incidents(site):
    body = {"title": "Checkout timed out", "started_at": "2026-05-12T14:20:00+02:00", "customer_share": 50}
    able = {part for part in EVERYBODY if site.api(part, "POST", "/incidents", json=body).status_code == 201}
    assert able == set(EVERYBODY) - {"HR", "ADMIN"}


def test_digest_settings_are_for_people_with_reports(site):
    body = {"weekday": 2, "hour": 9, "channel": "app"}
    able = {
        part for part in EVERYBODY
        if site.api(part, "PUT", "/settings/digest", json=body, headers={"if-match": '"v1"'}).status_code == 200
    }  # fmt: skip
    assert able == {"TOP", "MGR2", "MGR1", "MGRX"}
    answer = site.api("MGR1", "PUT", "/settings/digest", json=body | {"channel": "mail"}, headers={"if-match": '"v2"'})
    assert (answer.status_code, answer.json()["code"]) == (422, "channel_missing")


def test_a_digest_pauses_stops_and_comes_again(site):
    assert site.api("MGR1", "POST", "/settings/digest/pause").json()["paused_until"].startswith("2026-06-15")
    assert site.api("MGR1", "POST", "/settings/digest/stop").json()["stopped_at"]
    again = site.api("MGR1", "POST", "/settings/digest/resume").json()
    assert (again["paused_until"], again["stopped_at"]) == (None, None)


def test_a_token_is_shown_once_and_revoked_by_owner_or_administrator(site):
    made = site.api("SUBJECT", "POST", "/settings/tokens", json={"name": "ci", "scopes": ["read"]}).json()
    secret = made["token"].split("_", 2)[2]
    path = f"/settings/tokens/{made['id']}"
    seen = {part: site.api(part, "GET", path) for part in EVERYBODY}
    assert {part for part, answer in seen.items() if answer.status_code == 200} == {"SUBJECT", "ADMIN"}
    assert not [part for part, answer in seen.items() if secret in answer.text]
    assert site.api("SUBJECT", "GET", f"{path}/secret").status_code == 404
    bearer = {"authorization": f"Bearer {made['token']}"}
    assert site.api(None, "GET", "/me", headers=bearer).json()["name"] == "Hana Sato"
    assert site.api("PEER", "DELETE", path).status_code == 404
    assert site.api("ADMIN", "DELETE", path).status_code == 204
    assert site.api(None, "GET", "/me", headers=bearer).status_code == 401


def test_each_setting_saves_alone(site):
    body = {"theme": "dark"}
    changed = site.api("SUBJECT", "PATCH", "/settings", json=body, headers={"if-match": '"v1"'}).json()
    assert (changed["theme"], changed["name"], changed["version"]) == ("dark", "Hana Sato", 2)


def test_a_repeated_token_request_does_not_tell_the_secret_again(site):
    body, key = {"name": "ci", "scopes": ["read"]}, {"idempotency-key": "once"}
    first = site.api("SUBJECT", "POST", "/settings/tokens", json=body, headers=key)
    again = site.api("SUBJECT", "POST", "/settings/tokens", json=body, headers=key)
    assert (first.status_code, again.status_code, again.content) == (201, 201, b"")
    assert again.headers["location"] == first.headers["location"]


def test_the_owner_reads_on_which_day_a_token_was_last_used(site):
    made = site.api("SUBJECT", "POST", "/settings/tokens", json={"name": "ci", "scopes": ["read"]}).json()
    path = f"/settings/tokens/{made['id']}"
    assert site.api("SUBJECT", "GET", path).json()["used_at"] is None
    for _ in range(2):
        site.api(None, "GET", "/me", headers={"authorization": f"Bearer {made['token']}"})
    assert site.api("SUBJECT", "GET", path).json()["used_at"] == "2026-05-18T08:05:00Z"
