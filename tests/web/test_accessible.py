"""What axe finds, and what a narrow page does, on our real layouts and parts in both colour schemes."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.web.pages import DIGEST, FORM, an_item, assets, draw, environment

AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text()
HOST = "http://unsung.test"
LONG = "Connection pool limits, the nightly index and everything that waited behind them " * 2
ACTS = ["thank", "pass_up", "already_done", "not_now", None]
SHOWN = {
    "digest": draw(DIGEST, items=[an_item(n, LONG, open=act) for n, act in enumerate(ACTS)], demo=True),
    "refused form": draw(FORM, title="", errors={"title": "Say what was done.", "change": "Write one sentence."}),
    "error": environment().get_template("errors/error.html").render(status=404, request_id="7K2P", demo=True),
}


def answer(route: Route) -> None:
    path = route.request.url.removeprefix(HOST)
    if not path.startswith("/static/"):
        route.fulfill(body=SHOWN[path.strip("/").replace("%20", " ")], content_type="text/html; charset=utf-8")
        return
    _, _, tag, name = path.split("/", 3)
    asset = assets().find(tag, name)
    assert asset is not None
    route.fulfill(body=asset.body, content_type=asset.kind)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, name: str, width: int, scheme: str):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(f"{HOST}/{name}")
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(all => all.violations.map(each => each.id + ' ' + each.nodes[0].html))")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
