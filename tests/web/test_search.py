"""The palette finds people for everybody, and work only for those who may open it."""

from tests.site import Site, text_of


def nominate(site: Site) -> None:
    draft = {
        "title": "Connection pool limits",
        "words": "Checkout no longer runs out of connections.",
        "contributors": [{"person": site.world.ids["SUBJECT"]}],
        "url": "https://github.example/lanternfish/checkout/pull/455",
    }
    answer = site.api("NOMINATOR", "POST", "/nominations", json=draft)
    assert answer.status_code == 201, answer.text


def test_a_private_contribution_is_found_by_those_who_may_open_it_alone(site: Site):
    nominate(site)
    assert "Connection pool limits" in text_of(site.page("MGR1", "GET", "/search?q=pool"))
    assert "Connection pool limits" not in text_of(site.page("PEER", "GET", "/search?q=pool"))


def test_a_pasted_link_leads_to_the_work_or_to_nominating_it(site: Site):
    nominate(site)
    link = "/search?q=https://github.example/lanternfish/checkout/pull/455"
    assert "already here" in text_of(site.page("MGR1", "GET", link))
    assert "Nominate this work" in text_of(site.page("PEER", "GET", link))


def test_people_are_found_by_name(site: Site):
    assert "Łukasz Żak" in text_of(site.page("HR", "GET", "/search?q=lukasz"))
