"""The one script, in a browser, on our real layouts: keys, focus, the palette, and one sentence said aloud."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.web.security import POLICY
from tests.web.pages import DIGEST, FORM, READER, Shape, an_item, assets, draw

HOST = "http://unsung.test"
AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text()
FOUND = """<div role="group" aria-label="People">
<a role="option" tabindex="-1" aria-selected="false" href="/people/hana">Hana Sato</a></div>"""
SUGGESTED = '<div role="option" aria-selected="false" data-value="jun.park@lanternfish.example">Jun Park</div>'
WORK = ["Checkout timeouts", "Login failures", "Nightly pages"]


def digest(open_item: str = "", act: str | None = None, done: int = 0, **values: object) -> str:
    items = [an_item(n, work, open=act if open_item == f"i{n}" else None) for n, work in enumerate(WORK, 1)]
    for item in items[:done]:
        item.done, item.undo_url = "Thanked by you.", "/undo"
    return draw(DIGEST, items=items, **values)


class Site:
    """What the server would answer, and what it was asked."""

    def __init__(self) -> None:
        self.assets = assets()
        self.posts: list[tuple[str, str]] = []
        self.answers = {"/people/suggestions": SUGGESTED, "/search": FOUND, "/nominate": draw(FORM, title="")}
        self.refusal = draw(FORM, title="", errors={"title": "Say what was done in a few words."})

    def answer(self, route: Route) -> None:
        path, _, query = route.request.url.removeprefix(HOST).partition("?")
        if path.startswith("/static/"):
            _, _, tag, name = path.split("/", 3)
            asset = self.assets.find(tag, name)
            assert asset is not None
            route.fulfill(body=asset.body, content_type=asset.kind)
            return
        status, page = self._page(path, dict(pair.split("=") for pair in query.split("&") if pair), route)
        route.fulfill(
            status=status,
            body=page,
            content_type="text/html; charset=utf-8",
            headers={"content-security-policy": POLICY},
        )

    def _page(self, path: str, asked: dict[str, str], route: Route) -> tuple[int, str]:
        if route.request.method == "POST":
            self.posts.append((path, route.request.post_data or ""))
            if path == "/nominations":
                return 422, self.refusal
            return 200, digest(done=1, notice=Shape(kind="done", text="Thanked Hana. 2 left.", undo_url="/undo"))
        if path in self.answers:
            return 200, self.answers[path]
        return 200, digest(asked.get("item", ""), asked.get("act") or None)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    context.route("**/*", site.answer)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None
    )
    opened.goto(f"{HOST}/digests/2026-W21")
    yield opened
    context.close()
    assert faults == []


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_j_and_k_walk_the_headings(page: Page):
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page).startswith("Login failures")
    page.keyboard.press("k")
    assert focused(page).startswith("Checkout timeouts")


def test_thanking_by_keyboard_says_so_once_and_moves_to_the_next_item(page: Page, site: Site):
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(page.get_by_label("Your words")).to_be_focused()
    page.keyboard.type("The checkout has been quiet since.")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#live")).to_have_text("Thanked Hana. 2 left.")
    assert focused(page).startswith("Login failures")
    assert [path for path, _ in site.posts] == ["/digests/2026-W21/items/i1/acts"]


def test_no_single_key_acts_while_focus_is_in_a_field(page: Page):
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(page.get_by_label("Your words")).to_be_focused()
    page.keyboard.type("just nudge us, do")
    expect(page.get_by_label("Your words")).to_have_value("just nudge us, do")
    assert page.locator(".thanks").count() == 1


def test_escape_closes_an_empty_box_and_keeps_one_with_words(page: Page):
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(page.get_by_label("Your words")).to_be_focused()
    page.keyboard.type("Hana")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Your words")).to_have_value("Hana")
    page.get_by_label("Your words").fill("")
    page.keyboard.press("Escape")
    expect(page.locator(".thanks")).to_have_count(0)
    expect(page.get_by_role("button", name="Thank Hana Sato for Checkout timeouts")).to_be_focused()


def test_words_begun_in_one_item_outlive_an_act_on_another(page: Page):
    page.get_by_role("button", name="Thank Hana Sato for Nightly pages").click()
    page.locator("#words-i3").fill("Half a sentence")
    page.get_by_role("button", name="Thank Hana Sato for Checkout timeouts").click()
    page.locator("#box-i1").get_by_role("button", name="Send thanks").click()
    expect(page.locator("#item-i1 .settled")).to_be_visible()
    expect(page.locator("#words-i3")).to_have_value("Half a sentence")


def test_keys_can_be_switched_off(page: Page, site: Site):
    quiet = Shape(**{**vars(READER), "keys_on": False})
    site.answers["/digests/2026-W21"] = digest(viewer=quiet)
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Search and go")).to_be_visible()


def test_schedule_is_a_dialog_and_escape_gives_the_button_back(page: Page):
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.get_by_role("dialog", name="When?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="When?")).to_have_count(0)
    expect(page.get_by_role("button", name="Schedule Checkout timeouts")).to_be_focused()


def test_the_palette_finds_pages_and_people(page: Page):
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search, or paste a link")
    expect(box).to_be_focused()
    expect(page.get_by_role("option", name="Nominate")).to_be_visible()
    page.keyboard.type("hana")
    expect(page.get_by_role("option", name="Hana Sato")).to_have_attribute("aria-selected", "true")
    page.evaluate(AXE)
    assert (
        json.loads(page.evaluate("axe.run().then(found => JSON.stringify(found.violations.map(each => each.id)))"))
        == []
    )
    page.keyboard.press("Enter")
    page.wait_for_url(f"{HOST}/people/hana")


def test_the_people_picker_suggests_and_takes(page: Page):
    page.goto(f"{HOST}/nominate")
    page.get_by_label("Name or e-mail of person 1").press_sequentially("jun")
    expect(page.get_by_role("option", name="Jun Park")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name or e-mail of person 1")).to_have_value("jun.park@lanternfish.example")
    page.get_by_role("button", name="Add another person").click()
    expect(page.get_by_label("Name or e-mail of person 2")).to_be_focused()


def test_a_refused_form_gives_focus_to_the_list_of_faults(page: Page):
    page.goto(f"{HOST}/nominate")
    page.get_by_role("button", name="Save nomination").click()
    expect(page.get_by_role("group", name="There is a problem")).to_be_focused()
    expect(page).to_have_title("Error: Worth a word this week - unsung")


def test_a_double_click_submits_a_plain_form_once(page: Page, site: Site):
    form = '<form method="post" action="/acts/1"><button class="primary">Send thanks</button></form>'
    site.answers["/acts/1"] = draw(f'{{% extends "layouts/app.html" %}}{{% block content %}}{form}{{% endblock %}}')
    page.goto(f"{HOST}/acts/1")
    page.evaluate("sent = 0; addEventListener('submit', event => { sent += 1; event.preventDefault(); })")
    page.get_by_role("button", name="Send thanks").dblclick()
    assert page.evaluate("sent") == 1
