"""A manager with two minutes on Monday deals with every item; those who were thanked read it after the undo time."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.conftest import Company

WORDS = "Hana, checkout has been quiet since 12 May."
END = "That is all for this week."


@pytest.fixture(params=[False, True], ids=["without script", "with script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


class Clicks:
    """Counts what a hand does."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, button: Locator) -> None:
        button.click()
        self.count += 1


def digest_of(company: Company, name: str, **how: object) -> Page:
    page = company.sign_in(name, **how)  # type: ignore[arg-type]
    page.get_by_role("link", name="Digest", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Worth a word this week")
    return page


def test_six_items_in_at_most_twelve_clicks(company: Company, script: bool):
    ines = digest_of(company, "Ines Moreau", script=script)
    items, click = ines.get_by_role("article"), Clicks()
    expect(items).to_have_count(6)
    first = ines.get_by_role("article", name=re.compile("Checkout timeouts"))
    click(first.get_by_role("button", name=re.compile("^Thank")))
    ines.get_by_label("Your words").fill(WORDS)
    click(ines.get_by_role("button", name="Send thanks"))
    expect(ines.get_by_role("main")).to_contain_text("Thanked Hana. Delivered at 08:15; undo until then. 5 left.")
    for left in range(4, -1, -1):
        click(items.get_by_role("button", name=re.compile("^Not now")).first)
        click(ines.get_by_role("button", name="Not my area"))
        expect(ines.get_by_role("main")).to_contain_text(f"{left} left.")
    assert click.count <= 12
    expect(items.get_by_role("button", name=re.compile("^Thank"))).to_have_count(0)
    expect(ines.get_by_role("main")).to_contain_text(END)

    hana = company.sign_in("Hana Sato", script=script, scheme="dark")
    expect(hana.get_by_role("main")).not_to_contain_text(WORDS)
    company.clock.pass_by(minutes=11)
    hana.reload()
    expect(hana.get_by_role("main")).to_contain_text(
        "Ines Moreau thanked you for Checkout timeouts at the card gateway"
    )
    expect(hana.get_by_role("main")).to_contain_text(WORDS)


def test_words_that_are_taken_back_reach_nobody(company: Company, script: bool):
    ines = digest_of(company, "Ines Moreau", script=script)
    first = ines.get_by_role("article", name=re.compile("Checkout timeouts"))
    first.get_by_role("button", name=re.compile("^Thank")).click()
    ines.get_by_label("Your words").fill(WORDS)
    ines.get_by_role("button", name="Send thanks").click()
    first.get_by_role("button", name=re.compile("^Undo")).click()
    expect(first.get_by_role("button", name=re.compile("^Thank"))).to_be_visible()
    company.clock.pass_by(minutes=30)
    hana = company.sign_in("Hana Sato", script=script)
    expect(hana.get_by_role("main")).not_to_contain_text(WORDS)


def moved_on(page: Page, *, left: int) -> None:
    """The act is told, and the next item's heading has the focus: only then a hand goes on."""
    expect(page.get_by_role("main")).to_contain_text(f"{left} left.")
    expect(page.get_by_role("heading", level=2).and_(page.locator(":focus"))).to_have_count(1)


def test_the_keyboard_alone_is_enough(company: Company):
    ines = digest_of(company, "Ines Moreau", width=360)
    keys, main = ines.keyboard, ines.get_by_role("main")
    ines.wait_for_load_state()
    keys.press("j")
    keys.press("t")
    expect(ines.get_by_label("Your words")).to_be_focused()
    keys.press("Control+a")
    keys.type(WORDS)
    keys.press("Control+Enter")
    moved_on(ines, left=5)
    keys.press("n")
    expect(ines.get_by_role("button", name="Not my area")).to_be_focused()
    keys.press("Enter")
    moved_on(ines, left=4)
    keys.press("u")
    expect(ines.get_by_label("Your sentence")).to_be_focused()
    keys.type("This kept logins open.")
    keys.press("Control+Enter")
    moved_on(ines, left=3)
    keys.press("d")
    expect(ines.get_by_label("What was done")).to_be_focused()
    keys.press("Control+Enter")
    moved_on(ines, left=2)
    keys.press("s")
    expect(ines.get_by_role("dialog", name="When?").locator(":focus")).to_have_count(1)
    keys.press("Control+Enter")
    moved_on(ines, left=1)
    keys.press("n")
    expect(ines.get_by_role("button", name="Not my area")).to_be_focused()
    keys.press("Enter")
    expect(main).to_contain_text("0 left.")
    keys.press("z")
    expect(ines.get_by_role("button", name=re.compile("^Not now"))).to_have_count(1)
