"""Lists and second thoughts on pages: filters that stay, words corrected and undone, facts put right."""

import re

import pytest
from sqlalchemy import select

from app.domain import Contribution, Nomination
from tests.site import Site, site, text_of
from tests.web.test_nominations_api import nomination

__all__ = ["site"]


@pytest.fixture
def ids(site: Site) -> dict[str, str]:
    made = site.api("NOMINATOR", "POST", "/nominations", json=nomination(site)).json()
    return {"c": made["contribution_id"], "n": made["id"]}


def row(site: Site, noun: type):
    with site.wiring.store.read() as db:
        return db.execute(select(noun)).scalar_one_or_none()


def test_the_list_shows_what_is_shared_and_keeps_its_filters(site: Site, ids: dict[str, str]):
    page = site.page("SUBJECT", "GET", "/contributions?q=canary&kind=preventive_fix&grade=")
    assert f'href="/contributions/{ids["c"]}"' in page.text
    assert re.search(r'name="q"[^>]*value="canary"', page.text)
    assert '<option value="preventive_fix" selected>' in page.text
    assert "Nothing matches. Clear the filter." in text_of(site.page("SUBJECT", "GET", "/contributions?unit=Platform"))
    assert ids["c"] in site.page("SUBJECT", "GET", "/contributions?unit=payments").text
    assert "Nothing here that is shared with you." in text_of(site.page("PEER", "GET", "/contributions"))


def test_a_page_of_the_list_leads_to_the_next_and_back(site: Site):
    for _ in range(3):
        site.api("NOMINATOR", "POST", "/nominations", json=nomination(site))
    first = site.page("MGR1", "GET", "/contributions?limit=2&kind=preventive_fix").text
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link
    second = site.page("MGR1", "GET", link[1].replace("&amp;", "&"))
    assert second.status_code == 200
    assert 'rel="prev"' in second.text
    assert 'rel="next"' not in second.text


def test_a_bad_filter_is_a_page_that_says_so(site: Site):
    assert site.page("PEER", "GET", "/contributions?from=2026-02-30").status_code == 422
    assert site.page("PEER", "GET", "/contributions?as=x").status_code == 422


@pytest.mark.parametrize(("part", "status"), [("MGR1", 200), ("HR", 200), ("SUBJECT", 404), ("PEER", 404)])
def test_a_team_s_work_on_a_page(site: Site, ids: dict[str, str], part: str, status: int):
    answer = site.page(part, "GET", f"/teams/{site.world.ids['Payments']}/contributions")
    assert answer.status_code == status
    assert (ids["c"] in answer.text) is (status == 200)


def test_a_person_s_work_on_a_page(site: Site, ids: dict[str, str]):
    path = f"/people/{site.world.ids['SUBJECT']}/contributions"
    assert ids["c"] in site.page("MGR2", "GET", path).text
    assert ids["c"] not in site.page("PEER", "GET", path).text


def test_words_are_corrected_on_a_page_and_a_second_window_sees_both(site: Site, ids: dict[str, str]):
    path = f"/nominations/{ids['n']}"
    form = site.page("NOMINATOR", "GET", f"{path}/edit")
    assert "41 timeouts became 3." in form.text
    assert site.page("NOMINATOR", "POST", path, data={"words": "3 a day.", "version": "1"}).status_code == 303
    stale = site.page("NOMINATOR", "POST", path, data={"words": "2 a day.", "version": "1"})
    assert stale.status_code == 412
    assert "3 a day." in stale.text
    assert "2 a day." in stale.text
    empty = site.page("NOMINATOR", "POST", path, data={"words": " ", "version": "2"})
    assert (empty.status_code, 'href="#words"' in empty.text) == (422, True)
    assert site.page("NOMINATOR", "POST", path, data={"words": "x"}).status_code == 428
    assert site.page("SUBJECT", "POST", path, data={"words": "x", "version": "2"}).status_code == 403
    assert site.page("PEER", "GET", f"{path}/edit").status_code == 404


def test_words_are_taken_back_and_undone(site: Site, ids: dict[str, str]):
    taken = site.page("NOMINATOR", "POST", f"/nominations/{ids['n']}/removal", data={"version": "1"})
    assert taken.headers["location"] == f"/contributions/{ids['c']}"
    assert row(site, Nomination) is None
    site.page("NOMINATOR", "POST", f"/contributions/{ids['c']}/nominations", data={"words": "Again."})
    undone = site.page("NOMINATOR", "POST", f"/nominations/{row(site, Nomination).id}/undo")
    assert undone.status_code == 303
    assert row(site, Nomination) is None


def test_facts_are_put_right_and_a_stale_form_shows_both(site: Site, ids: dict[str, str]):
    path = f"/contributions/{ids['c']}"
    page = site.page("SUBJECT", "GET", f"{path}/edit")
    assert 'value="Canary retry budget"' in page.text
    given = {
        "title": "Retry budget", "summary": "", "kind": "incident_response", "category": "capacity", "service": "",
        "started_on": "", "finished_on": "2026-05-17", "version": "1",
    }  # fmt: skip
    assert site.page("SUBJECT", "POST", path, data=given).status_code == 303
    kept = row(site, Contribution)
    assert (kept.title, kept.summary, kept.kind, kept.version) == ("Retry budget", "", "incident_response", 2)
    stale = site.page("SUBJECT", "POST", path, data=given | {"title": "Budget of retries"})
    assert stale.status_code == 412
    assert "What stands there now" in stale.text
    assert 'value="Budget of retries"' in stale.text
    wrong = site.page("SUBJECT", "POST", path, data=given | {"title": "", "finished_on": "", "version": "2"})
    assert wrong.status_code == 422
    assert 'href="#title"' in wrong.text
    assert 'href="#finished_on"' in wrong.text
    hidden = site.page("SUBJECT", "POST", path, data=given | {"visibility": "company", "version": "2"})
    assert hidden.status_code == 422
    assert site.page("MGR1", "GET", f"{path}/edit").status_code == 403


def test_a_proposal_is_removed_on_its_page(site: Site, ids: dict[str, str]):
    assert "Remove this proposal" in site.page("NOMINATOR", "GET", f"/contributions/{ids['c']}/edit").text
    assert "Remove this proposal" not in site.page("SUBJECT", "GET", f"/contributions/{ids['c']}/edit").text
    removed = site.page("NOMINATOR", "POST", f"/contributions/{ids['c']}/removal", data={"version": "1"})
    assert removed.headers["location"] == "/contributions"
    assert row(site, Contribution).state == "withdrawn"
