"""Who sees which candidates: the list and the rights say the same of everybody, and the list pages whole."""

from datetime import timedelta

from sqlmodel import col, select

from app.actions.propose_follow_ups import propose_follow_ups
from app.database import Store
from app.domain import Candidate, FollowUp, Incident
from app.domain.candidate_draft import CandidatesQuery
from app.domain.candidate_rights import can_see
from app.kit.ids import new_id
from app.queries import candidate_scope, discovery_settings
from app.queries.candidates import listed
from tests.discovered import Piece, a_repository, discover
from tests.world import NOW, World

MEMBERS = ("TOP", "MGR1", "MGR2", "MGRX", "SUBJECT", "TEAMMATE", "NOMINATOR", "PEER")
WHO = ("SUBJECT", "TEAMMATE", "PEER", "NOMINATOR", "ada@elsewhere.example")
WORDS = (("clear", 0.9), ("likely", 0.7), ("maybe", 0.5))


def pieces() -> list[Piece]:
    """Every word, with and without a head start, by one or two people, some of them unknown."""
    found = []
    for number, (first, second) in enumerate((one, two) for one in WHO for two in WHO if one <= two):
        word, confidence = WORDS[number % 3]
        people = [(first, "led")] if first == second else [(first, "led"), (second, "helped")]
        last = (NOW - timedelta(days=20 if number % 2 else 60)).date()
        name = f"work {number:02}"
        found.append(
            Piece(name, people, 3, last, word, confidence, key=f"e-{number}", tags=("tests",), share=0.5 + number / 40)
        )
    return found


def test_the_list_and_the_rights_say_the_same_of_everybody(store: Store):
    world = World.make(store)
    with store.write() as db:
        discover(db, a_repository(db, world, team="Payments"), *pieces())
    with store.read() as db:
        ids = list(db.exec(select(Candidate.id)))
        for part in MEMBERS:
            viewer = world.viewer(part)
            by_list: list[str] = []
            cursor = None
            while True:
                page = listed(db, viewer=viewer, query=CandidatesQuery(limit=4), cursor=cursor, now=NOW)
                by_list += [one.id for one in page.rows]
                cursor = page.next
                if cursor is None:
                    break
            standings = [candidate_scope.standing_of(db, viewer, one, now=NOW) for one in ids]
            by_rights = {one.candidate_id for one in standings if one and can_see(one)}
            assert len(by_list) == len(set(by_list))
            assert set(by_list) == by_rights, part
            assert 0 < len(by_rights) < len(ids), part


def test_the_order_is_of_work_and_the_same_for_everybody(store: Store):
    world = World.make(store)
    with store.write() as db:
        discover(db, a_repository(db, world), *pieces())
        _complete_a_follow_up(db, world)
    with store.read() as db:
        every = [(one.place, one.id) for one in db.exec(select(Candidate))]
        order = {id_: number for number, (_, id_) in enumerate(sorted(every))}
        for part in MEMBERS:
            page = listed(db, viewer=world.viewer(part), query=CandidatesQuery(limit=100), cursor=None, now=NOW)
            places = [order[one.id] for one in page.rows]
            assert places == sorted(places)
        first = listed(db, viewer=world.viewer("SUBJECT"), query=CandidatesQuery(), cursor=None, now=NOW).rows[0]
    assert (first.rule, first.title, first.source) == ("follow_up_done", "Restart what was asleep", "INC-7")


def test_a_follow_up_of_a_restricted_incident_is_proposed_to_nobody(store: Store):
    world = World.make(store)
    with store.write() as db:
        assert _complete_a_follow_up(db, world, restricted=True) == 0
    with store.write() as db:
        for incident in db.exec(select(Incident)):
            incident.restricted = False
            db.add(incident)
        db.flush()
        settings = discovery_settings.read(db)
        assert [propose_follow_ups(db, settings=settings, now=NOW) for _ in range(2)] == [1, 0]
        assert db.exec(select(col(Candidate.state))).one() == "open"


def _complete_a_follow_up(db, world: World, *, restricted: bool = False) -> int:
    incident = Incident(
        id=new_id(NOW), ref="INC-7", title="Half of it slept", started_at=NOW, recorded_at=NOW, restricted=restricted
    )
    db.add(incident)
    db.flush()
    done = (NOW - timedelta(days=40)).date()
    task = FollowUp(id=new_id(NOW), incident_id=incident.id, title="Restart what was asleep", done_on=done)
    task.owner_id = world.ids["SUBJECT"]
    db.add(task)
    db.flush()
    return propose_follow_ups(db, settings=discovery_settings.read(db), now=NOW)
