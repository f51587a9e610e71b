"""A question asked of a real Prometheus, from the form to the picture; and servers that answer with something else."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.connectors.http import Wire
from app.kit.reach import Reach
from app.worker.loop import run_due
from tests.connectors.loopback import Reply, answer, loopback
from tests.prometheus import hourly, prometheus
from tests.series import CHANGED, daily
from tests.site import Site, text_of
from tests.web.contribution_site import put_forward

QUESTION = {
    "source": "prometheus", "metric": "p95 of the order query", "unit": "ms", "kind": "other",
    "direction": "lower_is_better", "shape": "positive", "changed_on": CHANGED.isoformat(), "days_before": "112",
    "days_after": "56", "trigger": "planned", "none": "yes",
}  # fmt: skip


def connected(site: Site, address: str) -> str:
    """The id of the connection, once an administrator has made it. The operator has listed the host."""
    reach = Reach.of([address.removeprefix("http://")])
    object.__setattr__(site.wiring.settings, "reach", reach)
    object.__setattr__(site.wiring, "wire", Wire(reach, pause=lambda _seconds: None))
    answer = site.api("ADMIN", "POST", "/settings/gauges", json={"name": "Metrics", "address": address})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def measured(site: Site, work: str, connection: str, query: str) -> str:
    """What the page of the question says once the worker has run."""
    form = QUESTION | {"connection_id": connection, "query": query}
    made = site.page("SUBJECT", "POST", f"/contributions/{work}/measurements", data=form)
    assert made.status_code == 303, text_of(made)
    run_due(site.wiring, site.clock())
    return text_of(site.page("SUBJECT", "GET", made.headers["location"]))


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_real_server_is_asked_and_the_answer_stands_on_the_page(site: Site, tmp_path: Path):
    fell = daily(before=1800, after=420, days_before=112 + 120)
    with prometheus(tmp_path, {"order_p95_ms": hourly(fell)}) as address:
        connection = connected(site, address)
        work = put_forward(site)
        page = measured(site, work, connection, "avg(order_p95_ms)")
        run_due(site.wiring, site.clock())
        told = site.api("ADMIN", "GET", "/settings/gauges").json()["items"][0]
    assert "p95 of the order query fell from" in page
    assert (told["trouble"], told["read_at"] is not None) == ("", True)
    contribution = site.page("SUBJECT", "GET", f"/contributions/{work}")
    assert '<svg class="series"' in contribution.text


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (answer(body="<p>Sign in", media="text/html"), "a web page where JSON was due"),
        (answer(400, '{"status": "error", "error": "parse error"}'), "It says: parse error"),
        (answer(429, retry_after="900"), "too many requests"),
        (answer(503), "127.0.0.1 failed"),
        (answer(body='{"status": "success", "data": {"resultType": "matrix", "result": []}}'), "found no series"),
    ],
    ids=["a page", "400", "429", "503", "nothing"],
)
def test_a_server_that_gives_no_series_leaves_the_contribution_as_it_was(site: Site, reply: Reply, words: str):
    work = put_forward(site)
    before = site.api("SUBJECT", "GET", f"/contributions/{work}").json()
    with loopback(reply) as server:
        page = measured(site, work, connected(site, server.url), "up")
    assert words in page
    after = site.api("SUBJECT", "GET", f"/contributions/{work}").json()
    names = ("grade", "tier", "impacts", "version", "state")
    assert {name: before[name] for name in names} == {name: after[name] for name in names}


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_an_address_inside_the_network_needs_the_operators_word(site: Site):
    for address in ("http://127.0.0.1:9090", "https://10.1.2.3", "https://metrics.internal", "http://metrics.example"):
        answer = site.api("ADMIN", "POST", "/settings/gauges", json={"name": "Metrics", "address": address})
        assert (answer.status_code, answer.json()["code"]) == (422, "address_refused")


def test_a_stopped_connection_is_not_asked(site: Site):
    connection = connected(site, "http://127.0.0.1:9")
    work = put_forward(site)
    form = QUESTION | {"connection_id": connection, "query": "up"}
    made = site.page("SUBJECT", "POST", f"/contributions/{work}/measurements", data=form)
    assert site.api("ADMIN", "POST", f"/settings/gauges/{connection}/stop").json()["state"] == "stopped"
    run_due(site.wiring, site.clock() + timedelta(minutes=1))
    page = text_of(site.page("SUBJECT", "GET", made.headers["location"]))
    assert "The connection of this question is no longer in use." in page
