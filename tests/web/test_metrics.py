"""/metrics: what an operator's watcher reads, what it never reads, and who gets nothing."""

import ipaddress
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.actions.deliver import queue_letters
from app.actions.keep_time import enqueue
from app.domain import Delivery
from app.main import create_app
from tests.site import BASE, Site

WATCHER = ("10.1.2.3", 40_000)


@pytest.fixture
def watched(site: Site) -> Iterator[tuple[Site, TestClient]]:
    """The same installation, called from an address of the operator's list."""
    settings = replace(site.wiring.settings, metrics_allow=(ipaddress.ip_network("10.1.0.0/16"),))
    app = create_app(replace(site.wiring, settings=settings))
    with TestClient(app, base_url=BASE, client=WATCHER, follow_redirects=False) as client:
        yield site, client


def figures(client: TestClient) -> dict[tuple[str, ...], float]:
    """By name and the values of the labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_requests_are_counted_by_what_the_code_declares(watched: tuple[Site, TestClient]):
    site, client = watched
    person = site.world.ids["SUBJECT"]
    cookie = {"cookie": f"unsung={site.world.cookies['PEER']}"}
    assert [client.get(f"/people/{person}", headers=cookie).status_code for _ in range(2)] == [200, 200]
    client.head(f"/people/{person}", headers=cookie)
    client.request("BREW", f"/{person}/nothing")
    found = figures(client)
    assert found["unsung_requests_total", "GET", "/people/{person_id}", "200"] == 3
    assert found["unsung_request_seconds_count", "GET", "/people/{person_id}"] == 3
    assert found["unsung_requests_total", "", "(none)", "404"] == 1
    said = client.get("/metrics").text
    assert not [word for word in (person, "BREW", "Lanternfish", "@") if word in said]


def test_what_waits_is_told_by_kind_and_state(watched: tuple[Site, TestClient]):
    site, client = watched
    now = site.clock()
    with site.wiring.store.write() as db:
        for kind, minutes in (("sweep", 20), ("scout", 5), ("scout", -5)):
            at = now - timedelta(minutes=minutes)
            enqueue(db, kind=kind, dedupe_key=f"{kind} {minutes}", payload={}, run_at=at, now=now)
        people = [site.world.ids[part] for part in ("SUBJECT", "PEER")]
        queue_letters(db, kind="nominated", occasion="one", recipients=people, now=now)
        db.flush()
        lost = update(Delivery).where(col(Delivery.recipient_id) == people[0], col(Delivery.occasion) == "one")
        db.execute(lost.values(state="uncertain"))
    found = figures(client)
    assert found["unsung_jobs", "scout", "waiting"] == 2
    assert found["unsung_oldest_due_job_seconds",] == 1200
    letters = {key[1:]: value for key, value in found.items() if key[0] == "unsung_letters"}
    assert letters == {("mail", "uncertain"): 1, ("mail", "due"): 1}


def test_nobody_else_learns_that_there_are_figures(watched: tuple[Site, TestClient]):
    site, client = watched
    assert site.page("ADMIN", "GET", "/metrics").status_code == 404
    assert client.get("/metrics", headers={"x-forwarded-for": "10.1.2.3"}).status_code == 404
    assert client.get("/metrics", headers={"forwarded": "for=10.1.2.3"}).status_code == 404
    assert client.get("/metrics", headers={"host": "10.1.0.9:8000"}).status_code == 200
