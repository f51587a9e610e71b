"""The letter beside its page, and with everything in it that somebody could write to break it."""

import email
import email.policy
import re
from collections.abc import Mapping
from datetime import date
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from app.actions.sign_in import open_session
from app.database import Store
from app.domain.act_link import Sealer
from app.kit.templating import make_environment
from app.kit.weeks import Week
from app.main import create_app
from app.publishing.digest_letter import digest_letter
from app.publishing.letterhead import Letterhead
from app.queries.letters import Issue, IssueItem, Reader
from app.wiring import shipped
from tests.mail_server import mail_server
from tests.post_office import open_office
from tests.site import BASE
from tests.thunderdome import NOW

HOSTILE = [
    "Timeouts\r\nBcc: everybody@company.example", "<script>alert(1)</script><img src=x onerror=y>", "x" * 10_000,
    "\u202eevil \u05e9\u05dc\u05d5\u05dd \u0644\u064a\u0644\u0649", "{{ 7 * 7 }}{% raw %}",
    "=?utf-8?q?head?=", "--=_0af1_=--",
]  # fmt: skip
HEAD = Letterhead(
    make_environment(shipped("templates")), "https://unsung.company.example", "digest@company.example", "k" * 40
)
READER = Reader(
    "019e0000-0000-7000-8000-000000000001", "ليلى حداد", "layla@company.example", True, "en", "UTC",
    "019e0000-0000-7000-8000-000000000009", False, True, "Payments", None, None, None, None,
)  # fmt: skip


def facts(title: str, name: str = "Hana Sato", words: str = "") -> Mapping[str, Any]:
    person = {"id": "p", "name": name, "role": "led", "thanked": False, "named": True}
    return {
        "ref": "PW-1", "title": title, "kind": "preventive_fix", "grade": 0, "tier": 0, "team": None,
        "finished_on": "2026-05-12", "silent_from": "2026-05-12", "effect": None, "evidence": None, "peers": False,
        "quote": {"id": "q", "name": name, "words": words} if words else None, "fire": None, "passed_by": None,
        "people": [person], "days": 6, "slot": 1,
    }  # fmt: skip


def letter_with(*all_facts: Mapping[str, Any], reader: Reader = READER) -> EmailMessage:
    items = tuple(
        IssueItem(f"019e0000-0000-7000-8000-0000000001{place:02}", "019e0000-0000-7000-8000-000000000003", one, False)
        for place, one in enumerate(all_facts)
    )
    issue = Issue(Week(2026, 21), date(2026, 5, 18), items, 12, False, ())
    made = digest_letter(
        issue, reader=reader, delivery_id="d", occasion="digest:2026-W21", head=HEAD,
        sealer=Sealer(HEAD.key, NOW.date()), now=NOW,
    )  # fmt: skip
    found = email.message_from_bytes(made.data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def half(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_somebody_writes_stays_text(text: str):
    letter = letter_with(facts(text, words=text), facts("Calm nights", name=text[:200]))
    html = half(letter, "html")
    assert letter.keys() == letter_with(facts("Calm nights")).keys()
    assert len(str(letter["Subject"])) <= 60
    assert "<script" not in html
    assert "<img" not in html
    assert "49" not in re.sub(r"<[^>]+>", "", html)
    assert len(html.encode()) < 90_000
    assert letter.defects == []


def test_seven_items_stay_within_forty_kilobytes():
    html = half(
        letter_with(*[facts(f"{'Checkout timeouts at the card gateway ' * 3}{n}", words="w" * 280) for n in range(7)]),
        "html",
    )
    assert 15_000 < len(html.encode()) <= 40 * 1024


def test_the_headers_are_those_that_mail_services_ask_for():
    letter = letter_with(facts("Checkout timeouts"))
    assert str(letter["List-ID"]) == "weekly digest <digest.unsung.unsung.company.example>"
    assert str(letter["List-Unsubscribe"]).startswith("<https://unsung.company.example/acts/")
    assert str(letter["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(letter["Auto-Submitted"]) == "auto-generated"
    assert str(letter["Message-ID"]) == str(letter_with(facts("Another title"))["Message-ID"])
    assert "Hana" not in str(letter["Subject"])


def test_at_the_top_of_the_tree_nothing_is_passed_up():
    top = Reader(**{**READER.__dict__, "manager_id": None})
    letter = letter_with(facts("Checkout timeouts"), reader=top)
    assert "Pass up" not in half(letter, "plain") + half(letter, "html")


def test_letter_and_page_show_the_same_items_in_the_same_order_with_the_same_figures(
    sqlite_store: Store, tmp_path: Path
):
    with mail_server() as server:
        office = open_office(sqlite_store, tmp_path, server)
        office.compose()
        office.send()
    (letter,) = [one.message for one in server.taken if one.recipient == office.story.manager.email]
    with office.store.write() as db:
        cookie = open_session(db, person=office.story.manager, way="link", now=NOW)
    with TestClient(create_app(office.wiring), base_url=BASE) as client:
        page = client.get("/digests/current", headers={"cookie": f"unsung={cookie}"}).text
    sentences = [plain(one) for one in re.findall(r'class="reason"[^>]*>(.*?)</h2>', page, re.DOTALL)]
    figures = re.findall(r'finished <time[^>]*>([^<]+)</time></span><span class="dot">([^<]+)</span>', page)
    assert sentences
    for kind in ("html", "plain"):
        text = plain(half(letter, kind))
        places = [text.index(sentence) for sentence in sentences]
        assert places == sorted(places)
        assert re.findall(r"finished (\d+ \w+), (\d+ days)", text) == figures
        assert "That is all for this week." in text


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", markup))).strip()


@pytest.mark.parametrize("width", [600, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_letter_fits_and_its_buttons_can_be_hit(browser: Browser, width: int, scheme: str):
    html = half(letter_with(facts("Checkout timeouts"), facts("ليلى " * 30, name="ליאור")), "html")
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    heights = page.evaluate("[...document.querySelectorAll('.f, .k')].map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 44
    wide = page.evaluate("[...document.querySelectorAll('.f')].map(one => one.getBoundingClientRect().width)")
    assert (min(wide) > 300) == (width == 360)
    seen = "const s = getComputedStyle(document.querySelector(one)); return [s.backgroundColor, s.color];"
    colours = page.evaluate(f"['.page', 'h1', '.p'].map(one => {{ {seen} }})")
    dark = "rgb(20, 23, 26)"
    assert (colours[0][0] == dark) == (scheme == "dark")
    assert colours[1][1] == ("rgb(236, 234, 228)" if scheme == "dark" else "rgb(28, 33, 39)")
    page.close()
