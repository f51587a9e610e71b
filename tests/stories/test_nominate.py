"""An engineer writes down what a colleague did and what it is worth; the colleague finds it on their own page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Company

TITLE = "Retry budget for the card gateway"
CHANGED = "A slow gateway no longer takes checkout down with it."
BEFORE = {"noticed": "30", "repaired": "60", "share": "50", "times": "12"}
AFTER = {**BEFORE, "times": "1"}
FIELDS = {
    "noticed": "Minutes until noticed",
    "repaired": "Minutes until repaired",
    "share": "Share of customers, in per cent",
    "times": "Times a year",
}


@pytest.fixture(params=[False, True], ids=["without script", "with script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def nominate(page: Page, *, title: str = TITLE, who: str = "Jun Park", link: str = "") -> None:
    page.get_by_role("link", name="Nominate", exact=True).click()
    if link:
        page.get_by_label("Link, if there is one").fill(link)
    page.get_by_label("What was done?").fill(title)
    page.get_by_label("What changed because of it?").fill(CHANGED)
    page.get_by_label("Name or e-mail of person 1").fill(who)
    page.get_by_role("button", name="Save nomination").click()
    page.get_by_role("heading", name=title, level=1).wait_for()


def declare_a_risk(page: Page) -> None:
    """Forgetting where the figures come from costs nothing that was typed."""
    page.get_by_role("link", name=re.compile("Add impact|Add another effect")).click()
    page.get_by_role("link", name="A risk, before and after").click()
    page.get_by_label("What changed because of it?").fill("One bad night a year instead of one a month.")
    for when, figures in (("before", BEFORE), ("after", AFTER)):
        for name, figure in figures.items():
            page.get_by_label(f"{FIELDS[name]}, {when}").fill(figure)
    page.get_by_role("button", name="Save the effect").click()
    fault = page.get_by_role("group", name="There is a problem")
    expect(fault.get_by_role("link")).to_have_text("Say where the figures come from.")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Times a year, after")).to_have_value("1")
    page.get_by_label("Where the figures come from").fill("Pager export of the last twelve months")
    page.get_by_role("button", name="Save the effect").click()
    page.get_by_role("heading", name=TITLE, level=1).wait_for()


def test_a_colleague_finds_the_nomination_and_its_arithmetic(company: Company, script: bool):
    hana = company.sign_in("Hana Sato", script=script)
    nominate(hana, link="https://github.example/lanternfish/checkout/pull/482")
    expect(hana.get_by_role("main")).to_contain_text("Saved. Jun")
    declare_a_risk(hana)

    jun = company.sign_in("Jun Park", script=script, width=360, scheme="dark")
    home = jun.get_by_role("main")
    expect(home).to_contain_text(f"Hana Sato put your work forward: {TITLE}")
    expect(home).to_contain_text(CHANGED)
    jun.get_by_role("link", name=TITLE).first.click()
    work = jun.get_by_role("main")
    expect(work).to_contain_text("495 bad minutes a year")
    jun.get_by_text("Why estimated?").click()
    expect(work).to_contain_text("540")


def test_work_without_a_link_is_refused_kindly_and_then_saved_once(company: Company, script: bool):
    kofi = company.sign_in("Kofi Mensah", script=script)
    kofi.get_by_role("link", name="Nominate", exact=True).click()
    kofi.get_by_label("What was done?").fill("Walked the new team through the deploy")
    kofi.get_by_role("button", name="Save nomination").click()
    faults = kofi.get_by_role("group", name="There is a problem").get_by_role("link")
    expect(faults).to_have_count(2)
    expect(kofi.get_by_label("What was done?")).to_have_value("Walked the new team through the deploy")
    kofi.get_by_label("I don't know yet. Ask the people who did it.").check()
    kofi.get_by_label("Name or e-mail of person 1").fill("Priya Nair")
    kofi.get_by_role("button", name="Save nomination").click()
    expect(kofi.get_by_role("heading", level=1)).to_have_text("Walked the new team through the deploy")

    company.clock.pass_by(minutes=11)
    priya = company.sign_in("Priya Nair", script=script)
    expect(priya.get_by_role("main")).to_contain_text("Kofi Mensah put your work forward: Walked the new team")


def test_ones_own_work_has_the_same_form(company: Company, script: bool):
    hana = company.sign_in("Hana Sato", script=script)
    hana.get_by_role("link", name="Nominate", exact=True).click()
    hana.get_by_label("What was done?").fill("Practice night for the new pager")
    hana.get_by_label("What changed because of it?").fill("Everybody has held the pager once.")
    hana.get_by_label("Name or e-mail of person 1").fill("Hana Sato")
    hana.get_by_role("button", name="Save nomination").click()
    hana.get_by_role("button", name="Record it as my own work").click()
    expect(hana.get_by_role("heading", level=1)).to_have_text("Practice night for the new pager")
    expect(hana.get_by_role("main")).to_contain_text("Self-reported by Hana Sato")
