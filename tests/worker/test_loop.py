"""The worker: what is due is run once, what fails is kept, what has had its time goes."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.actions.deliver import queue_letters
from app.database import Store
from app.domain import AuditEvent, Delivery, HeldText, Job
from app.domain import Session as SignedIn
from app.kit.clock import fixed_clock
from app.kit.templating import make_environment
from app.wiring import Wiring, shipped
from app.worker import schedule
from app.worker.loop import run_due
from app.worker.schedule import Entry
from tests.site import settings_for
from tests.world import NOW, World


@pytest.fixture
def wiring(store: Store, tmp_path: Path) -> Wiring:
    url = store.engine.url.render_as_string(hide_password=False)
    return Wiring(settings_for(tmp_path, url), store, fixed_clock(NOW), make_environment(shipped("templates")))


def jobs(db: Session) -> dict[str, Job]:
    return {job.kind: job for job in db.exec(select(Job))}


def test_each_slot_is_run_once_however_often_the_list_is_looked_at(wiring: Wiring):
    assert run_due(wiring, NOW) == len(schedule.SCHEDULE)
    assert run_due(wiring, NOW + timedelta(seconds=20)) == 0
    each_minute = [entry.kind for entry in schedule.SCHEDULE if entry.every == timedelta(minutes=1)]
    assert run_due(wiring, NOW + timedelta(minutes=1)) == len(each_minute)


def test_a_notice_reaches_its_reader_when_its_time_to_undo_has_passed(wiring: Wiring):
    world = World.make(wiring.store)
    due = NOW + timedelta(minutes=10)
    with wiring.store.write() as db:
        queue_letters(
            db, kind="recognised", occasion="recognised:1", recipients=[world.ids["SUBJECT"]], due_at=due, now=NOW
        )  # fmt: skip
    run_due(wiring, NOW)
    with wiring.store.read() as db:
        assert db.exec(select(Delivery).where(Delivery.channel == "app")).one().state == "due"
    run_due(wiring, due)
    with wiring.store.read() as db:
        row = db.exec(select(Delivery).where(Delivery.channel == "app")).one()
    assert (row.state, row.sent_at) == ("sent", due)


def test_a_job_that_fails_stops_no_other_and_says_where(wiring: Wiring, monkeypatch: pytest.MonkeyPatch):
    def breaks(_wiring: Wiring, _now: object) -> None:
        raise ValueError("words of somebody")

    entries = tuple(
        Entry(one.kind, one.every, breaks if one.kind == "compose_digests" else one.run) for one in schedule.SCHEDULE
    )
    monkeypatch.setattr("app.worker.loop.SCHEDULE", entries)
    run_due(wiring, NOW)
    with wiring.store.read() as db:
        found = jobs(db)
    assert found["sweep"].done_at == NOW
    assert found["compose_digests"].done_at is None
    assert found["compose_digests"].run_at == NOW + timedelta(minutes=1)
    assert "ValueError at breaks" in found["compose_digests"].error
    assert "words of somebody" not in found["compose_digests"].error


def test_a_worker_that_is_asked_to_stop_claims_nothing_more(wiring: Wiring):
    ending = threading.Event()
    ending.set()
    assert run_due(wiring, NOW, ending=ending) == 0
    with wiring.store.read() as db:
        assert all(job.done_at is None for job in jobs(db).values())


def test_the_sweep_takes_what_has_had_its_time_and_leaves_the_rest(wiring: Wiring):
    world = World.make(wiring.store)
    with wiring.store.write() as db:
        row = db.get_one(SignedIn, db.exec(select(SignedIn.id)).first())
        row.seen_at = NOW - timedelta(days=30)
        db.add(row)
        for number, age in enumerate((23, 24)):
            db.add(HeldText(id=f"{number}" * 64, path="/", fields=[], created_at=NOW - timedelta(hours=age)))
    folder = wiring.settings.data_folder / "exports"
    folder.mkdir()
    (folder / "019e3a1d-0000-7000-8000-000000000000.csv").write_text("of an export that is gone")
    run_due(wiring, NOW)
    with wiring.store.read() as db:
        assert len(db.exec(select(HeldText)).all()) == 1
        assert len(db.exec(select(SignedIn)).all()) == len(world.cookies) - 1
        note = db.exec(select(AuditEvent).where(AuditEvent.action == "swept")).one()
    assert note.changes == {"sessions": 1, "held_texts": 1}
    assert list(folder.iterdir()) == []
