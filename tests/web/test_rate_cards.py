"""Money comes from the organisation's own rates alone, on lines that are never added up, and opens to its inputs."""

import pytest

from tests.site import Site, text_of
from tests.web.contribution_site import put_forward

CARD = {
    "name": "An hour of an engineer", "line": "capacity", "unit": "hours", "low": 70, "likely": 80, "high": 90,
    "currency": "EUR", "source": "Finance, March", "owner": "hr@lanternfish.example", "valid_from": "2026-01-01",
    "valid_to": "2026-12-31",
}  # fmt: skip
HOURS = {
    "kind": "engineer_time", "sentence": "Nobody drains the queue by hand.", "method": "stated", "low": 100,
    "likely": 120, "high": 150, "unit": "hours", "period": "year", "source": "Time sheets",
}  # fmt: skip


def added(site: Site, **changes: object) -> str:
    answer = site.api("ADMIN", "POST", "/settings/rate-cards", json=CARD | changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def stated(site: Site, work: str) -> str:
    return str(site.api("SUBJECT", "POST", f"/contributions/{work}/impacts", json=HOURS).json()["id"])


def priced(site: Site, work: str, impact: str, card: str) -> "object":
    return site.api("SUBJECT", "POST", f"/contributions/{work}/impacts/{impact}/money", json={"rate_card": card})


def test_hours_become_a_line_of_capacity_that_anybody_can_work_out_again(site: Site):
    card, work = added(site), put_forward(site)
    answer = priced(site, work, stated(site, work), card)
    assert answer.status_code == 201
    made = answer.json()
    assert [float(made[end]) for end in ("low", "likely", "high")] == [100 * 70, 120 * 80, 150 * 90]
    assert (made["unit"], made["kind"], made["grade"], made["period"]) == ("EUR", "other", "estimated", "year")
    page = text_of(site.page("SUBJECT", "GET", f"/contributions/{work}"))
    assert "Capacity, at the organisation's own rate: hours became free, no invoice fell." in page.replace("&#39;", "'")
    assert "EUR 7,000 to 13,500 a year" in page
    assert "120 × 80 = 9600" in page.replace("9,600", "9600")


def test_without_a_card_there_is_no_money(site: Site):
    work = put_forward(site)
    impact = stated(site, work)
    page = text_of(site.page("SUBJECT", "GET", f"/contributions/{work}/impacts/{impact}/money/new"))
    assert "No rate card for hours holds today." in page
    assert priced(site, work, impact, "none").status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_from": "2025-01-01", "valid_to": "2025-12-31"},
        {"valid_from": "2026-06-01"},
        {"unit": "minutes"},
        {"line": "avoided_loss"},
    ],
    ids=["over", "not yet", "another unit", "another line"],
)
def test_a_card_that_does_not_hold_prices_nothing(site: Site, changes: dict[str, str]):
    card, work = added(site, **changes), put_forward(site)
    assert priced(site, work, stated(site, work), card).status_code == 422


def test_an_ended_card_prices_nothing_and_what_it_priced_stays(site: Site):
    card, work = added(site), put_forward(site)
    impact = stated(site, work)
    assert priced(site, work, impact, card).status_code == 201
    assert priced(site, work, impact, card).status_code == 409
    assert site.api("ADMIN", "POST", f"/settings/rate-cards/{card}/end").json()["holds"] is False
    assert priced(site, work, stated(site, work), card).status_code == 422
    assert "EUR 7,000 to 13,500 a year" in text_of(site.page("SUBJECT", "GET", f"/contributions/{work}"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"low": 90, "likely": 80}, "/likely"),
        ({"low": 0}, "/low"),
        ({"currency": "Euro"}, "/currency"),
        ({"owner": "nobody at all"}, "/owner"),
        ({"valid_to": "2025-01-01"}, "/valid_to"),
        ({"unit": ""}, "/unit"),
    ],
)
def test_a_card_that_cannot_be_meant_is_refused(site: Site, changes: dict[str, object], field: str):
    answer = site.api("ADMIN", "POST", "/settings/rate-cards", json=CARD | changes)
    assert answer.status_code == 422
    assert field in [error["pointer"] for error in answer.json()["errors"]]


def test_the_page_of_the_rates_says_whose_they_are_and_how_long_they_hold(site: Site):
    added(site)
    page = text_of(site.page("PEER", "GET", "/settings/rate-cards"))
    assert "EUR 70 to EUR 90 per hour, most likely EUR 80" in page
    assert "Owner: Petra Novak" in page
    assert "1 January 2026 to 31 December 2026" in page
    assert "Add a rate" not in page
