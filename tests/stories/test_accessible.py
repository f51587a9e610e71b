"""Every page that a person can open, in both colours, wide and narrow: what axe finds, what scrolls, what it weighs."""

import gzip
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Candidate, Connection, Contribution, Impact, Incident, Nomination, Person, Recognition, Team
from app.main import PAGES
from tests.stories.conftest import Company

AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text()
FOUND = "axe.run().then(all => all.violations.map(each => each.id + ': ' + each.nodes[0].html))"
KIB = 1024
PERSONS = ("Hana Sato", "Ines Moreau", "Marcus Adeyemi", "Petra Novak", "Sam Okafor")
# Contrast asks for both colours, the size of targets for both widths; neither asks for all four together.
LOOKS = ((1280, "light"), (360, "dark"))
# Files, answers for the script, what needs something made on the way, and the page that Swagger UI draws.
NO_PAGES = {
    "/docs", "/docs/openapi.json", "/search", "/people/suggestions", "/nominate/similar", "/me", "/sign-in/{secret}",
    "/exports/{export_id}", "/exports/{export_id}/file", "/exports/{export_id}/bundle", "/exports/{export_id}/manifest",
    "/contributions/{contribution_id}/evidence/{evidence_id}", "/settings/tokens/{token_id}",
    "/acts/{act_id}/plan.ics", "/acts/{token}",
    "/contributions/{contribution_id}/measurements/{question_id}",
    "/contributions/{contribution_id}/measurements/{question_id}/edit",
    "/contributions/{contribution_id}/measurements/{question_id}/results/{result_id}/data.csv",
    "/contributions/{contribution_id}/measurements/{question_id}/results/{result_id}/figures.csv",
}  # fmt: skip
CONTESTS = re.compile(r"\b(scores?|badges?|streaks?|leader ?boards?|ranks?|rankings?)\b", re.I)
TOPICS = ("evidence", "keyboard", "visibility", "why-no-points")


def templates() -> list[str]:
    doors = [door for doorway in PAGES for door in doorway.doors]
    return [door.path for door in doors if door.method == "GET" and door.path not in NO_PAGES]


def examples(db: Session) -> dict[str, str]:
    """One of each, chosen so that Hana and Ines may see it."""
    work = db.execute(
        select(col(Contribution.id)).where(col(Contribution.title) == "Nightly settlement rewrite")
    ).scalar_one()
    return {
        "contribution_id": work,
        "person_id": db.execute(select(col(Person.id)).where(col(Person.name) == "Jun Park")).scalar_one(),
        "team_id": db.execute(select(col(Team.id)).where(col(Team.name) == "Payments")).scalar_one(),
        "incident_id": db.execute(select(col(Incident.id)).where(col(Incident.ref) == "INC-1042")).scalar_one(),
        "impact_id": db.execute(select(col(Impact.id)).where(col(Impact.contribution_id) == work)).scalars().first()
        or "",
        "nomination_id": db.execute(select(col(Nomination.id))).scalars().first() or "",
        "recognition_id": db.execute(select(col(Recognition.id))).scalars().first() or "",
        "candidate_id": db.execute(select(col(Candidate.id)).order_by(col(Candidate.place))).scalars().first() or "",
        "connection_id": db.execute(select(col(Connection.id))).scalars().first() or "",
        "week": "2026-W21",
    }


def addresses(company: Company) -> list[str]:
    with company.wiring.store.read() as db:
        known = examples(db) | {"topic": TOPICS[0]}
    found = [re.sub(r"\{(\w+)\}", lambda part: known[part[1]], template) for template in templates()]
    return [*found, *(f"/help/{topic}" for topic in TOPICS[1:]), "/digests/current?act=thank"]


def bones(html: str) -> frozenset[str]:
    """What a page is made of, apart from its words: two persons' pages with the same bones need one look."""
    main = html[html.index("<main") : html.index("</main>")]
    return frozenset(re.findall(r"<[a-z0-9]+(?: class=\"[^\"]*\")?", main))


def looked_at(page: Page) -> list[str]:
    faults: list[str] = []
    page.evaluate(AXE)
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        faults += [f"{width} {scheme} {found}" for found in page.evaluate(FOUND)]
    page.set_viewport_size({"width": 320, "height": 900})
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > 320:
        faults.append(f"scrolls sideways at 320: {wide}")
    return faults


def plain_faults(html: str) -> list[str]:
    """What can be seen without a browser: one h1, which is also the title, and a light page."""
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    titles = re.findall(r"<title>(.*?)</title>", html, re.S)
    words = [unescape(re.sub(r"<[^>]+>|\s+", " ", heading)).strip() for heading in headings]
    faults = [] if len(headings) == 1 else [f"{len(headings)} h1"]
    if [f"{word} - unsung" for word in words] != [unescape(title) for title in titles]:
        faults.append(f"h1 {words} but title {titles}")
    if (weight := len(gzip.compress(html.encode(), 6))) > 12 * KIB:
        faults.append(f"weighs {weight} bytes")
    return faults


@pytest.fixture(scope="module")
def shared(opens: Callable[[], Company]) -> Company:
    """Looking changes nothing, so one company is enough."""
    return opens()


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, frozenset[str]]]:
    return set()


@pytest.mark.parametrize("name", PERSONS)
def test_every_page_is_in_order(shared: Company, seen: set[tuple[str, frozenset[str]]], name: str):
    page = shared.sign_in(name)
    faults: list[str] = []
    opened = 0
    for path in addresses(shared):
        answer = page.request.get(path)
        if answer.status in (403, 404, 409):
            continue
        assert answer.status == 200, path
        opened += 1
        html = answer.text()
        faults += [f"{path} {fault}" for fault in plain_faults(html)]
        if not path.startswith("/help"):  # where it is said why there are none
            faults += [f"{path} says {word}" for word in CONTESTS.findall(re.sub(r"<[^>]+>", " ", html))]
        if (path, bones(html)) not in seen:
            seen.add((path, bones(html)))
            page.emulate_media(color_scheme="light")
            page.goto(path)
            faults += [f"{path} {fault}" for fault in looked_at(page)]
    assert opened > 10
    assert faults == [], "\n".join(faults)


def test_a_first_visit_is_light(shared: Company):
    """Everything a cold cache fetches for the heaviest page, as it travels."""
    page = shared.open()
    weights: list[int] = []
    page.on("response", lambda answer: weights.append(len(gzip.compress(answer.body(), 6))))
    page.goto("/sign-in", wait_until="networkidle")
    assert len(weights) <= 6
    assert sum(weights) <= 60 * KIB
