"""Putting work forward: one deed for the work, its people, the words, and a letter to each of them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from app.actions.nominate import nominate
from app.actions.record import record
from app.actions.support import support
from app.database import Store
from app.domain import (
    AuditEvent,
    Contribution,
    Contributor,
    Delivery,
    Evidence,
    Handle,
    Impact,
    Incident,
    IncidentLink,
    Nomination,
    SearchEntry,
    Setting,
)  # fmt: skip
from app.domain.contribution_draft import ContributionDraft
from app.domain.draft import read_values
from app.domain.nomination import NominationDraft, NominationWords
from app.kit.errors import Code, Conflict, Fault, Invalid, NotAllowed, NotFound, TooOften
from app.kit.ids import new_id
from tests.world import NOW, World

LINK = "https://git.lanternfish.example/payments/pull/4711"
SPELT_OTHERWISE = "HTTP://Git.Lanternfish.example/payments/pull/4711/#discussion"


@pytest.fixture
def world(store: Store) -> World:
    return World.make(store)


def draft(*people: str, **changes: object) -> NominationDraft:
    rows = [{"person": person} for person in people]
    fields = {"title": "Retry budget for the checkout", "words": "41 timeouts a day became 3.", "contributors": rows}
    return read_values(NominationDraft, fields | changes)


def put_forward(store: Store, world: World, part: str, *people: str, **changes: object) -> str:
    with store.write() as db:
        made = nominate(db, by=world.viewer(part), draft=draft(*people, **changes), now=NOW)
        return made.nomination.contribution_id


def refusal(store: Store, world: World, part: str, *people: str, **changes: object) -> Fault:
    with pytest.raises(Fault) as caught, store.write() as db:
        nominate(db, by=world.viewer(part), draft=draft(*people, **changes), now=NOW)
    with store.read() as db:
        assert db.execute(select(func.count()).select_from(Contribution)).scalar() == 0
    return caught.value


def faults(fault: Fault) -> dict[str, Code]:
    return {error.field: error.code for error in fault.errors}


def rows(db: Session, noun: type, **where: object) -> list:
    return list(db.execute(select(noun).filter_by(**where)).scalars())


def test_a_nomination_makes_everything_that_belongs_to_it(store: Store, world: World):
    id_ = put_forward(store, world, "NOMINATOR", "subject@lanternfish.example", "Jun Park", url=LINK)
    with store.read() as db:
        (work,) = rows(db, Contribution)
        assert (work.state, work.visibility, work.self_reported) == ("proposed", "private", False)
        assert (work.team_id, work.finished_on, work.recorded_by_id) == (
            world.ids["Payments"], NOW.date(), world.ids["NOMINATOR"],
        )  # fmt: skip
        assert {row.person_id for row in rows(db, Contributor, contribution_id=id_, waiting=True)} == {
            world.ids["SUBJECT"], world.ids["TEAMMATE"],
        }  # fmt: skip
        assert [row.words for row in rows(db, Nomination)] == ["41 timeouts a day became 3."]
        assert [(row.kind, row.url) for row in rows(db, Evidence)] == [("pull_request", LINK)]
        assert "retry budget" in rows(db, SearchEntry)[0].body
        letters = rows(db, Delivery, kind="nominated")
        assert {row.recipient_id for row in letters} == {world.ids["SUBJECT"], world.ids["TEAMMATE"]}
        assert letters[0].facts["by_name"] == "Kofi Mensah"
        assert letters[0].due_at == NOW
        (line,) = rows(db, AuditEvent, action="nominated")
        assert "timeouts" not in str(line.changes)


def test_nobody_nominates_themself_alone_under_whatever_name(store: Store, world: World):
    with store.write() as db:
        db.add(Handle(id=new_id(NOW), person_id=world.ids["SUBJECT"], kind="alias", value="hana"))
    for name in (world.ids["SUBJECT"], "SUBJECT@Lanternfish.example", "HANA", "Hana Sato"):
        fault = refusal(store, world, "SUBJECT", name)
        assert fault.code is Code.SELF_NOMINATION
        assert "your own work" in fault.message


def test_the_author_may_stand_among_others_and_is_marked(store: Store, world: World):
    id_ = put_forward(store, world, "SUBJECT", "Hana Sato", "Jun Park")
    with store.read() as db:
        (own,) = rows(db, Contributor, contribution_id=id_, person_id=world.ids["SUBJECT"])
        assert own.added_by_id == own.person_id
        assert {row.recipient_id for row in rows(db, Delivery, kind="nominated")} == {world.ids["TEAMMATE"]}


def test_all_that_means_nothing_here_is_told_at_once(store: Store, world: World):
    fault = refusal(
        store, world, "PEER", "Hana Sato", "nobody@lanternfish.example", "left@lanternfish.example",
        "subject@lanternfish.example", category="magic", incident="INC-404", service="atlantis",
        finished_on="2026-05-20",
    )  # fmt: skip
    assert faults(fault) == {
        "contributors.1.person": Code.PERSON_UNKNOWN,
        "contributors.2.person": Code.PERSON_NOT_ACTIVE,
        "contributors.3.person": Code.DUPLICATE_PERSON,
        "category": Code.BAD_CHOICE,
        "finished_on": Code.BAD_DATE,
        "incident": Code.INCIDENT_UNKNOWN,
        "service": Code.SERVICE_UNKNOWN,
    }


def test_a_day_that_has_begun_where_the_writer_is_is_no_future(store: Store, world: World):
    with store.write() as db:
        late = NOW.replace(hour=20)
        writer = world.viewer("PEER", time_zone="Asia/Tokyo")
        made = nominate(db, by=writer, draft=draft("Hana Sato", finished_on="2026-05-19"), now=late)
        assert made.nomination.contribution_id


def test_an_installation_adds_categories_of_its_own(store: Store, world: World):
    with store.write() as db:
        db.add(Setting(name="categories", value=["accessibility"]))
    assert put_forward(store, world, "PEER", "Hana Sato", category="accessibility")


def test_an_incident_and_an_impact_come_along(store: Store, world: World):
    with store.write() as db:
        db.add(Incident(id=new_id(NOW), ref="INC-1", title="Checkout down", started_at=NOW, recorded_at=NOW))
    impact = {
        "kind": "bad_minutes", "sentence": "Fewer minutes lost.", "method": "stated", "low": 60, "likely": 90,
        "high": 120, "unit": "minutes", "period": "year", "source": "Dashboard",
    }  # fmt: skip
    id_ = put_forward(store, world, "PEER", "Hana Sato", incident="INC-1", impact=impact)
    with store.read() as db:
        assert [row.relation for row in rows(db, IncidentLink)] == ["prevents"]
        assert [row.low for row in rows(db, Impact)] == [60]
        assert (db.get_one(Contribution, id_).grade, db.get_one(Contribution, id_).tier) == (1, 2)
    fault = refusal_of_impact(store, world, {**impact, "changed_on": "2026-06-01"})
    assert faults(fault) == {"impact.changed_on": Code.BAD_DATE}


def refusal_of_impact(store: Store, world: World, impact: dict) -> Fault:
    with pytest.raises(Invalid) as caught, store.write() as db:
        nominate(db, by=world.viewer("PEER"), draft=draft("Hana Sato", impact=impact), now=NOW)
    return caught.value


def test_the_same_link_adds_words_to_the_work_and_confirms_it(store: Store, world: World):
    first = put_forward(store, world, "NOMINATOR", "Hana Sato", url=LINK)
    second = put_forward(
        store, world, "PEER", "Hana Sato", "Jun Park", url=LINK.upper().replace("PAYMENTS/PULL", "payments/pull") + "/"
    )
    assert second == first
    with store.read() as db:
        (work,) = rows(db, Contribution)
        assert (work.state, work.confirmed_by_id) == ("confirmed", world.ids["PEER"])
        assert {row.author_id for row in rows(db, Nomination)} == {world.ids["NOMINATOR"], world.ids["PEER"]}
        assert len(rows(db, Contributor)) == 2
    with pytest.raises(Conflict) as caught, store.write() as db:
        nominate(db, by=world.viewer("PEER"), draft=draft("Hana Sato", url=LINK), now=NOW)
    assert caught.value.code is Code.ALREADY_NOMINATED


def test_twenty_in_an_hour_and_no_more(store: Store, world: World):
    for _ in range(20):
        put_forward(store, world, "PEER", "Hana Sato")
    later = NOW + timedelta(minutes=48)
    with pytest.raises(TooOften) as caught, store.write() as db:
        nominate(db, by=world.viewer("PEER"), draft=draft("Hana Sato"), now=later)
    assert (caught.value.seconds, "in 12 minutes. Your text was kept." in caught.value.message) == (720, True)
    with store.write() as db:
        nominate(db, by=world.viewer("PEER"), draft=draft("Hana Sato"), now=NOW + timedelta(minutes=60))


def test_one_s_own_work_is_recorded_as_self_reported(store: Store, world: World):
    with store.write() as db:
        own = read_values(ContributionDraft, {"title": "Index for refunds", "words": "From 900 ms to 4 ms."})
        made = record(db, by=world.viewer("SUBJECT"), draft=own, now=NOW)
        assert (made.self_reported, made.state, made.summary) == (True, "proposed", "From 900 ms to 4 ms.")
    with store.read() as db:
        assert rows(db, Nomination) == []
        assert rows(db, Delivery) == []


@pytest.mark.parametrize("part", ["HR", "ADMIN"])
def test_recording_and_nominating_belong_to_members(store: Store, world: World, part: str):
    assert isinstance(refusal(store, world, part, "Hana Sato"), NotAllowed)


def test_words_are_added_once_by_those_who_see_the_work(store: Store, world: World):
    id_ = put_forward(store, world, "NOMINATOR", "Hana Sato")
    words = NominationWords(words="It saved my weekend.")
    outcomes = {"PEER": NotFound, "HR": NotAllowed, "NOMINATOR": Conflict, "SUBJECT": Invalid}
    for part, family in outcomes.items():
        with pytest.raises(family), store.write() as db:
            support(db, id_, by=world.viewer(part), draft=words, now=NOW)
    with store.write() as db:
        support(db, id_, by=world.viewer("MGR1"), draft=words, now=NOW)
    with store.read() as db:
        assert db.get_one(Contribution, id_).state == "confirmed"
