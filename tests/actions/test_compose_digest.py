"""Which few things an edition holds, in which order, and what never moves them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlmodel import col

from app.actions.act import act
from app.actions.compose_digest import compose_digests
from app.actions.enrol import rebuild_reporting_lines
from app.actions.show_fewer import show_fewer
from app.domain import ActKind, ContributionKind, Digest, DigestItem, Nomination, Relation, Slot
from app.domain.act_draft import ActDraft
from app.kit.weeks import Week
from app.worker.jobs.compose_digests import compose_due
from tests.thunderdome import NOW, Thunderdome, as_viewer, effect, ident, link, person, thank, work

WEEK = Week(2026, 21)
RESPONSE = ContributionKind.INCIDENT_RESPONSE


def compose(db, manager, week=WEEK, now=NOW):
    compose_digests(db, week=week, managers=[manager.id], now=now)
    return items(db, manager, week)


def items(db, manager, week=WEEK):
    """(ref or title, slot) in the order of the edition."""
    question = (
        select(DigestItem)
        .join(Digest, col(Digest.id) == col(DigestItem.digest_id))
        .where(col(Digest.manager_id) == manager.id, col(Digest.monday) == week.monday)
        .order_by(col(DigestItem.position))
    )
    return [(item.facts["ref"] or item.facts["title"], Slot(item.slot)) for item in db.execute(question).scalars()]


def edition(db, manager, week=WEEK):
    where = col(Digest.manager_id) == manager.id, col(Digest.monday) == week.monday
    return db.execute(select(Digest).where(*where)).scalar_one()


def test_the_quiet_repair_is_first_and_the_famous_fire_is_not_in_it(store):
    with store.write() as db:
        world = Thunderdome(db)
        assert compose(db, world.manager) == [("PW-1", Slot.QUIET_AND_LARGE)]
        assert compose(db, world.cto) == []


def test_one_from_each_slot_then_a_second_round(store):
    with store.write() as db:
        world = Thunderdome(db)
        a, b, c, d, e = world.peers
        follow = work(db, "Scripts are validated", a)
        link(db, follow, world.incident, Relation.FOLLOWS_UP)
        work(db, "Restored logins", b, c, kind=RESPONSE)
        work(db, "Deploy runbook", d, days_ago=91)
        effect(db, work(db, "Small index", e), "Faster", e, tier=1)
        work(db, "Too young to be known", e)
        assert compose(db, world.manager) == [
            ("PW-1", Slot.QUIET_AND_LARGE),
            ("Scripts are validated", Slot.BEHIND_A_FAMOUS_FIRE),
            ("Restored logins", Slot.RESPONSE_NOT_THANKED),
            ("Deploy runbook", Slot.LONG_UNSEEN),
            ("Small index", Slot.QUIET_AND_LARGE),
        ]
        made = edition(db, world.manager)
        assert (made.kept, made.kept_is_more) == (1, False)


def test_at_most_seven_and_a_person_at_most_twice(store):
    with store.write() as db:
        world = Thunderdome(db)
        for number in range(12):
            work(db, f"Old {number:02}", world.peers[number % 5], days_ago=100 + number)
        for number in range(3):
            work(db, f"Shared {number}", world.erik, world.peers[0], days_ago=200 + number)
        found = compose(db, world.manager)
        assert len(found) == 7
        named = [
            one["name"]
            for item in db.execute(select(DigestItem)).scalars()
            for one in item.facts["people"]
            if one["named"]
        ]
        assert max(named.count(name) for name in named) == 2


def test_tier_then_grade_then_silence_decide_within_a_slot(store):
    with store.write() as db:
        world = Thunderdome(db)
        a, b, c, d, _ = world.peers
        effect(db, work(db, "Large, asserted", a, days_ago=300), "x", a, tier=3, grade=1)
        effect(db, work(db, "Large, measured, younger", b, days_ago=10), "x", b, tier=3, grade=3)
        effect(db, work(db, "Large, measured, older", c, days_ago=50), "x", c, tier=3, grade=3)
        effect(db, work(db, "Critical, asserted", d, days_ago=2), "x", d, tier=4, grade=1)
        assert [title for title, _ in compose(db, world.manager)] == [
            "Critical, asserted", "PW-1", "Large, measured, older", "Large, measured, younger", "Large, asserted",
        ]  # fmt: skip


def test_names_nominations_and_length_of_text_move_nothing(store):
    with store.write() as db:
        plain = Thunderdome(db)
        for number, peer in enumerate(plain.peers):
            effect(db, work(db, f"Fix {number}", peer, days_ago=30 + number), "Better", peer, tier=3)
        first = compose(db, plain.manager)
        loud = _second_company(db, plain)
        assert [slot for _, slot in compose(db, loud)] == [slot for _, slot in first]
        order = [title.removesuffix(" again").split(" in ")[0] for title, _ in items(db, loud)]
        assert order == [title for title, _ in first]


def _second_company(db, plain):
    """The same work by people of other names, nominated by many in long words, recorded by somebody senior."""
    top = person(db, "Ærøskøbing Żaneta", None)
    manager = person(db, "Ms Grace Zulu", top, time_zone="Asia/Tokyo")
    people = [person(db, f"Zoë {letter}", manager) for letter in "FEDCBA"]
    rebuild_reporting_lines(db)
    repair = work(db, "PW-1 again", people[0], days_ago=60, recorder=top)
    effect(db, repair, "Degraded afternoons went from daily to none", people[0])
    for number, one in enumerate(people[1:]):
        again = work(db, f"Fix {number} in {'very ' * 15}many words", one, days_ago=30 + number, recorder=top)
        effect(db, again, "Better" * 200, one, tier=3)
        for author in plain.peers[:number]:
            db.add(
                Nomination(id=ident(), contribution_id=again.id, author_id=author.id, words="w" * 900, written_at=NOW)
            )
    return manager


def test_the_same_data_and_clock_give_the_same_edition_and_a_second_run_adds_none(store):
    with store.write() as db:
        world = Thunderdome(db)
        for number in range(20):
            work(db, f"Old {number:02}", world.peers[number % 5], days_ago=100)
        first = compose(db, world.manager)
        assert compose(db, world.manager) == first
        other = compose(db, world.manager, week=WEEK.plus(9), now=NOW + timedelta(weeks=9))
        assert [slot for _, slot in other] == [slot for _, slot in first]


def test_an_item_comes_back_after_eight_weeks_and_never_leaves_by_age(store):
    with store.write() as db:
        world = Thunderdome(db)
        seen = [
            bool(compose(db, world.manager, week=WEEK.plus(ahead), now=NOW + timedelta(weeks=ahead)))
            for ahead in range(17)
        ]
        assert [ahead for ahead, shown in enumerate(seen) if shown] == [0, 8, 16]


def test_week_53_has_its_edition(store):
    with store.write() as db:
        world = Thunderdome(db)
        late = NOW.replace(month=12, day=28)
        assert compose(db, world.manager, week=Week(2026, 53), now=late) == [("PW-1", Slot.QUIET_AND_LARGE)]
        assert edition(db, world.manager, Week(2026, 53)).monday == date(2026, 12, 28)


def test_thanking_one_of_three_leaves_the_other_two_in_the_next_edition(store):
    with store.write() as db:
        world = Thunderdome(db)
        shared = work(db, "Certificates renew", *world.peers[:3], days_ago=100)
        thank(db, shared, world.manager, world.peers[0])
        compose(db, world.manager)
        item = db.execute(select(DigestItem).where(col(DigestItem.contribution_id) == shared.id)).scalar_one()
        assert [(one["name"], one["thanked"], one["named"]) for one in item.facts["people"]] == [
            ("Peer A", True, False), ("Peer B", False, True), ("Peer C", False, True),
        ]  # fmt: skip


def test_what_is_passed_up_stands_in_the_next_managers_edition_once(store):
    with store.write() as db:
        world = Thunderdome(db)
        draft = ActDraft(act=ActKind.PASS_UP, sentence="This kept the shared SaaS alive.")
        act(db, world.repair.id, by=as_viewer(world.manager), draft=draft, now=NOW - timedelta(days=1))
        assert compose(db, world.cto) == [("PW-1", Slot.QUIET_AND_LARGE)]
        item = db.execute(select(DigestItem)).scalar_one()
        assert item.facts["passed_by"]["words"] == "This kept the shared SaaS alive."
        assert compose(db, world.cto, week=WEEK.plus(9), now=NOW + timedelta(weeks=9)) == []
        assert compose(db, world.manager) == []


def test_fewer_like_this_bounds_a_slot_for_eight_weeks(store):
    with store.write() as db:
        world = Thunderdome(db)
        for number, peer in enumerate(world.peers):
            work(db, f"Old {number}", peer, days_ago=100)
        show_fewer(db, slot=Slot.LONG_UNSEEN, by=as_viewer(world.manager), now=NOW)
        assert [slot for _, slot in compose(db, world.manager)] == [Slot.QUIET_AND_LARGE, Slot.LONG_UNSEEN]


def test_a_quiet_week_is_an_edition_without_items(store):
    with store.write() as db:
        world = Thunderdome(db)
        thank(db, world.repair, world.manager, world.erik)
        assert compose(db, world.manager) == []
        assert edition(db, world.manager).kept == 0


def test_each_manager_gets_the_week_once_their_own_hour_has_come(store):
    with store.write() as db:
        world = Thunderdome(db)
        world.manager.time_zone = "America/Lima"
        db.add(world.manager)
    assert compose_due(store, NOW) == 2
    assert compose_due(store, NOW) == 0
    assert compose_due(store, NOW.replace(hour=13)) == 1


def test_the_number_of_statements_does_not_follow_the_history(store):
    def statements(extra):
        count = []
        with store.write() as db:
            company = _company(db, extra)
            engine = db.get_bind()
            event.listen(engine, "before_cursor_execute", lambda *_: count.append(1))
            compose_digests(db, week=WEEK, managers=[one.id for one in company], now=NOW)
        return len(count)

    assert statements(1) == statements(30)


@pytest.mark.parametrize("days", [83, 84])
def test_twelve_weeks_make_long_unseen(store, days):
    with store.write() as db:
        world = Thunderdome(db)
        thank(db, world.repair, world.manager, world.erik)
        work(db, "Runbook", world.erik, days_ago=days)
        assert compose(db, world.manager) == ([("Runbook", Slot.LONG_UNSEEN)] if days == 84 else [])


def _company(db, works):
    top = person(db, "Top")
    managers = [person(db, f"Manager {number}", top) for number in range(3)]
    for manager in managers:
        report = person(db, f"Report of {manager.name}", manager)
        for number in range(works):
            work(db, f"Old {number}", report, days_ago=100 + number)
    return managers
