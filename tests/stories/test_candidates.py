"""Work that nobody nominated: its author finds it first and keeps it; then it is a contribution with evidence."""

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Company

FOUND = "Webhook queue, src/webhooks"


def candidates_of(company: Company, name: str, **how: object) -> Page:
    page = company.sign_in(name, **how)  # type: ignore[arg-type]
    page.get_by_role("link", name="candidates wait").or_(page.get_by_role("link", name="candidate waits")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Candidates")
    return page


@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
def test_its_author_keeps_it_and_the_contribution_has_its_changes(company: Company, script: bool):
    hana = candidates_of(company, "Hana Sato", script=script)
    item = hana.get_by_role("article", name=FOUND)
    item.get_by_role("button", name="Keep").click()
    expect(hana.get_by_role("heading", level=1)).to_have_text(FOUND)
    expect(hana.get_by_text("Kept. It is a contribution now; only its circle sees it.").first).to_be_visible()
    expect(hana.get_by_role("link", name="Measure how long a webhook waits before it leaves")).to_be_visible()
    assert "/contributions/" in hana.url


def test_the_keys_open_what_they_say(company: Company):
    hana = candidates_of(company, "Hana Sato")
    expect(hana.locator("#candidate").get_by_role("heading", name=FOUND)).to_be_visible()
    hana.keyboard.press("j")
    hana.keyboard.press("j")
    expect(hana.locator("#candidate").get_by_role("heading", name="Retry budget, src/gateway")).to_be_visible()
    hana.keyboard.press("x")
    expect(hana.get_by_role("button", name="Ordinary work")).to_be_visible()
    hana.go_back()
    hana.keyboard.press("j")
    hana.keyboard.press("n")
    expect(hana.get_by_role("article")).to_have_count(1)
    expect(hana.get_by_text("It rests for 4 weeks on your list.").first).to_be_visible()


def test_her_manager_sees_what_is_clear_or_likely_and_not_what_is_maybe(company: Company):
    ines = candidates_of(company, "Ines Moreau")
    expect(ines.get_by_role("article", name=FOUND)).to_be_visible()
    expect(ines.get_by_role("article", name="Card fixtures, tests")).to_be_visible()
    expect(ines.get_by_text("Retry budget")).to_have_count(0)
    expect(ines.get_by_text("of 100")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_narrow_screen_nothing_scrolls_sideways(company: Company, scheme: str):
    hana = candidates_of(company, "Hana Sato", width=360, scheme=scheme)
    hana.get_by_role("link", name=FOUND, exact=True).click()
    expect(hana.get_by_role("heading", name="What joins these changes?")).to_be_visible()
    assert hana.evaluate("document.documentElement.scrollWidth") <= 360
