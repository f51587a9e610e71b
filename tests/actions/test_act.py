"""What an act leaves behind, and what is left of it once it was taken back."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from app.actions.act import act, undo_act
from app.actions.compose_digest import compose_digests
from app.domain import ActKind, Delivery, DeliveryState, DigestItem, Note
from app.domain.act_draft import ActDraft
from app.kit.weeks import Week
from tests.thunderdome import NOW, Thunderdome, as_viewer

WEEK = Week(2026, 21)


def composed(db, manager) -> int:
    compose_digests(db, week=WEEK, managers=[manager.id], now=NOW)
    return len(db.execute(select(DigestItem)).all())


def plan(db, world):
    draft = ActDraft(act=ActKind.SCHEDULE, occasion="one_to_one")
    return act(db, world.repair.id, by=as_viewer(world.manager), draft=draft, now=NOW)


def test_what_is_planned_rests_until_its_day_is_over(store):
    with store.write() as db:
        world = Thunderdome(db)
        assert plan(db, world).on_date == NOW.date() + timedelta(days=7)
        assert composed(db, world.manager) == 0


def test_an_act_that_was_taken_back_lets_the_work_wait_again(store):
    with store.write() as db:
        world = Thunderdome(db)
        undo_act(db, plan(db, world).id, by=as_viewer(world.manager), now=NOW)
        assert composed(db, world.manager) == 1


def test_something_not_accurate_asks_whoever_put_it_forward_and_undo_unasks(store):
    with store.write() as db:
        world = Thunderdome(db)
        draft = ActDraft(act=ActKind.NOT_NOW, reason="not_accurate")
        done = act(db, world.repair.id, by=as_viewer(world.manager), draft=draft, now=NOW)
        letters = select(col(Delivery.recipient_id), col(Delivery.state)).where(col(Delivery.kind) == "asked")
        assert [tuple(row) for row in db.execute(letters)] == [(world.erik.id, DeliveryState.DUE)]
        undo_act(db, done.id, by=as_viewer(world.manager), now=NOW)
        assert [tuple(row) for row in db.execute(letters)] == [(world.erik.id, DeliveryState.SKIPPED)]
        assert db.execute(select(Note)).all() == []
