"""Records are joined and taken apart without losing a word, and without showing one to anybody new."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.actions.agree import set_visibility
from app.actions.assess import state_impact
from app.actions.attach import add_evidence, link_incident
from app.actions.restructure import merge, split
from app.domain import Contribution, Contributor, Evidence, Impact, IncidentLink, Nomination, Recognition, State
from app.domain.draft import read_values
from app.domain.impact_draft import ImpactDraft
from app.domain.review_draft import EvidenceDraft, LinkDraft, MergeDraft, SplitDraft, VisibilityDraft
from app.kit.errors import Code, Fault
from app.queries.contribution_pages import page_for
from tests.thunderdome import NOW, Thunderdome, as_viewer, ident, person, thank, work


def on(db, part, contribution_id):
    return sorted(db.execute(select(part.id).where(part.contribution_id == contribution_id)).scalars())


def people(db, contribution_id):
    mine = col(Contributor.contribution_id) == contribution_id
    return set(db.execute(select(col(Contributor.person_id)).where(mine)).scalars())


def nominate(db, contribution_id, author):
    said = Nomination(
        id=ident(), contribution_id=contribution_id, author_id=author.id, words="It held.", written_at=NOW
    )
    db.add(said)
    db.flush()
    return said.id


def proof(db, contribution_id, by):
    draft = EvidenceDraft(kind="pull_request", url="https://git.lanternfish.example/42")
    return add_evidence(db, contribution_id, by=as_viewer(by), draft=draft, now=NOW).id


def joined(db, world, old, new):
    into = MergeDraft(into=new.id)
    return merge(db, old.id, by=as_viewer(world.manager), draft=into, now=NOW)


def test_everything_that_was_said_is_found_on_the_one_that_stays(store):
    with store.write() as db:
        world = Thunderdome(db)
        old = work(db, "Retry budget for the gateway", world.peers[0], world.peers[1])
        new = work(db, "The gateway backs off", world.peers[1])
        by = as_viewer(world.peers[0])
        evidence, words = proof(db, old.id, world.peers[0]), nominate(db, old.id, world.erik)
        said = ImpactDraft(kind="bad_minutes", sentence="Afternoons are quiet.")
        impact = state_impact(db, old.id, by=by, draft=said, now=NOW).id
        link = link_incident(db, old.id, by=by, draft=LinkDraft(incident="INC-1", relation="prevents"), now=NOW).id
        thanks = thank(db, old, world.manager, world.peers[0], world.peers[1])
        assert joined(db, world, old, new) == new.id
        found = [on(db, part, new.id) for part in (Evidence, Nomination, Impact, IncidentLink, Recognition)]
        assert found == [[evidence], [words], [impact], [link], [thanks]]
        assert people(db, new.id) == {world.peers[0].id, world.peers[1].id}
        waiting = select(col(Contributor.waiting)).where(col(Contributor.contribution_id) == new.id)
        assert db.execute(waiting).scalars().all() == [False, False]
        gone = db.execute(select(Contribution).where(col(Contribution.id) == old.id)).scalar_one()
        db.refresh(gone)
        assert (gone.state, gone.merged_into_id) == (State.MERGED, new.id)


def test_what_one_person_wrote_on_both_stays_readable(store):
    with store.write() as db:
        world = Thunderdome(db)
        old, new = work(db, "Retry budget", world.peers[0]), work(db, "The gateway backs off", world.peers[0])
        kept, there = nominate(db, old.id, world.erik), nominate(db, new.id, world.erik)
        joined(db, world, old, new)
        assert (on(db, Nomination, old.id), on(db, Nomination, new.id)) == ([kept], [there])
        page = page_for(db, old.id, viewer=as_viewer(world.erik), now=NOW)
        assert [(one.kind, one.words) for one in page.notes] == [("nomination", "It held.")]


def test_of_two_circles_the_narrower_holds(store):
    with store.write() as db:
        world = Thunderdome(db)
        mine = as_viewer(world.peers[0])
        old, new = work(db, "Retry budget", world.peers[0]), work(db, "The gateway backs off", world.peers[0])
        for fix, circle in ((old, "private"), (new, "company")):
            wanted = VisibilityDraft(visibility=circle)
            set_visibility(db, fix.id, by=mine, draft=wanted, version=1, now=NOW)
        joined(db, world, old, new)
        circle = select(col(Contribution.visibility)).where(col(Contribution.id) == new.id)
        assert db.execute(circle).scalar_one() == "private"


def test_a_record_of_strangers_or_itself_is_no_target(store):
    with store.write() as db:
        world = Thunderdome(db)
        hidden = work(db, "Not for everybody", person(db, "Nadia Rossi"))
        for target in (hidden.id, world.repair.id, "PW-99"):
            with pytest.raises(Fault) as caught:
                merge(db, world.repair.id, by=as_viewer(world.erik), draft=MergeDraft(into=target), now=NOW)
            assert [(one.field, one.code) for one in caught.value.errors] == [("into", Code.BAD_CHOICE)]


def test_the_chosen_parts_become_a_record_of_their_own_that_begins_private(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Gateway and queue", *world.peers[:2])
        stays, goes = proof(db, fix.id, world.peers[0]), proof(db, fix.id, world.peers[1])
        draft = SplitDraft(title="The queue drains in order", contributors=(world.peers[1].id,), evidence=(goes,))
        new_id = split(db, fix.id, by=as_viewer(world.peers[0]), draft=draft, now=NOW)
        assert (people(db, fix.id), people(db, new_id)) == ({world.peers[0].id}, {world.peers[1].id})
        assert (on(db, Evidence, fix.id), on(db, Evidence, new_id)) == ([stays], [goes])
        new = db.execute(select(Contribution).where(col(Contribution.id) == new_id)).scalar_one()
        db.refresh(new)
        assert (new.visibility, new.split_from_id, new.state) == ("private", fix.id, State.PROPOSED)


def test_somebody_alone_on_a_record_stands_on_both_halves(store):
    with store.write() as db:
        world = Thunderdome(db)
        draft = SplitDraft(title="The index", contributors=(world.erik.id,))
        new_id = split(db, world.repair.id, by=as_viewer(world.erik), draft=draft, now=NOW)
        assert people(db, world.repair.id) == people(db, new_id) == {world.erik.id}


def test_what_belongs_elsewhere_cannot_be_split_off(store):
    with store.write() as db:
        world = Thunderdome(db)
        foreign = proof(db, world.fire.id, world.erik)
        draft = SplitDraft(title="x", contributors=(world.erik.id, world.peers[0].id), evidence=(foreign,))
        with pytest.raises(Fault) as caught:
            split(db, world.repair.id, by=as_viewer(world.erik), draft=draft, now=NOW)
        assert [(one.field, one.code) for one in caught.value.errors] == [
            ("contributors.1", Code.CONTRIBUTOR_UNKNOWN), ("evidence.0", Code.EVIDENCE_UNKNOWN)
        ]  # fmt: skip


def test_a_private_address_is_no_evidence(store):
    for url in (
        "http://10.0.0.1/x",
        "http://0x7f.1/",
        "https://localhost:8080/",
        "http://[::ffff:192.168.0.1]/",
        "https://wiki/",
    ):
        with pytest.raises(Fault) as caught:
            read_values(EvidenceDraft, {"kind": "ticket", "url": url})
        assert caught.value.code is Code.BAD_URL
