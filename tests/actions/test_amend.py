"""What a person changes of themself, what an administrator changes, and what nobody does."""

from datetime import UTC, datetime

import pytest

from app.actions.amend import amend
from app.actions.enrol import enrol
from app.actions.set_up import add_service, add_team, change_team, remove_team
from app.domain import Person, Viewer
from app.domain.person_draft import HandleDraft, HandleKind, PersonChange, PersonDraft, Right, ServiceDraft, TeamDraft
from app.kit.errors import Code, Fault
from app.queries import people

NOW = datetime(2026, 5, 18, 8, 5, tzinfo=UTC)


def as_viewer(person: Person) -> Viewer:
    return Viewer(
        person_id=person.id, name=person.name, pseudonym=person.pseudonym, is_member=person.is_member,
        is_hr=person.is_hr, is_admin=person.is_admin,
    )  # fmt: skip


class Cast:
    def __init__(self, db):
        self.db = db
        self.sam = self.join("Sam", roles=[Right.ADMIN])
        self.marcus = self.join("Marcus")
        self.erik = self.join("Erik", manager=self.marcus.id)
        self.jun = self.join("Jun")
        self.petra = self.join("Petra", roles=[Right.HR])

    def join(self, name, **more):
        draft = PersonDraft(name=name, email=f"{name.lower()}@lanternfish.example", **more)
        return enrol(self.db, by=None, draft=draft, now=NOW)

    def amend(self, whom, by, version=None, **given):
        return amend(
            self.db, person_id=whom.id, by=as_viewer(by), draft=PersonChange(**given), version=version, now=NOW
        )

    def refused(self, *args, **given) -> Code:
        with pytest.raises(Fault) as caught:
            self.amend(*args, **given)
        return caught.value.code


def test_a_name_language_and_zone_are_ones_own(store):
    with store.write() as db:
        cast = Cast(db)
        erik = cast.amend(cast.erik, cast.erik, name="Erik  Nyman", time_zone="Europe/Oslo", locale="en-GB")
        assert (erik.name_folded, erik.time_zone, erik.locale) == ("erik  nyman", "Europe/Oslo", "en-GB")
        for other in (cast.jun, cast.marcus, cast.petra):
            assert cast.refused(cast.erik, other, name="Somebody else") == Code.NOT_ALLOWED


def test_place_and_address_are_the_administrators(store):
    with store.write() as db:
        cast = Cast(db)
        for field, value in (("manager", cast.jun.id), ("email", "e@lanternfish.example"), ("team", "")):
            assert cast.refused(cast.erik, cast.erik, **{field: value}) == Code.NOT_ALLOWED
        cast.amend(cast.erik, cast.sam, manager="JUN@lanternfish.example")
        assert people.is_above(db, cast.jun.id, cast.erik.id)
        assert not people.is_above(db, cast.marcus.id, cast.erik.id)
        assert cast.refused(cast.erik, cast.sam, email="Jun@lanternfish.example") == Code.EMAIL_TAKEN


def test_nobody_changes_their_own_roles(store):
    with store.write() as db:
        cast = Cast(db)
        for who in (cast.sam, cast.erik):
            assert cast.refused(who, who, roles=[Right.ADMIN, Right.HR]) == Code.SELF_GRANT
        assert cast.amend(cast.erik, cast.sam, roles=[Right.MEMBER, Right.HR]).is_hr


def test_a_stale_version_is_refused(store):
    with store.write() as db:
        cast = Cast(db)
        cast.amend(cast.erik, cast.erik, version=1, name="Erik Nyman")
        assert cast.refused(cast.erik, cast.erik, version=1, name="Erik") == Code.PRECONDITION_FAILED


def test_private_fields_are_for_the_person_their_chain_and_hr(store):
    with store.write() as db:
        cast = Cast(db)
        cast.amend(cast.erik, cast.erik, handles=[HandleDraft(kind=HandleKind.CHAT, value="Erik.N")])
        seen = {
            who.name: people.page_for(db, cast.erik.id, viewer=as_viewer(who)).private
            for who in (cast.erik, cast.marcus, cast.petra, cast.jun, cast.sam)
        }
        assert [name for name, private in seen.items() if private] == ["Erik", "Marcus", "Petra"]
        assert [one.value for one in seen["Petra"].handles] == ["erik.n"]
        assert seen["Petra"].manager.name == "Marcus"


def test_a_team_name_is_taken_in_any_case_but_not_without_its_marks(store):
    with store.write() as db:
        add_team(db, by=None, draft=TeamDraft(name="Zażółć"), now=NOW)
        add_team(db, by=None, draft=TeamDraft(name="Zazolc"), now=NOW)
        with pytest.raises(Fault) as caught:
            add_team(db, by=None, draft=TeamDraft(name="ZAŻÓŁĆ"), now=NOW)
        assert caught.value.code == Code.NAME_TAKEN


def test_a_team_with_people_stays(store):
    with store.write() as db:
        cast = Cast(db)
        storage = add_team(db, by=None, draft=TeamDraft(name="Storage"), now=NOW)
        add_service(db, by=None, draft=ServiceDraft(name="Ledger", team="storage"), now=NOW)
        empty = add_team(db, by=None, draft=TeamDraft(name="Empty", parent="Storage"), now=NOW)
        sam = as_viewer(cast.sam)
        remove_team(db, team_id=empty.id, by=sam, version=1, now=NOW)
        with pytest.raises(Fault) as caught:
            remove_team(db, team_id=storage.id, by=sam, version=1, now=NOW)
        assert caught.value.code == Code.NOT_EMPTY


def test_a_team_does_not_stand_within_itself(store):
    with store.write() as db:
        sam = as_viewer(Cast(db).sam)
        unit = add_team(db, by=None, draft=TeamDraft(name="Unit"), now=NOW)
        add_team(db, by=None, draft=TeamDraft(name="Part", parent="Unit"), now=NOW)
        with pytest.raises(Fault) as caught:
            change_team(db, team_id=unit.id, by=sam, draft=TeamDraft(name="Unit", parent="Part"), version=1, now=NOW)
        assert caught.value.code == Code.BAD_CHOICE
