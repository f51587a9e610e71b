"""A manager opens the week's digest, thanks, changes their mind, and clears the rest; through the real doors."""

import pytest

from app.actions.compose_digest import compose_digests
from app.domain import Contribution, ContributionKind, Person, Relation
from app.kit.weeks import Week
from tests.site import Site, text_of
from tests.thunderdome import effect, incident, link, thank, work

WEEK = Week(2026, 21)


@pytest.fixture
def told(site: Site) -> Site:
    """Hana's fire was thanked three times, her repair by nobody; Jun has two quiet fixes. The edition is made."""
    with site.wiring.store.write() as db:
        hana, jun, ines, dana, layla = (
            db.get_one(Person, site.world.ids[part]) for part in ("SUBJECT", "TEAMMATE", "MGR1", "MGR2", "TOP")
        )
        fire = work(db, "Brought customers back", hana, days_ago=40, kind=ContributionKind.INCIDENT_RESPONSE)
        inc = incident(db, "INC-1")
        link(db, fire, inc, Relation.RESPONDED_TO)
        for giver in (ines, dana, layla):
            thank(db, fire, giver, hana, words=f"{giver.name} saw customers come back.")
        repair = work(db, "Database slow every afternoon", hana, days_ago=60, ref="PW-1")
        effect(db, repair, "Degraded afternoons went from daily to none", hana)
        link(db, repair, inc, Relation.PREVENTS)
        work(db, "Deploy runbook", jun, days_ago=91)
        effect(db, work(db, "Index for the ledger", jun, days_ago=5), "Ledger is fast", jun, tier=1)
        compose_digests(db, week=WEEK, managers=[ines.id, dana.id], now=site.clock.now)
    return site


def edition(site: Site) -> dict:
    return site.api("MGR1", "GET", "/digests/current").json()


def refs(items: list[dict]) -> list[str]:
    return [item["contribution"]["ref"] or item["contribution"]["title"] for item in items]


def test_the_repair_is_first_and_the_fire_is_not_in_it(told: Site):
    first, *_rest = edition(told)["items"]
    assert first["contribution"]["ref"] == "PW-1"
    assert first["tier"] == "large"
    assert first["days_of_silence"] == 60
    assert first["reason"].endswith("No manager has said thank you yet.")
    assert "Brought customers back" not in refs(edition(told)["items"])


def test_thanking_moves_it_to_done_and_undo_brings_it_back(told: Site):
    before = edition(told)
    item, hana = before["items"][0]["id"], told.world.ids["SUBJECT"]
    body = {"act": "thank", "words": "Afternoons have been quiet since.", "contributors": [hana]}
    answer = told.api("MGR1", "POST", f"/digests/{WEEK}/items/{item}/acts", json=body)
    assert answer.status_code == 201, answer.text
    thanked = edition(told)
    assert refs(thanked["done"]) == ["PW-1"]
    assert thanked["done"][0]["reason"] == before["items"][0]["reason"]
    assert told.api("MGR1", "POST", f"/digests/current/items/{item}/undo").status_code == 200
    assert refs(edition(told)["items"]) == refs(before["items"])


def test_thanking_on_the_works_own_page_moves_it_too(told: Site):
    item = edition(told)["items"][0]
    path = f"/contributions/{item['contribution']['id']}/recognitions"
    body = {"words": "Quiet afternoons.", "contributors": [told.world.ids["SUBJECT"]]}
    assert told.api("MGR1", "POST", path, json=body).status_code == 201
    assert refs(edition(told)["done"]) == ["PW-1"]


@pytest.mark.parametrize(
    "body",
    [
        {"act": "pass_up", "sentence": "This kept the shared SaaS alive."},
        {"act": "schedule", "occasion": "team_meeting", "date": "2026-05-22"},
        {"act": "already_done", "form": "said_in_person", "date": "2026-05-15", "line": "At lunch."},
        {"act": "not_now", "reason": "not_my_area"},
    ],
)
def test_each_act_clears_an_item_once_and_can_be_taken_back(told: Site, body: dict):
    item = edition(told)["items"][0]["id"]
    path = f"/digests/{WEEK}/items/{item}"
    first = told.api("MGR1", "POST", f"{path}/acts", json=body)
    again = told.api("MGR1", "POST", f"{path}/acts", json=body)
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"]), first.text
    assert refs(edition(told)["done"]) == ["PW-1"]
    told.clock.pass_by(minutes=9)
    assert told.api("MGR1", "POST", f"{path}/undo").status_code == 200
    assert refs(edition(told)["done"]) == []


def test_after_ten_minutes_an_act_stays(told: Site):
    path = f"/digests/{WEEK}/items/{edition(told)['items'][0]['id']}"
    told.api("MGR1", "POST", f"{path}/acts", json={"act": "not_now", "reason": "other"})
    told.clock.pass_by(minutes=10)
    late = told.api("MGR1", "POST", f"{path}/undo")
    assert (late.status_code, late.json()["code"]) == (409, "too_late")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"act": "not_now"}, "/reason", "required"),
        ({"act": "thank", "words": " "}, "/words", "required"),
        ({"act": "pass_up"}, "/sentence", "required"),
        ({"act": "schedule", "occasion": "date"}, "/date", "required"),
        ({"act": "already_done", "form": "bonus", "date": "2027-01-01"}, "/date", "bad_date"),
        ({"act": "not_now", "reason": "other", "words": "no"}, "/words", "unknown_field"),
        ({"act": "praise"}, "/act", "bad_choice"),
    ],
)
def test_what_is_missing_is_named(told: Site, body: dict, field: str, code: str):
    path = f"/digests/{WEEK}/items/{edition(told)['items'][0]['id']}/acts"
    answer = told.api("MGR1", "POST", path, json=body)
    assert answer.status_code == 422
    assert (field, code) in {(error["pointer"], error["code"]) for error in answer.json()["errors"]}


def test_nobody_else_opens_an_edition(told: Site):
    item = edition(told)["items"][0]["id"]
    for part in ("PEER", "SUBJECT", "MGR2", "MGRX", "HR", "ADMIN"):
        act = {"act": "not_now", "reason": "other"}
        assert told.api(part, "POST", f"/digests/{WEEK}/items/{item}/acts", json=act).status_code == 404
    for part in ("PEER", "NOMINATOR", "SUBJECT", "HR", "ADMIN", "MGRX"):
        assert told.api(part, "GET", f"/digests/{WEEK}").status_code == 404
    manager = told.world.ids["MGR1"]
    assert told.api("MGR1", "GET", f"/digests/{WEEK}?manager={manager}").status_code == 422
    assert told.api("PEER", "GET", f"/digests/{WEEK}?manager={manager}").status_code == 404
    for week in ("2030-W01", "2026-W54", "now"):
        assert told.api("MGR1", "GET", f"/digests/{week}").status_code == 404


def test_the_page_says_the_same_and_clears_by_forms(told: Site):
    page = told.page("MGR1", "GET", "/digests/current")
    text = text_of(page)
    assert "Week of 18 May. 3 items for you, about one minute." in text
    assert "The deploy runbook that Jun Park finished on 16 February has waited 13 weeks for a word." in text
    assert "That is all for this week." in text
    item = edition(told)["items"][0]["id"]
    opened = told.page("MGR1", "GET", f"/digests/{WEEK}?item={item}&act=thank")
    assert "Name one thing that changed. One sentence is enough." in text_of(opened)
    path = f"/digests/{WEEK}/items/{item}/acts"
    empty = told.page("MGR1", "POST", path, data={"act": "thank", "words": " "})
    assert empty.status_code == 422
    assert "There is a problem" in text_of(empty)
    data = {"act": "thank", "words": "Quiet afternoons.", "contributors": told.world.ids["SUBJECT"]}
    done = told.page("MGR1", "POST", path, data=data)
    assert (done.status_code, done.headers["location"]) == (303, f"/digests/{WEEK}"), text_of(done)
    assert "You said thank you. Delivered at 08:15; undo until then." in text_of(
        told.page("MGR1", "GET", "/digests/current")
    )
    assert told.page("MGR1", "POST", f"/digests/{WEEK}/items/{item}/undo").status_code == 303


def test_a_plan_comes_back_on_its_day(told: Site):
    item = edition(told)["items"][0]["id"]
    plan = {"act": "schedule", "occasion": "team_meeting", "date": "2026-05-22"}
    told.api("MGR1", "POST", f"/digests/{WEEK}/items/{item}/acts", json=plan)
    assert edition(told)["plans"] == []
    told.clock.pass_by(days=5)
    due = edition(told)["plans"][0]
    page = text_of(told.page("MGR1", "GET", f"/digests/{WEEK}"))
    assert "You planned to thank Hana Sato at the team meeting on 22 May. Did you?" in page
    path = f"/acts/{due['id']}/settlement"
    assert told.api("MGR1", "POST", path, json={"done": False}).status_code == 200
    assert edition(told)["plans"] == []
    told.clock.pass_by(days=7)
    assert told.page("MGR1", "POST", path, data={"done": "yes"}).status_code == 303
    assert edition(told)["plans"] == []
    assert told.api("PEER", "POST", path, json={"done": True}).status_code == 404


def test_fewer_like_this_and_the_list_of_what_is_kept(told: Site):
    item = edition(told)["items"][0]["id"]
    assert told.page("MGR1", "POST", f"/digests/{WEEK}/items/{item}/fewer").status_code == 303
    assert "Deploy runbook" in text_of(told.page("MGR1", "GET", "/digests/kept"))
    assert "Week of 18 May 2026" in text_of(told.page("MGR1", "GET", "/digests"))
    assert told.page("PEER", "GET", "/digests/kept").status_code == 404


def test_home_begins_with_the_digest_and_tells_who_wrote_about_you(told: Site):
    home = text_of(told.page("MGR1", "GET", "/"))
    assert "Worth a word this week" in home
    assert "Database slow every afternoon" in home
    told.clock.pass_by(minutes=11)
    own = text_of(told.page("SUBJECT", "GET", "/"))
    assert "Ines Moreau thanked you for Brought customers back Ines Moreau saw customers come back." in own
    for part in ("HR", "ADMIN", "PEER"):
        assert told.page(part, "GET", "/").status_code == 200


def test_a_withdrawn_item_is_left_out(told: Site):
    with told.wiring.store.write() as db:
        first = db.get_one(Contribution, edition(told)["items"][0]["contribution"]["id"])
        first.state = "withdrawn"
        db.add(first)
    assert "PW-1" not in refs(edition(told)["items"] + edition(told)["done"])
