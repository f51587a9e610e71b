"""Candidates through their pages: kept, merged, put off, put right, and taken back."""

import re

import pytest
from sqlmodel import col, select

from app.actions.record import record
from app.domain import Candidate, Contribution, Contributor, Evidence, RecordedChange
from app.domain.contribution_draft import ContributionDraft
from tests.discovered import LAST, Piece, a_repository, candidates, discover
from tests.site import Site, text_of

ON_BOTH = (("SUBJECT", "led"), ("TEAMMATE", "helped"), ("ada@elsewhere.example", "reviewed"))


def opened(site: Site, *pieces: Piece, team: str = "") -> dict[str, str]:
    """Title -> address."""
    with site.wiring.store.write() as db:
        discover(db, a_repository(db, site.world, team=team), *pieces)
        return {one.title: f"/candidates/{one.id}" for one in candidates(db)}


def one(site: Site, *pieces: Piece) -> str:
    return next(iter(opened(site, *(pieces or (Piece(people=ON_BOTH),))).values()))


def titles(site: Site, part: str) -> list[str]:
    return re.findall(r'-name" tabindex="-1"><a[^>]*><bdi>([^<]*)', site.page(part, "GET", "/candidates").text)


def undo_of(site: Site, part: str, path: str, **data: str) -> str:
    """Does it, and returns the address that the next page offers for taking it back."""
    done = site.page(part, "POST", path, data=data)
    assert done.status_code == 303, text_of(done)
    cookie = {"cookie": f"unsung={site.world.cookies[part]}; unsung_notice={done.cookies['unsung_notice']}"}
    shown = site.client.get(done.headers["location"], headers=cookie)
    return re.search(r'action="([^"]*/(?:undo|reopening))"', shown.text)[1]


def test_what_is_kept_becomes_a_contribution_with_its_people_days_and_evidence(site: Site):
    path = one(site)
    kept = site.page("MGR1", "POST", f"{path}/confirmation")
    with site.wiring.store.read() as db:
        made = db.exec(select(Contribution)).one()
        people = {row.person_id: row.role for row in db.exec(select(Contributor))}
        proofs = db.exec(select(Evidence).order_by(col(Evidence.added_at))).all()
    assert kept.headers["location"] == f"/contributions/{made.id}"
    assert (made.title, made.category, made.finished_on) == ("Query planner, src/db", "performance", LAST)
    assert (made.state, made.effect_unknown, made.self_reported) == ("proposed", True, False)
    assert people == {site.world.ids["SUBJECT"]: "led", site.world.ids["TEAMMATE"]: "helped"}
    assert "query planner, src/db: step 4" in proofs[0].words
    assert len(proofs) == 6
    assert titles(site, "SUBJECT") == []
    assert "Kept by Ines Moreau on 18 May 2026" in text_of(site.page("SUBJECT", "GET", path))


def test_no_author_stands_beside_a_change(site: Site):
    path = one(site)
    page = site.page("MGR1", "GET", path).text
    changes = page[page.index("Its changes") :]
    assert "Hana Sato" not in changes[: changes.index("</ol>")]


def test_a_second_click_keeps_it_once_and_a_second_person_is_told_who_was_quicker(site: Site):
    path = one(site)
    first = site.page("SUBJECT", "POST", f"{path}/confirmation", data={"form_key": "k"})
    again = site.page("SUBJECT", "POST", f"{path}/confirmation", data={"form_key": "k"})
    late = site.page("MGR1", "POST", f"{path}/confirmation")
    assert again.headers["location"] == first.headers["location"]
    assert late.status_code == 409
    assert "That one was decided by Hana Sato already. Here is how it stands." in text_of(late)


def test_edit_then_keep_takes_what_was_typed_and_loses_nothing_when_it_cannot(site: Site):
    path = one(site)
    form = site.page("SUBJECT", "GET", f"{path}/edit")
    assert 'value="Query planner, src/db"' in form.text
    assert 'value="Jun Park"' in form.text
    typed = {
        "edited": "1", "title": "Queries plan themselves", "words": "No more slow afternoons.", "category": "capacity",
        "person": ["Hana Sato", "Nobody Here"], "role": ["led", "helped"], "share": ["", ""],
    }  # fmt: skip
    wrong = site.page("SUBJECT", "POST", f"{path}/confirmation", data=typed)
    assert wrong.status_code == 422
    assert "Nobody Here" in wrong.text
    assert "No more slow afternoons." in wrong.text
    typed["person"] = ["Hana Sato", ""]
    assert site.page("SUBJECT", "POST", f"{path}/confirmation", data=typed).status_code == 303
    with site.wiring.store.read() as db:
        made = db.exec(select(Contribution)).one()
    assert (made.title, made.summary, made.category) == (
        "Queries plan themselves",
        "No more slow afternoons.",
        "capacity",
    )
    assert made.self_reported


def test_it_merges_into_work_that_is_here_and_brings_its_changes(site: Site):
    path = one(site, Piece())
    with site.wiring.store.write() as db:
        draft = ContributionDraft(title="Card receipts", words="They print.")
        known = record(db, by=site.world.viewer("SUBJECT"), draft=draft, now=site.clock.now)
        known_id = known.id
    done = site.page("SUBJECT", "POST", f"{path}/merge", data={"into": known_id})
    assert done.headers["location"] == f"/contributions/{known_id}"
    assert "step 4" in site.page("SUBJECT", "GET", f"/contributions/{known_id}").text
    lost = site.page("SUBJECT", "POST", f"{path}/merge", data={"into": "PW-99"})
    assert lost.status_code == 409


def test_what_cannot_be_seen_is_no_target(site: Site):
    addresses = opened(site, Piece(), Piece(key="e-2", name="alerts, ops", people=[("PEER", "led")]))
    mine, foreign = addresses["Query planner, src/db"], addresses["Alerts, ops"]
    for target in (foreign.rpartition("/")[2], "PW-99"):
        refused = site.page("SUBJECT", "POST", f"{mine}/merge", data={"into": target})
        assert refused.status_code == 422
        assert "We cannot find this contribution, or it is not shared with you." in text_of(refused)


def test_not_now_rests_on_ones_own_list_alone(site: Site):
    path = one(site)
    undo = undo_of(site, "MGR1", f"{path}/postponement")
    assert (titles(site, "MGR1"), titles(site, "SUBJECT")) == ([], ["Query planner, src/db"])
    site.page("MGR1", "POST", undo)
    assert titles(site, "MGR1") == ["Query planner, src/db"]
    site.page("MGR1", "POST", "/candidates/postponements", data={"candidates": [path.rpartition("/")[2]]})
    assert titles(site, "MGR1") == []
    site.clock.pass_by(weeks=4, seconds=1)
    assert titles(site, "MGR1") == ["Query planner, src/db"]


@pytest.mark.parametrize("reason", ["ordinary_work", "wrong_people", "wrong_kind", "already_recorded"])
def test_it_is_no_contribution_for_one_of_four_reasons_and_comes_back_when_that_is_taken_back(site: Site, reason: str):
    path = one(site)
    undo = undo_of(site, "SUBJECT", f"{path}/dismissal", reason=reason)
    assert (titles(site, "SUBJECT"), titles(site, "MGR1")) == ([], [])
    site.page("SUBJECT", "POST", undo)
    assert titles(site, "SUBJECT") == ["Query planner, src/db"]


def test_not_mine_takes_the_name_off_for_everybody_and_can_be_taken_back(site: Site):
    path = one(site)
    undo = undo_of(site, "TEAMMATE", f"{path}/disowning")
    assert site.page("TEAMMATE", "GET", path).status_code == 404
    assert "Jun Park" not in site.page("SUBJECT", "GET", path).text
    assert "Not mine" in text_of(site.page("TEAMMATE", "GET", "/candidates"))
    site.page("TEAMMATE", "POST", undo)
    assert "Jun Park" in site.page("SUBJECT", "GET", path).text


def test_hidden_for_good_by_the_only_one_it_is_gone_for_everybody(site: Site):
    path = one(site, Piece())
    undo = undo_of(site, "SUBJECT", f"{path}/hiding")
    assert [site.page(part, "GET", path).status_code for part in ("SUBJECT", "MGR1")] == [404, 404]
    assert site.page("MGR1", "POST", undo).status_code == 404
    site.page("SUBJECT", "POST", undo)
    assert site.page("MGR1", "GET", path).status_code == 200


def test_another_kind_is_kept_and_what_prevents_nothing_is_no_slow_fix(site: Site):
    path = one(site)
    site.page("SUBJECT", "POST", f"{path}/kind", data={"kind": "security"})
    assert "It is security" in text_of(site.page("MGR1", "GET", path))
    site.page("SUBJECT", "POST", f"{path}/kind", data={"kind": "feature"})
    assert "Not a contribution: Wrong kind by Hana Sato" in text_of(site.page("MGR1", "GET", path))


def test_split_here_makes_two_of_it_and_undo_makes_them_one(site: Site):
    path = one(site, Piece(size=8))
    with site.wiring.store.read() as db:
        ids = list(db.exec(select(RecordedChange.id).order_by(col(RecordedChange.position))))
    undo = undo_of(site, "SUBJECT", f"{path}/splits", change=ids[4])
    with site.wiring.store.read() as db:
        parts = db.exec(select(Candidate).order_by(col(Candidate.first_on))).all()
    assert [(part.size, part.state) for part in parts] == [(4, "open"), (4, "open")]
    assert len(titles(site, "MGR1")) == 2
    site.page("SUBJECT", "POST", undo)
    with site.wiring.store.read() as db:
        parts = db.exec(select(Candidate).order_by(col(Candidate.opened_at), col(Candidate.id))).all()
    assert sorted((part.size, part.state) for part in parts if part.state == "open") == [(8, "open")]


def test_two_candidates_join_and_come_apart_again(site: Site):
    addresses = opened(site, Piece(), Piece(key="e-2", name="plan cache, src/db", size=4))
    first, second = addresses["Query planner, src/db"], addresses["Plan cache, src/db"]
    done = site.page("SUBJECT", "POST", f"{first}/merge", data={"into": second.rpartition("/")[2]})
    assert done.headers["location"] == second
    page = site.page("SUBJECT", "GET", second)
    assert "9 changes" in text_of(page)
    undo = re.search(r'action="(/candidates/corrections/[^"]*/undo)"', page.text)[1]
    site.page("SUBJECT", "POST", undo)
    assert "5 changes" in text_of(site.page("SUBJECT", "GET", first))
    assert "4 changes" in text_of(site.page("SUBJECT", "GET", second))


def test_a_doubtful_join_waits_for_the_person_and_nobody_else_can_answer(site: Site):
    path = one(site, Piece(people=[("hana.sato@elsewhere.example", "led"), ("TEAMMATE", "helped")]))
    question = site.page("SUBJECT", "GET", "/candidates")
    assert "Somebody is called Hana Sato in shop" in text_of(question)
    answer = re.search(r'action="(/candidates/hands/[^"]*)"', question.text)[1]
    assert site.page("SUBJECT", "GET", path).status_code == 404
    assert site.page("PEER", "POST", answer, data={"is_me": "true"}).status_code == 404
    site.page("SUBJECT", "POST", answer, data={"is_me": "true"})
    assert site.page("SUBJECT", "GET", path).status_code == 200
    assert "Is this you?" not in site.page("SUBJECT", "GET", "/candidates").text


def test_work_of_unknown_hands_is_put_to_the_team_that_looks_after_the_repository(site: Site):
    path = next(iter(opened(site, Piece(people=[("ada@elsewhere.example", "led")]), team="Payments").values()))
    seen = {part: site.page(part, "GET", path).status_code for part in ("SUBJECT", "MGR1", "MGR2", "PEER", "MGRX")}
    assert seen == {"SUBJECT": 200, "MGR1": 200, "MGR2": 200, "PEER": 404, "MGRX": 404}
    refused = site.page("MGR1", "POST", f"{path}/confirmation")
    assert refused.status_code == 422
    assert "Nobody on it is known here." in text_of(refused)


def test_home_leads_to_them(site: Site):
    one(site)
    assert "1 candidate waits" in text_of(site.page("MGR1", "GET", "/"))
    assert "Query planner, src/db" in site.page("SUBJECT", "GET", "/").text
    assert "candidate" not in text_of(site.page("PEER", "GET", "/")).replace("Candidates", "")
    assert "Query planner, src/db" in text_of(site.page("SUBJECT", "GET", "/candidates/amnesty"))


def test_words_of_a_change_are_never_markup(site: Site):
    path = one(site, Piece(name="<script>alert(1)</script> & \u202eplanner"))
    page = site.page("SUBJECT", "GET", path).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
