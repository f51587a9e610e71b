"""The page of one contribution, and the forms around it, as people with and without a right to them see them."""

import re

import pytest
from sqlalchemy import event

from tests.site import site, text_of
from tests.web.contribution_site import CANARY, RISK, etag, impact_by, impacts_of, put_forward, stored

__all__ = ["site"]
FLAT_RISK = {
    "method": "declared_risk", "sentence": "Failover needs no hands now.", "source": "On-call", "detect_before": "30",
    "repair_before": "60", "share_percent_before": "50", "times_a_year_before": "12", "detect_after": "30",
    "repair_after": "60", "share_percent_after": "50", "times_a_year_after": "1",
}  # fmt: skip
BY_HAND = {
    "method": "worked_by_hand", "kind": "engineer_time", "sentence": "Nobody restarts by hand.", "unit": "hours",
    "period": "month", "source": "On-call", "formula": "restarts x hours_each",
    "input_name": ["restarts", "hours_each", "", ""], "input_value": ["40", "0.5", "", ""],
    "input_low": ["30", "", "", ""], "input_high": ["50", "", "", ""], "input_unit": ["a month", "", "", ""],
    "input_source": ["Pager", "", "", ""],
}  # fmt: skip


def read(site, part, path):
    return text_of(site.page(part, "GET", path))


def test_the_page_tells_who_did_what_for_whom(site):
    fix = put_forward(site, people=("SUBJECT", "TEAMMATE2"))
    impact_by(site, fix, "NOMINATOR")
    page = read(site, "MGR1", f"/contributions/{fix}")
    for words in (
        "Preventive fix", CANARY, "Hana Sato led", "Priya Nair led", "Put forward by Kofi Mensah on 18 May 2026.",
        "Failover needs no hands now.", "495 bad minutes a year", "Why estimated?", "It held on Friday.",
        "Nobody has said anything about this yet. One sentence is enough.", "No manager has said thank you yet.",
        "Before: (30 + 60) × 50 % × 12 = 540", "After: (30 + 60) × 50 % × 1 = 45", "Taken away: 540 − 45 = 495",
    ):  # fmt: skip
        assert words in page


def test_a_baseline_written_after_the_change_is_labelled_beside_the_amount(site):
    fix = put_forward(site)
    early = RISK | {"changed_on": "2026-04-20", "baseline_on": "2026-04-01"}
    site.api("SUBJECT", "POST", f"/contributions/{fix}/impacts", json=early)
    assert "495 bad minutes a year , estimated" in read(site, "SUBJECT", f"/contributions/{fix}").replace(
        "year,", "year ,"
    )
    late = put_forward(site)
    site.api("SUBJECT", "POST", f"/contributions/{late}/impacts", json=RISK | {"changed_on": "2026-04-20"})
    assert "495 bad minutes a year, baseline written after the change" in read(
        site, "SUBJECT", f"/contributions/{late}"
    )


def test_not_yet_known_is_an_invitation(site):
    fix = put_forward(site)
    page = site.page("SUBJECT", "GET", f"/contributions/{fix}")
    assert "Impact not yet written. What would have happened without this?" in page.text
    assert f"/contributions/{fix}/impacts/new" in page.text
    assert f"/contributions/{fix}/impacts/new" not in site.page("HR", "GET", f"/contributions/{fix}").text


def test_a_declared_risk_is_typed_and_opens_to_its_lines(site):
    fix = put_forward(site)
    form = site.page("SUBJECT", "GET", f"/contributions/{fix}/impacts/new?method=declared_risk")
    assert "Times a year, before" in form.text
    answer = site.page("SUBJECT", "POST", f"/contributions/{fix}/impacts", data=FLAT_RISK)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/contributions/{fix}")
    assert [(one.method, one.likely) for one in impacts_of(site, fix)] == [("declared_risk", 495)]


def test_a_calculation_by_hand_shows_the_way_to_each_end(site):
    fix = put_forward(site)
    assert site.page("SUBJECT", "POST", f"/contributions/{fix}/impacts", data=BY_HAND).status_code == 303
    page = read(site, "MGR1", f"/contributions/{fix}")
    for words in ("15 to 25 hours a month", "Most likely 20 hours", "Low: 30 × 0.5 = 15", "High: 50 × 0.5 = 25"):
        assert words in page


def test_every_fault_is_told_at_its_field_and_nothing_typed_is_lost(site):
    fix = put_forward(site)
    wrong = BY_HAND | {"unit": "minutes", "formula": "restarts x", "source": ""}
    answer = site.page("SUBJECT", "POST", f"/contributions/{fix}/impacts", data=wrong)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    for kept in ("Nobody restarts by hand.", 'value="restarts"', 'value="restarts x"', 'value="0.5"'):
        assert kept in answer.text
    faults = re.findall(r'<a href="#(\w+)">', answer.text)
    assert sorted(faults) == ["formula", "source", "unit"]
    assert impacts_of(site, fix) == []


def test_a_hidden_field_that_no_form_has_is_refused(site):
    fix = put_forward(site)
    for path, data in (("impacts", FLAT_RISK | {"grade": "4"}), ("replies", {"words": "x", "visibility": "company"})):
        assert site.page("SUBJECT", "POST", f"/contributions/{fix}/{path}", data=data).status_code == 422


def test_two_people_who_change_a_statement_see_both_texts(site):
    fix = put_forward(site)
    first = impact_by(site, fix, "SUBJECT")
    path = f"/contributions/{fix}/impacts/{first}"
    form = site.page("SUBJECT", "GET", f"{path}/edit")
    assert 'value="30"' in form.text
    assert (
        site.page("NOMINATOR", "POST", path, data=FLAT_RISK | {"sentence": "Theirs.", "version": "1"}).status_code
        == 303
    )
    mine = site.page("SUBJECT", "POST", path, data=FLAT_RISK | {"sentence": "Mine.", "version": "1"})
    assert mine.status_code == 412
    assert "Mine." in mine.text
    assert "Theirs." in mine.text
    assert "Version 1, 18 May 2026, by Hana Sato" in read(site, "SUBJECT", f"/contributions/{fix}")


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("SUBJECT", {"Reply", "This is wrong", "Save who can see this", "Add evidence", "Change the facts"}),
        ("NOMINATOR", {"Add evidence", "Change the facts", "Withdraw this"}),
        ("MGR1", {"Ask a question", "Decline", "Hand to another manager", "Add evidence", "Confirm"}),
        ("HR", set()),
    ],
)
def test_everybody_is_offered_what_they_may_do_and_nothing_else(site, part, shown):
    page = site.page(part, "GET", f"/contributions/{put_forward(site)}").text
    offers = {
        "Reply", "This is wrong", "Save who can see this", "Add evidence", "Change the facts", "Withdraw this",
        "Ask a question", "Decline", "Hand to another manager", "Confirm",
    }  # fmt: skip
    labels = set(re.findall(r">([^<>]+)(?:<span class=\"sr\">[^<]*</span>)?</(?:a|button)>", page))
    assert labels & offers == shown


@pytest.mark.parametrize("reader", ["NOMINATOR", "MGR1", "MGR2", "HR"])
def test_the_page_is_the_same_before_and_after_publicity_was_declined(site, reader):
    fix = put_forward(site, people=("SUBJECT", "TEAMMATE2"))

    def page():
        return re.sub(r'name="form_key" value="[^"]*"', "", site.page(reader, "GET", f"/contributions/{fix}").text)

    before = page()
    for part, circle in (("SUBJECT", "company"), ("TEAMMATE2", "private")):
        data = {"visibility": circle, "version": str(stored(site, fix).version)}
        assert site.page(part, "POST", f"/contributions/{fix}/visibility", data=data).status_code == 303
        assert page() == before


def test_a_contributor_is_asked_agrees_and_takes_it_back(site):
    fix = put_forward(site, people=("SUBJECT", "TEAMMATE2"))
    path = f"/contributions/{fix}/visibility"

    def choose(part, circle):
        site.page(part, "POST", path, data={"visibility": circle, "version": str(stored(site, fix).version)})

    choose("SUBJECT", "company")
    assert "Waiting for Priya Nair to agree." in read(site, "SUBJECT", f"/contributions/{fix}")
    assert "I agree" in read(site, "TEAMMATE2", f"/contributions/{fix}")
    choose("TEAMMATE2", "company")
    assert site.page("PEER", "GET", f"/contributions/{fix}").status_code == 200
    choose("TEAMMATE2", "private")
    assert site.page("PEER", "GET", f"/contributions/{fix}").status_code == 404


def test_the_first_manager_declines_the_contributor_answers_the_next_sees_it_open(site):
    fix = put_forward(site)
    here = f"/contributions/{fix}"
    site.page("MGR1", "POST", f"{here}/decline", data={"words": "Thanked in March."})
    assert "Declined: Thanked in March." in read(site, "SUBJECT", here)
    assert "Your answer" in read(site, "SUBJECT", f"{here}/answer/new")
    site.page("SUBJECT", "POST", f"{here}/answer", data={"words": "This came after it."})
    page = read(site, "MGR2", here)
    assert "Thanked in March. Ines Moreau declined this" in page
    assert "This came after it. Hana Sato answered" in page
    assert "Decline" in page


def test_words_that_point_at_a_person_are_kept_with_a_gentle_note(site):
    fix = put_forward(site)
    data = {"words": "It was caused by Jun Park."}
    answer = site.page("SUBJECT", "POST", f"/contributions/{fix}/replies", data=data)
    cookie = answer.headers["set-cookie"].split(";")[0]
    page = site.page(
        "SUBJECT",
        "GET",
        f"/contributions/{fix}",
        headers={"cookie": cookie + f"; unsung={site.world.cookies['SUBJECT']}"},
    )
    assert "Consider describing the system, not the person." in text_of(page)
    assert "It was caused by Jun Park." in text_of(page)


def test_a_merged_address_leads_to_the_one_that_stayed(site):
    old, new = put_forward(site), put_forward(site)
    answer = site.page("MGR1", "POST", f"/contributions/{old}/merge", data={"into": new})
    assert answer.headers["location"] == f"/contributions/{new}"
    again = site.page("SUBJECT", "GET", f"/contributions/{old}")
    assert (again.status_code, again.headers["location"]) == (303, f"/contributions/{new}")


def test_a_part_is_split_off_by_ticking_it(site):
    fix = put_forward(site, people=("SUBJECT", "TEAMMATE2"))
    form = site.page("MGR1", "GET", f"/contributions/{fix}/split/new").text
    assert site.world.ids["TEAMMATE2"] in form
    data = {"title": "The other half", "contributors": [site.world.ids["TEAMMATE2"]]}
    answer = site.page("MGR1", "POST", f"/contributions/{fix}/split", data=data)
    page = read(site, "TEAMMATE2", answer.headers["location"])
    assert "The other half" in page
    assert "This was split off another contribution" in page
    empty = site.page("MGR1", "POST", f"/contributions/{fix}/split", data={"title": "Nobody"})
    assert empty.status_code == 422


def test_names_and_words_of_any_script_show_inert(site):
    fix = put_forward(site)
    words = "<script>alert(1)</script> {{7*7}} ليلى"
    site.page("SUBJECT", "POST", f"/contributions/{fix}/replies", data={"words": words})
    page = site.page("MGR1", "GET", f"/contributions/{fix}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} ليلى" in page


def test_history_is_a_page_of_days(site):
    fix = put_forward(site)
    impact_by(site, fix, "SUBJECT")
    page = read(site, "MGR2", f"/contributions/{fix}/history")
    assert "18 May 2026 Hana Sato wrote down an effect" in page
    assert not re.search(r"\d\d:\d\d", page)
    assert site.page("PEER", "GET", f"/contributions/{fix}/history").status_code == 404


def test_the_version_stands_for_if_match(site):
    fix = put_forward(site)
    path = f"/contributions/{fix}/visibility"
    statuses = [
        site.page("SUBJECT", "POST", path, data={"visibility": "team"} | version).status_code
        for version in ({}, {"version": "99"}, {"version": etag(site, fix)["if-match"][2:-1]})
    ]
    assert statuses == [428, 412, 303]


def test_a_full_page_asks_the_database_at_most_eight_times(site):
    fix = put_forward(site, people=("SUBJECT", "TEAMMATE2"))
    for number in range(3):
        impact_by(site, fix, "NOMINATOR")
        proof = {"kind": "ticket", "url": f"https://tickets.lanternfish.example/{number}"}
        site.api("NOMINATOR", "POST", f"/contributions/{fix}/evidence", json=proof)
        site.api("SUBJECT", "POST", f"/contributions/{fix}/replies", json={"words": f"One more thing: {number}."})
        site.api("MGR2", "POST", f"/contributions/{fix}/questions", json={"words": f"How did you find it: {number}?"})
    asked = []
    event.listen(site.wiring.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert site.page("MGR1", "GET", f"/contributions/{fix}").status_code == 200
    assert len([one for one in asked if one.lstrip().upper().startswith(("SELECT", "WITH"))]) <= 8
