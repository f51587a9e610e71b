"""People come in, move and leave; the tree above them is right after each."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select
from sqlmodel import col

from app.actions.enrol import change_manager, enrol, rebuild_reporting_lines
from app.actions.enrol_many import enrol_many
from app.actions.issue_token import issue_token
from app.actions.leave import deactivate, reinstate
from app.domain import AuditEvent, Person, ReportingLine, Viewer
from app.domain.person_draft import HandleDraft, HandleKind, PersonDraft, Right
from app.domain.token_draft import TokenDraft
from app.kit.errors import Code, Conflict, Fault, Invalid, NotAllowed
from app.queries import people_named, tokens

NOW = datetime(2026, 5, 18, 8, 5, tzinfo=UTC)


def join(db, name, manager="", **more):
    draft = PersonDraft(name=name, email=f"{name.lower()}@lanternfish.example", manager=manager, **more)
    return enrol(db, by=None, draft=draft, now=NOW)


def lines(db):
    return set(
        db.execute(select(col(ReportingLine.above_id), col(ReportingLine.below_id), col(ReportingLine.distance)))
    )


def code_of(attempt) -> Code:
    with pytest.raises(Fault) as caught:
        attempt()
    return caught.value.code


def chain(db, length):
    """Each reports to the one before."""
    people = [join(db, "P0")]
    for place in range(1, length):
        people.append(join(db, f"P{place}", people[-1].id))
    return people


def test_whoever_joins_stands_below_everybody_above_their_manager(store):
    with store.write() as db:
        ceo, cto, lead = chain(db, 3)
        erik = join(db, "Erik", manager="P2@LANTERNFISH.example")
        above = select(col(ReportingLine.above_id), col(ReportingLine.distance)).where(
            col(ReportingLine.below_id) == erik.id
        )
        assert set(db.execute(above)) == {(ceo.id, 3), (cto.id, 2), (lead.id, 1), (erik.id, 0)}


def test_moving_a_manager_moves_everybody_below(store):
    with store.write() as db:
        ceo, cto, lead, erik = chain(db, 4)
        other = join(db, "Other", ceo.id)
        change_manager(db, person_id=lead.id, manager=other.id, by=None, now=NOW)
        kept = lines(db)
        assert (other.id, erik.id, 2) in kept
        assert not [one for one in kept if one[0] == cto.id and one[1] in (lead.id, erik.id)]
        rebuild_reporting_lines(db)
        assert lines(db) == kept


def test_moving_to_the_top_leaves_nobody_above(store):
    with store.write() as db:
        _ceo, _cto, lead, erik = chain(db, 4)
        change_manager(db, person_id=lead.id, manager="", by=None, now=NOW)
        assert {above for above, below, _ in lines(db) if below == erik.id} == {lead.id, erik.id}


@pytest.mark.parametrize("length", [1, 2, 15])
def test_a_circle_is_refused(store, length):
    with store.write() as db:
        people = chain(db, length)
        assert code_of(
            lambda: change_manager(db, person_id=people[0].id, manager=people[-1].id, by=None, now=NOW)
        ) == Code.ORG_CYCLE  # fmt: skip


def test_a_move_takes_as_many_statements_for_a_large_subtree_as_for_a_small_one(sqlite_store):
    def statements(people):
        seen: list[str] = []
        with sqlite_store.write() as db:
            event.listen(sqlite_store.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
            change_manager(db, person_id=people[1].id, manager=people[0].id, by=None, now=NOW)
            return len(seen)

    with sqlite_store.write() as db:
        few = chain(db, 3)
        many = [join(db, "Q0"), join(db, "Q1", "q0@lanternfish.example")]
        many += [join(db, f"Q{n}", "q1@lanternfish.example") for n in range(2, 40)]
    assert statements(many) == statements(few)


def test_a_tree_may_be_a_hundred_levels_deep_and_no_more(store):
    with store.write() as db:
        people = chain(db, 100)
        assert code_of(lambda: join(db, "Deeper", people[-1].id)) == Code.TREE_TOO_DEEP
        top = join(db, "Top")
        assert code_of(
            lambda: change_manager(db, person_id=people[0].id, manager=top.id, by=None, now=NOW)
        ) == Code.TREE_TOO_DEEP  # fmt: skip


def test_a_manager_must_be_somebody_active(store):
    with store.write() as db:
        lead = join(db, "Lead")
        deactivate(db, person_id=lead.id, by=None, now=NOW)
        assert code_of(lambda: join(db, "Erik", lead.id)) == Code.MANAGER_NOT_ACTIVE
        assert code_of(lambda: join(db, "Hana", "nobody@lanternfish.example")) == Code.MANAGER_NOT_ACTIVE


@pytest.mark.parametrize("spelling", ["ERIK@lanternfish.example", "eriK@Lanternfish.example"])
def test_an_address_is_taken_in_any_case(store, spelling):
    with store.write() as db:
        join(db, "Erik")
        again = PersonDraft(name="Erik II", email=spelling)
        assert code_of(lambda: enrol(db, by=None, draft=again, now=NOW)) == Code.EMAIL_TAKEN


def test_only_an_administrator_enrols(store):
    peer = Viewer(person_id="x", name="Peer", pseudonym="p")
    with store.write() as db, pytest.raises(NotAllowed):
        enrol(db, by=peer, draft=PersonDraft(name="N", email="n@lanternfish.example"), now=NOW)


def test_a_leaver_loses_every_way_in_and_keeps_their_place(store):
    with store.write() as db:
        _boss, lead, erik = chain(db, 3)
        token = issue_token(db, person_id=lead.id, by=None, draft=TokenDraft(name="ci", scopes=["read"]), now=NOW)
        assert tokens.verify_token(db, token.token, now=NOW) is not None
        before = lines(db)
        deactivate(db, person_id=lead.id, by=None, now=NOW)
        assert tokens.verify_token(db, token.token, now=NOW) is None
        assert lines(db) == before
        assert db.get(Person, erik.id).manager_id == lead.id
        reinstate(db, person_id=lead.id, by=None, now=NOW)
        assert tokens.verify_token(db, token.token, now=NOW) is None


def test_the_last_administrator_stays(store):
    with store.write() as db:
        sam = join(db, "Sam", roles=[Right.ADMIN])
        assert code_of(lambda: deactivate(db, person_id=sam.id, by=None, now=NOW)) == Code.LAST_ADMIN
        join(db, "Second", roles=[Right.ADMIN, Right.MEMBER])
        deactivate(db, person_id=sam.id, by=None, now=NOW)
        assert not db.get(Person, sam.id).active


def test_many_people_come_in_at_once_in_any_order(store):
    drafts = [
        PersonDraft(name="Erik", email="erik@lanternfish.example", manager="Marcus@lanternfish.example"),
        PersonDraft(name="Marcus", email="marcus@lanternfish.example", manager="layla@lanternfish.example"),
        PersonDraft(name="ليلى حداد", email="layla@lanternfish.example"),
    ]
    with store.write() as db:
        ids = enrol_many(db, by=None, drafts=drafts, now=NOW)
        assert (ids["layla@lanternfish.example"], ids["erik@lanternfish.example"], 2) in lines(db)
        assert len(db.execute(select(AuditEvent.seq)).all()) == 3


def test_a_bad_row_among_many_applies_nothing_and_is_named(store):
    drafts = [
        PersonDraft(name="Erik", email="erik@lanternfish.example", team="Storage"),
        PersonDraft(name="Erik", email="ERIK@lanternfish.example", manager="nobody@lanternfish.example"),
    ]
    with store.write() as db:
        with pytest.raises(Invalid) as caught:
            enrol_many(db, by=None, drafts=drafts, now=NOW)
        assert [(one.field, one.code) for one in caught.value.errors] == [
            ("0.team", Code.TEAM_UNKNOWN), ("1.email", Code.EMAIL_TAKEN), ("1.manager", Code.MANAGER_NOT_ACTIVE),
        ]  # fmt: skip
        assert db.execute(select(Person.id)).all() == []


def test_a_circle_among_many_is_refused(store):
    drafts = [
        PersonDraft(name="A", email="a@lanternfish.example", manager="b@lanternfish.example"),
        PersonDraft(name="B", email="b@lanternfish.example", manager="a@lanternfish.example"),
    ]
    with store.write() as db, pytest.raises(Conflict) as caught:
        enrol_many(db, by=None, drafts=drafts, now=NOW)
    assert caught.value.code == Code.ORG_CYCLE


def test_a_person_is_found_by_id_address_handle_or_name(store):
    with store.write() as db:
        hana = join(db, "Hana", handles=[HandleDraft(kind=HandleKind.CODE_HOST, value="Hana-S")])
        join(db, "Jun")
        twin = PersonDraft(name="Jun", email="jun.two@lanternfish.example")
        enrol(db, by=None, draft=twin, now=NOW)
        given = [hana.id, "HANA@lanternfish.example", "hana-s", "hána", "Jun", "nobody"]
        found = people_named.named(db, given)
        assert {text: one.id for text, one in found.items()} == dict.fromkeys(given[:4], hana.id)


def test_nobody_takes_the_handle_of_somebody_else(store):
    handle = HandleDraft(kind=HandleKind.GIT_EMAIL, value="hana@old.example")
    with store.write() as db:
        join(db, "Hana", handles=[handle])
        assert code_of(lambda: join(db, "Jun", handles=[handle])) == Code.NAME_TAKEN
