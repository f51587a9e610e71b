"""One series of a real Prometheus; and a clear sentence for whatever a server says instead of one series."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.connectors.http import Wire
from app.connectors.prometheus.client import PrometheusGauge
from app.domain.reading import MetricQuery, Reading
from app.kit.errors import Code, ToolFailed
from app.kit.reach import Reach
from tests.connectors.loopback import Loopback, Reply, answer, loopback
from tests.prometheus import hourly, prometheus

FIRST = datetime(2026, 3, 1, tzinfo=UTC)
ASKED = MetricQuery("queue", FIRST, FIRST + timedelta(hours=5), 3_600)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    days = [((FIRST + timedelta(days=n)).date(), 100.0 + n) for n in range(3)]
    series = {"queue": hourly(days), 'parts{zone="a"}': hourly(days), 'parts{zone="b"}': hourly(days)}
    with prometheus(tmp_path_factory.mktemp("prometheus"), series) as address:
        yield address


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(answer()) as running:
        yield running


def read(address: str, query: str = "queue", asked: MetricQuery = ASKED, secret: str = "") -> list[Reading]:
    wire = Wire(Reach.of([address.removeprefix("http://")]), pause=lambda _seconds: None)
    asked = MetricQuery(query, asked.first, asked.last, asked.step_seconds)
    return PrometheusGauge(wire).read(asked, config={"address": address}, secret=secret)


def refusal(address: str, query: str = "queue", asked: MetricQuery = ASKED, secret: str = "") -> ToolFailed:
    with pytest.raises(ToolFailed) as caught:
        read(address, query, asked, secret)
    return caught.value


def test_a_real_server_answers_with_its_series(real: str):
    found = read(real)
    assert [one.ts for one in found] == [FIRST + timedelta(hours=n) for n in range(6)]
    assert found[0].value == pytest.approx(100 * (1 - 11.5 / 200))


def test_a_real_server_explains_a_query_that_is_none(real: str):
    assert "did not accept the query. It says:" in refusal(real, "sum(").message


def test_several_series_are_named(real: str):
    said = refusal(real, "parts").message
    assert said.startswith("The query answers with 2 series where one is needed:")
    assert 'zone="a"' in said


def test_several_series_become_one_by_sum(real: str):
    assert len(read(real, "sum(parts)")) == 6


def test_a_series_that_is_not_there_is_said(real: str):
    assert refusal(real, "absent_metric").message.startswith("The query found no series in this time.")


def test_what_is_no_number_is_missing(real: str):
    found = read(real, "queue / scalar(hour() > bool 2)")
    assert [one.value is None for one in found] == [True, True, True, False, False, False]


def test_more_points_than_a_server_gives_are_not_asked_for(real: str):
    long = MetricQuery("queue", FIRST, FIRST + timedelta(days=500), 3_600)
    assert refusal(real, asked=long).code is Code.TOO_MANY


def matrix(*series: object) -> Reply:
    return answer(body=json.dumps({"status": "success", "data": {"resultType": "matrix", "result": list(series)}}))


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (answer(body="<html>Sign in", media="text/html"), "answered with a web page where JSON was due."),
        (answer(200, ""), "not whole JSON"),
        (answer(400, '{"status": "error", "error": "bad\\nquery"}'), "It says: bad query"),
        (answer(401, "no", "text/plain"), "asks for other credentials"),
        (answer(404, "no", "text/plain"), "is this a Prometheus?"),
        (answer(422, '{"status": "error"}'), "did not accept the query."),
        (answer(429), "asked to wait"),
        (answer(500, "oops", "text/plain"), "failed with status 500"),
        (answer(503), "failed with status 503"),
        (answer(302, location="http://127.0.0.1:9/"), "sent the request on"),
        (answer(body="[]"), "did not answer as a Prometheus does."),
        (answer(body='{"status": "success", "data": {"resultType": "vector", "result": []}}'), "something else than"),
        (answer(body='{"status": "success", "data": null}'), "something else than"),
        (matrix(), "found no series"),
        (matrix({"metric": {}, "values": []}), "without a single number"),
        (matrix({"metric": {}, "values": [[1, "NaN"], [2, "+Inf"]]}), "without a single number"),
        (matrix({"metric": {}, "values": [[1, "x"]]}), "cannot be read"),
        (matrix({"metric": {}}), "cannot be read"),
        (matrix({"metric": {}, "values": [[2, "1"], [1, "1"]]}), "times do not rise"),
        (matrix({"metric": {}, "values": [[1e300, "1"]]}), "cannot be read"),
        (answer(body=json.dumps({"x": "y" * 11_000_000})), "more than 10 MiB"),
    ],
)  # fmt: skip
def test_what_is_no_series_is_said_in_words(server: Loopback, reply: Reply, words: str):
    server.says(reply)
    assert words in refusal(server.url).message


def test_a_token_goes_along_and_stays_out_of_what_is_said(server: Loopback):
    server.says(answer(500, "you sent canary-77", "text/plain"))
    fault = refusal(server.url, secret="canary-77")
    assert server.seen[0].headers["authorization"] == "Bearer canary-77"
    assert "canary-77" not in f"{fault.message} {fault.body}"
