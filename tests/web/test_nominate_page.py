"""The page Nominate, without a script: nothing typed is ever lost, and every fault stands at its field."""

import re

from sqlalchemy import func, select, update

from app.domain import Contribution, Contributor, Impact, Nomination
from tests.site import Site, site, text_of

__all__ = ["site"]
LINK = "https://git.lanternfish.example/payments/pull/4711"
TYPED = {
    "url": LINK, "title": "Retry budget for the checkout", "words": "41 timeouts a day became 3.",
    "person": ["Hana Sato", "", "Jun Park"], "role": ["led", "led", "helped"], "share": ["", "", ""],
    "kind": "preventive_fix", "category": "reliability", "impact.method": "stated", "impact.period": "year",
    "impact.kind": "", "impact.low": "", "incident": "", "finished_on": "",
}  # fmt: skip


def save(site: Site, part: str = "NOMINATOR", path: str = "/nominations", **changes: object):
    return site.page(part, "POST", path, data=TYPED | changes)


def count(site: Site, noun: type) -> int:
    with site.wiring.store.read() as db:
        return int(db.execute(select(func.count()).select_from(noun)).scalar_one())


def value_of(page: str, name: str) -> list[str]:
    return re.findall(rf'<input id="[^"]*" name="{name}"[^>]*? value="([^"]*)"', page)


def test_m048_the_page_is_for_members(site: Site):
    for part, status in {"PEER": 200, "SUBJECT": 200, "MGR1": 200, "HR": 403, "ADMIN": 403, "LEFT": 303}.items():
        assert site.page(part, "GET", "/nominate").status_code == status
    assert site.page(None, "GET", "/nominate").headers["location"] == "/sign-in?next=/nominate"


def test_three_answers_are_enough(site: Site):
    answer = site.page("PEER", "POST", "/nominations", data={"title": "Index", "words": "Fast.", "person": "Hana Sato"})
    assert answer.status_code == 303
    assert re.fullmatch(r"/contributions/[0-9a-f-]{36}", answer.headers["location"])


def test_all_that_was_typed_is_saved(site: Site):
    answer = save(site, **{
        "impact.kind": "bad_minutes", "impact.low": "60", "impact.likely": "90", "impact.high": "120",
        "impact.unit": "minutes", "impact.source": "Dashboard",
    })  # fmt: skip
    assert answer.status_code == 303
    with site.wiring.store.read() as db:
        assert {row.role for row in db.execute(select(Contributor)).scalars()} == {"led", "helped"}
        assert db.execute(select(Impact.sentence)).scalar_one() == "41 timeouts a day became 3."
    assert "unsung_notice" in answer.headers["set-cookie"]


def test_every_fault_at_once_and_nothing_lost(site: Site):
    answer = save(
        site, title="", words="", person=["Hana Sato", "Nobody Known"], share=["60", "50"], category="magic",
        **{"impact.low": "many", "finished_on": "2031-01-01"},
    )  # fmt: skip
    page, text = answer.text, text_of(answer)
    assert answer.status_code == 422
    assert text.startswith("Error: Nominate work")
    for field in ("title", "words", "category", "finished_on", "impact-low", "people"):
        assert f'href="#{field}"' in page, field
        assert f'id="{field}"' in page, field
    assert "Together the shares are more than 100 per cent." in text
    assert value_of(page, "person")[:2] == ["Hana Sato", "Nobody Known"]
    assert value_of(page, "url") == [LINK]
    assert count(site, Contribution) == 0


def test_a_person_nobody_knows_is_told_at_their_line(site: Site):
    page = save(site, person=["", "Hana Sato", "Nobody Known"]).text
    assert 'href="#people-2"' in page
    assert re.search(r'id="people-2" name="person" value="Nobody Known"[^>]*aria-invalid="true"', page)


def test_naming_oneself_alone_offers_to_record_it_as_own_work(site: Site):
    refused = save(site, "SUBJECT", person="Hana Sato")
    assert refused.status_code == 422
    assert 'formaction="/contributions"' in refused.text
    assert "Record it as my own work" in text_of(refused)
    assert value_of(refused.text, "title") == ["Retry budget for the checkout"]
    assert save(site, "SUBJECT", "/contributions", person="Hana Sato").status_code == 303
    with site.wiring.store.read() as db:
        assert db.execute(select(Contribution.self_reported)).scalar_one() is True


def test_another_line_and_a_look_up_save_nothing(site: Site):
    more = save(site, add_person="1", person=["Hana Sato", "Jun Park", "Zoë Brandt"])
    assert (more.status_code, len(value_of(more.text, "person"))) == (200, 4)
    assert save(site, look_up="1").status_code == 200
    assert count(site, Contribution) == 0


def test_a_known_link_is_shown_to_those_who_may_see_the_work(site: Site):
    save(site)
    with site.wiring.store.write() as db:
        db.execute(update(Contributor).values(agreed_company=True))
        db.execute(update(Contribution).values(visibility="company"))
    seen = site.page("PEER", "GET", f"/nominate?url={LINK}")
    assert "This is already here, added by Kofi Mensah on 18 May" in text_of(seen)
    id_ = re.search(r'formaction="/contributions/([0-9a-f-]+)/nominations"', seen.text)
    assert id_
    words = save(site, "PEER", f"/contributions/{id_[1]}/nominations", words="It held in the peak.")
    assert words.headers["location"] == f"/contributions/{id_[1]}"
    assert (count(site, Contribution), count(site, Nomination)) == (1, 2)


def test_a_known_link_tells_nothing_to_others_and_adds_to_the_same_work(site: Site):
    save(site)
    assert "already here" not in text_of(site.page("PEER", "GET", f"/nominate?url={LINK}"))
    assert save(site, "PEER").status_code == 303
    assert (count(site, Contribution), count(site, Nomination)) == (1, 2)


def test_similar_work_is_suggested_after_three_words_to_those_who_see_it(site: Site):
    save(site)
    for title, part, there in (
        ("Checkout retry", "SUBJECT", False),
        ("Checkout retry budget", "SUBJECT", True),
        ("Checkout retry budget", "PEER", False),
        ("Checkout retry budget for refunds", "SUBJECT", False),
    ):
        found = site.page(part, "GET", f"/nominate/similar?title={title}")
        assert ("Retry budget for the checkout" in found.text) is there, (title, part)


def test_a_title_of_any_length_is_looked_at(site: Site):
    assert site.page("PEER", "GET", f"/nominate/similar?title={'性能 ' * 60}{'a' * 900}").status_code == 200


def test_a_double_click_makes_one(site: Site):
    first, second = save(site, form_key="k1"), save(site, form_key="k1")
    assert first.headers["location"] == second.headers["location"]
    assert count(site, Nomination) == 1


def test_too_many_in_an_hour_keeps_the_text(site: Site):
    for number in range(20):
        save(site, url="", title=f"Fix {number}")
    answer = save(site, url="")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
    assert "That is many at once. Try again in 60 minutes. Your text was kept." in text_of(answer)
    assert value_of(answer.text, "title") == ["Retry budget for the checkout"]


def test_text_comes_back_after_signing_in(site: Site):
    held = site.client.post("/nominations", data={"title": "Half a thought", "person": "Hana Sato"})
    assert held.status_code == 303
    cookie = held.headers["set-cookie"].split(";")[0]
    back = site.page("PEER", "GET", "/nominate", headers={"cookie": f"unsung={site.world.cookies['PEER']}; {cookie}"})
    assert "Your text is back." in text_of(back)
    assert value_of(back.text, "title") == ["Half a thought"]


def test_a_person_s_page_fills_in_their_name(site: Site):
    page = site.page("PEER", "GET", f"/nominate?person={site.world.ids['SUBJECT']}&incident=INC-7").text
    assert value_of(page, "person")[0] == "Hana Sato"
    assert value_of(page, "incident") == ["INC-7"]
