"""A look at a page waits for nobody: neither for whoever writes nor for a long look of somebody else."""

from concurrent.futures import ThreadPoolExecutor, wait

from app.web.doorway import Doorway
from tests.site import Site
from tests.web.contribution_site import put_forward

SECONDS = 5


def test_pages_open_while_somebody_writes(site: Site) -> None:
    work = put_forward(site)
    site.api("SUBJECT", "GET", "/contributions")  # the first use of the day is written down
    looks = [("page", "/contributions"), ("page", f"/contributions/{work}"), ("api", "/contributions")]
    with site.world.store.write(), ThreadPoolExecutor() as pool:
        waiting = [pool.submit(getattr(site, face), "SUBJECT", "GET", path) for face, path in looks]
        done, _ = wait(waiting, SECONDS)
        answered = [one.result().status_code for one in done]
    assert answered == [200, 200, 200]


def test_a_swift_look_with_a_question_goes_to_a_thread_and_answers_the_same(site: Site) -> None:
    put_forward(site)
    plain, asked = (site.page("SUBJECT", "GET", path).text for path in ("/contributions", "/contributions?kind="))
    assert plain.count('data-label="Finished"') == asked.count('data-label="Finished"') == 1


def test_deeds_never_run_where_pages_are_looked_at() -> None:
    doors = Doorway()
    doors.post("/deeds")(lambda: None)
    doors.get("/looks")(lambda: None)
    assert [(door.path, door.slow) for door in doors.doors] == [("/deeds", True), ("/looks", False)]
