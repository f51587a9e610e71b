"""People, teams and incidents as pages: what each reader sees, and forms that lose nothing."""

import re

from tests.site import Site, site, text_of
from tests.world import PEOPLE

__all__ = ["site"]
EVERYBODY = [part for part in PEOPLE if part != "LEFT"]


def version_in(answer) -> str:
    return re.search(r'name="version" value="(\d+)"', answer.text)[1]


def reported(site: Site, part: str = "SUBJECT", **more: str) -> str:
    data = {"title": "Checkout timed out", "started_at": "2026-05-12T14:20", "ref": "INC-1"} | more
    answer = site.page(part, "POST", "/incidents", data=data)
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["location"]


def test_everybody_finds_people_by_name(site):
    for part in EVERYBODY:
        shown = text_of(site.page(part, "GET", "/people?q=sato"))
        assert "Hana Sato" in shown
        assert "subject@lanternfish.example" not in shown
    assert "Nobody is found by this." in text_of(site.page("PEER", "GET", "/people?q=zzz"))
    assert site.page("PEER", "GET", "/people?sort=thanks").status_code == 422


def test_the_picker_finds_by_name_and_address_and_shows_no_address(site):
    for text in ("hana", "sato", "subject@lantern"):
        shown = site.page("PEER", "GET", f"/people/suggestions?q={text}").text
        assert "Hana Sato" in shown
        assert "Payments" in shown
        assert "@" not in shown
    assert site.page("HR", "GET", "/people/suggestions?q=hana").status_code == 403


def test_a_person_page_has_no_totals_and_its_details_for_few(site):
    path = f"/people/{site.world.ids['SUBJECT']}"
    shown = {part: text_of(site.page(part, "GET", path)) for part in EVERYBODY}
    able = {part for part, text in shown.items() if "subject@lanternfish.example" in text}
    assert able == {"SUBJECT", "MGR1", "MGR2", "TOP", "HR"}
    assert all("Nothing here that is shared with you." in text for text in shown.values())
    assert "Nominate their work" in shown["PEER"]
    assert "Nominate" not in shown["HR"]
    assert site.page("SUBJECT", "GET", "/me").headers["location"] == path


def test_an_administrator_adds_somebody_and_loses_nothing_typed(site):
    assert site.page("HR", "GET", "/people/new").status_code == 403
    data = {"name": "Ada Lind", "email": "not an address", "manager": "nobody@lanternfish.example", "roles": "member"}
    answer = site.page("ADMIN", "POST", "/people", data=data)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert 'value="Ada Lind"' in answer.text
    data |= {"email": "ada@lanternfish.example", "manager": "mgr1@lanternfish.example", "team": "Payments"}
    made = site.page("ADMIN", "POST", "/people", data=data)
    assert made.status_code == 303
    assert "Ada Lind" in text_of(site.page("PEER", "GET", made.headers["location"]))


def test_an_administrator_moves_somebody_without_seeing_private_fields(site):
    path = f"/people/{site.world.ids['SUBJECT']}"
    form = site.page("ADMIN", "GET", f"{path}/edit")
    assert "subject@lanternfish.example" not in form.text
    data = {"name": "Hana Sato", "team": "Platform", "manager": "mgrx@lanternfish.example", "roles": "member"}
    assert site.page("ADMIN", "POST", path, data=data).status_code == 428
    assert site.page("ADMIN", "POST", path, data=data | {"version": version_in(form)}).status_code == 303
    assert "subject@lanternfish.example" in text_of(site.page("MGRX", "GET", path))
    assert "subject@lanternfish.example" not in text_of(site.page("MGR1", "GET", path))
    assert site.page("ADMIN", "POST", path, data=data | {"version": "1"}).status_code == 412
    assert site.page("PEER", "POST", path, data={"name": "X", "version": "2"}).status_code == 403


def test_leaving_is_said_before_it_is_done(site):
    path = f"/people/{site.world.ids['PEER']}"
    assert "every session and every API token" in text_of(site.page("ADMIN", "GET", f"{path}/deactivation"))
    assert site.page("ADMIN", "POST", f"{path}/deactivation").status_code == 303
    assert site.page("PEER", "GET", "/people").headers["location"].startswith("/sign-in")
    assert "Left on 18 May 2026" in text_of(site.page("ADMIN", "GET", path))
    assert site.page("SUBJECT", "GET", path).status_code == 404
    assert site.page("ADMIN", "POST", f"{path}/reinstatement").status_code == 303
    assert site.page("SUBJECT", "GET", path).status_code == 200


def test_the_last_administrator_cannot_leave(site):
    path = f"/people/{site.world.ids['ADMIN']}/deactivation"
    assert site.page("ADMIN", "POST", path).status_code == 409


def test_a_team_shows_its_work_to_those_above_it(site):
    path = f"/teams/{site.world.ids['Payments']}"
    shown = {part: text_of(site.page(part, "GET", path)) for part in EVERYBODY}
    assert all("Hana Sato" in text for text in shown.values())
    assert {part for part, text in shown.items() if "Its work" in text} == {"TOP", "MGR2", "MGR1", "HR"}


def test_an_administrator_sets_up_teams_and_services(site):
    assert site.page("PEER", "POST", "/teams", data={"name": "Storage"}).status_code == 403
    made = site.page("ADMIN", "POST", "/teams", data={"name": "Storage", "parent": "platform"})
    assert "Part of Platform" in text_of(site.page("PEER", "GET", made.headers["location"]))
    again = site.page("ADMIN", "POST", "/teams", data={"name": "STORAGE"})
    assert (again.status_code, 'value="STORAGE"' in again.text) == (409, True)
    assert site.page("ADMIN", "POST", "/services", data={"name": "Ledger", "team": "storage"}).status_code == 303
    assert "Ledger" in text_of(site.page("PEER", "GET", made.headers["location"]))


def test_an_incident_is_recorded_and_told_without_a_cause(site):
    path = reported(
        site, people="Jun Park", role="lead", customer_share="50", factors_text="No validation\nNone in the code"
    )
    shown = text_of(site.page("PEER", "GET", path))
    assert "INC-1: Checkout timed out" in shown
    assert "12 May 2026, 14:20" in shown
    assert "Customers affected 50 %" in shown
    assert "The response was thanked 0 times; the work that prevents it 0 times." in shown
    assert "What has been done so that it does not happen again?" in shown
    assert "Nothing linked yet. Link a fix, or add one." in shown
    assert "None in the code" in shown
    assert "Response 0, prevention 0" in text_of(site.page("PEER", "GET", "/incidents"))


def test_times_are_meant_in_the_zone_of_whoever_typed_them(site):
    headers = {"if-match": '"v1"'}
    site.api("SUBJECT", "PATCH", "/settings", json={"time_zone": "Asia/Tokyo"}, headers=headers)
    path = reported(site)
    assert "12 May 2026, 14:20" in text_of(site.page("SUBJECT", "GET", path))
    assert "12 May 2026, 05:20" in text_of(site.page("PEER", "GET", path))


def test_a_refused_incident_keeps_everything_typed(site):
    data = {
        "title": "", "started_at": "2026-05-12T14:20", "resolved_at": "2026-05-11T14:20", "people": "Nobody Known",
        "role": "lead", "summary": "It was <b>slow</b>", "customer_share": "130",
    }  # fmt: skip
    answer = site.page("SUBJECT", "POST", "/incidents", data=data)
    assert answer.status_code == 422
    assert answer.text.count("field-error") == 3
    for kept in ('value="Nobody Known"', "It was &lt;b&gt;slow&lt;/b&gt;", 'value="130"', 'value="2026-05-11T14:20"'):
        assert kept in answer.text


def test_another_row_for_a_responder_needs_no_script(site):
    answer = site.page("SUBJECT", "POST", "/incidents", data={"title": "Slow", "people": "Jun Park", "add_person": "1"})
    assert answer.status_code == 200
    assert 'value="Jun Park"' in answer.text
    assert answer.text.count('class="pick"') == 3


def test_the_facts_are_put_right_by_those_close_to_it(site):
    path = reported(site, people="Jun Park", role="lead", detected_at="2026-05-12T14:30", severity="sev 1")
    assert site.page("PEER", "GET", f"{path}/edit").status_code == 403
    form = site.page("SUBJECT", "GET", f"{path}/edit")
    assert 'value="2026-05-12T14:30"' in form.text
    data = {"title": "Checkout timed out", "started_at": "2026-05-12T14:20", "detected_at": "", "severity": "",
            "people": "", "role": "responder", "version": version_in(form)}  # fmt: skip
    assert site.page("SUBJECT", "POST", path, data=data).status_code == 303
    shown = text_of(site.page("PEER", "GET", path))
    assert "Nobody is named yet." in shown
    assert "Noticed" not in shown
    assert "sev 1" not in shown
    stale = site.page("SUBJECT", "POST", path, data=data)
    assert (stale.status_code, "Look again" in text_of(stale)) == (412, True)


def test_a_follow_up_is_added_done_and_offered_for_nomination(site):
    path = reported(site)
    refused = site.page("PEER", "POST", f"{path}/follow-ups", data={"title": "Add validation", "owner": "Nobody"})
    assert (refused.status_code, 'value="Add validation"' in refused.text) == (422, True)
    site.page("PEER", "POST", f"{path}/follow-ups", data={"title": "Add validation", "owner": "Hana Sato"})
    page = site.page("PEER", "GET", path)
    done = re.search(rf'action="({path}/follow-ups/[^"]+/completion)"', page.text)[1]
    assert site.page("SUBJECT", "POST", done).status_code == 303
    shown = text_of(site.page("PEER", "GET", path))
    assert "done on 18 May 2026" in shown
    assert "Nominate it" in shown


def test_a_fix_that_cannot_be_found_is_said_at_its_field(site):
    path = reported(site)
    answer = site.page("PEER", "POST", f"{path}/links", data={"contribution": "PW-404", "relation": "prevents"})
    assert (answer.status_code, 'value="PW-404"' in answer.text) == (422, True)


def test_a_restricted_incident_has_no_page_for_others(site):
    path = reported(site, people="Hana Sato", restricted="yes")
    able = {part for part in EVERYBODY if site.page(part, "GET", path).status_code == 200}
    assert able == {"SUBJECT", "MGR1", "MGR2", "TOP"}
    assert "Checkout" not in text_of(site.page("PEER", "GET", "/incidents"))


def test_an_administrator_lets_in_only_those_who_have_never_been_here(site):
    data = {"name": "Ada Lind", "email": "ada@lanternfish.example", "roles": "member"}
    path = site.page("ADMIN", "POST", "/people", data=data).headers["location"]
    assert "Make a sign-in link" in text_of(site.page("ADMIN", "GET", path))
    made = site.page("ADMIN", "POST", f"{path}/sign-in-links")
    cookie = f"unsung={site.world.cookies['ADMIN']}; unsung_notice={made.cookies['unsung_notice']}"
    site.client.cookies.clear()
    shown = site.client.get(path, headers={"cookie": cookie}).text
    link = re.search(r"http://127\.0\.0\.1:8000(/sign-in/[\w-]+)", shown)[1]
    assert site.page(None, "POST", link).status_code == 303
    assert site.page("ADMIN", "POST", f"{path}/sign-in-links").status_code == 409
    known = f"/people/{site.world.ids['SUBJECT']}"
    assert "Make a sign-in link" not in text_of(site.page("ADMIN", "GET", known))
    assert site.page("ADMIN", "POST", f"{known}/sign-in-links").status_code == 409
    assert site.api("PEER", "POST", f"{path}/sign-in-links").status_code == 403
