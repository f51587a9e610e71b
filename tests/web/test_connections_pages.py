"""Connections, for administrators: what is read, how it went, and whom a name means."""

import re

import pytest
from sqlmodel import select

from app.domain import Connection, KnownHand
from app.queries import connections, discovery_settings
from tests.discovered import Piece, a_repository, candidates, discover
from tests.site import Site, text_of


def test_a_repository_below_the_listed_folders_is_connected_and_due_at_once(site: Site):
    data = {"name": "Shop", "address": "/srv/git/./shop/", "browse_url": "https://git.lanternfish.example/shop/"}
    made = site.page("ADMIN", "POST", "/connections", data=data)
    assert made.status_code == 303
    assert "about to be read" in text_of(site.page("ADMIN", "GET", made.headers["location"]))
    with site.wiring.store.read() as db:
        kept = db.exec(select(Connection)).one()
        assert [one.id for one in connections.due(db, now=site.clock.now)] == [kept.id]
    assert (kept.address, kept.browse_url) == ("/srv/git/shop", "https://git.lanternfish.example/shop")
    again = site.page("ADMIN", "POST", "/connections", data=data)
    assert again.status_code == 409


@pytest.mark.parametrize("address", ["/etc", "/srv/gitlab/shop", "/srv/git/../secrets", "shop", "/srv/git/a\x01b"])
def test_no_other_folder_can_be_named(site: Site, address: str):
    refused = site.page("ADMIN", "POST", "/connections", data={"name": "Shop", "address": address})
    assert refused.status_code == 422
    assert 'value="Shop"' in refused.text


def test_what_is_stopped_is_not_due_until_it_is_started(site: Site):
    made = site.page("ADMIN", "POST", "/connections", data={"name": "Shop", "address": "/srv/git/shop"})
    path = made.headers["location"]
    site.page("ADMIN", "POST", f"{path}/stop")
    with site.wiring.store.read() as db:
        assert connections.due(db, now=site.clock.now) == []
    assert site.page("ADMIN", "POST", f"{path}/test").status_code == 409
    site.page("ADMIN", "POST", f"{path}/start")
    with site.wiring.store.read() as db:
        assert len(connections.due(db, now=site.clock.now)) == 1


def test_an_administrator_says_whom_a_name_means(site: Site):
    with site.wiring.store.write() as db:
        discover(db, a_repository(db, site.world), Piece(people=[("ada@elsewhere.example", "led")]))
        path = f"/candidates/{candidates(db)[0].id}"
        connection = db.exec(select(Connection.id)).one()
    page = site.page("ADMIN", "GET", f"/connections/{connection}")
    assert "Ada" in text_of(page)
    assert "elsewhere.example" not in page.text
    hand = re.search(r'action="(/connections/hands/[^"]*)"', page.text)[1]
    assert site.page("ADMIN", "POST", hand, data={"person": "Nobody Here"}).status_code == 422
    assert site.page("PEER", "GET", path).status_code == 404
    assert site.page("ADMIN", "POST", hand, data={"person": "peer@lanternfish.example"}).status_code == 303
    assert site.page("PEER", "GET", path).status_code == 200
    with site.wiring.store.read() as db:
        assert db.exec(select(KnownHand)).one().settled_by_id == site.world.ids["ADMIN"]


def test_rules_and_the_head_start_are_the_installations_own(site: Site):
    site.page("ADMIN", "POST", "/connections/discovery", data={"head_start_days": "7", "rules": ["slow_fix"]})
    with site.wiring.store.read() as db:
        kept = discovery_settings.read(db)
    assert (kept.head_start_days, kept.rules) == (7, ("slow_fix",))
    assert 'value="7"' in site.page("ADMIN", "GET", "/connections").text
    wrong = site.page("ADMIN", "POST", "/connections/discovery", data={"head_start_days": "31"})
    assert wrong.status_code == 422
