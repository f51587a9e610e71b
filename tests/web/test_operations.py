"""/operations: an administrator sees what runs next, what waits and what failed, and nobody's words."""

from datetime import timedelta

from app.actions.deliver import queue_letters
from app.actions.keep_time import enqueue
from app.worker.loop import run_jobs
from app.worker.schedule import SCHEDULE
from tests.site import Site, text_of


def test_what_ran_is_shown_with_its_next_run(site: Site):
    run_jobs(site.wiring, site.clock())
    runs = {one["kind"]: one for one in site.api("ADMIN", "GET", "/operations").json()["runs"]}
    assert set(runs) == {entry.kind for entry in SCHEDULE}
    assert {one["last_at"] for one in runs.values()} == {"2026-05-18T08:05:00Z"}
    assert runs["compose_digests"]["next_at"] == "2026-05-18T08:15:00Z"
    assert runs["sweep"]["next_at"] == "2026-05-18T09:00:00Z"
    assert "Nothing has failed." in text_of(site.page("ADMIN", "GET", "/operations"))


def test_what_failed_is_shown_with_its_next_try_until_it_is_given_up(site: Site):
    now = site.clock()
    with site.wiring.store.write() as db:
        enqueue(db, kind="of_another_version", dedupe_key="one", payload={}, run_at=now, now=now)
    run_jobs(site.wiring, site.clock())
    (failure,) = site.api("ADMIN", "GET", "/operations").json()["failures"]
    assert (failure["attempts"], failure["next_at"]) == (1, "2026-05-18T08:06:00Z")
    assert failure["error"].startswith("StopIteration at _perform")
    for _ in range(7):
        site.clock.pass_by(hours=7)
        run_jobs(site.wiring, site.clock())
    assert site.api("ADMIN", "GET", "/operations").json()["failures"][0]["next_at"] is None
    assert "of another version StopIteration at _perform" in text_of(site.page("ADMIN", "GET", "/operations"))
    assert "given up" in text_of(site.page("ADMIN", "GET", "/operations"))


def test_work_that_nobody_takes_up_is_seen_to_wait(site: Site):
    now = site.clock()
    with site.wiring.store.write() as db:
        enqueue(db, kind="sweep", dedupe_key="one", payload={}, run_at=now - timedelta(minutes=20), now=now)
        people = [site.world.ids["SUBJECT"]]
        queue_letters(db, kind="nominated", occasion="one", recipients=people, now=now)
    found = site.api("ADMIN", "GET", "/operations").json()
    assert found["oldest_due_seconds"] == 1200
    assert found["letters"] == [{"channel": "mail", "state": "due", "count": 1}]
    page = text_of(site.page("ADMIN", "GET", "/operations"))
    assert "has waited for 20 min" in page
    assert "mail about to leave 1" in page
