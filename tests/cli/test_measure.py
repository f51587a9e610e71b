"""`unsung measure`: a file or a query in; the sentence, the figures and the grade out, or what is wrong by line."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.connectors.loopback import answer, loopback
from tests.series import CHANGED, as_file, daily


@pytest.fixture
def fall(tmp_path: Path) -> Path:
    file = tmp_path / "p95_query_ms.csv"
    file.write_bytes(as_file(daily(before=1840, after=410)))
    return file


def test_a_fall_is_told_with_its_figures_its_checks_and_its_grade(terminal: Command, fall: Path):
    asked = ("--metric", "p95 query time", "--unit", "ms", "--no-other-changes", "--trigger", "incident")
    said = terminal("measure", "--series", fall, "--change", CHANGED, *asked)
    assert (said.status, said.err) == (0, "")
    assert re.match(
        r"p95 query time fell from 1,\d\d0 to 4\d\d ms \(-7\d %, 90 % interval -7\d to -\d\d %\), 14 weeks before",
        said.out,
    )
    assert re.search(r"^before +1,\d\d0 ms +98 days +2025-11-10 to 2026-02-15$", said.out, re.MULTILINE)
    assert re.search(r"^left out +2026-02-16 to 2026-03-01$", said.out, re.MULTILINE)
    assert re.search(r"^effect +-1,\d\d0 ms +90 % interval +-1,\d\d0 to -1,\d\d0 ms$", said.out, re.MULTILINE)
    assert re.search(r"^passed  a change pretended inside the baseline shows no effect \(z 0", said.out, re.MULTILINE)
    assert "Grade: measured." in said.out


def test_it_needs_no_database_and_leaves_nothing_behind(terminal: Command, fall: Path, data: Path):
    assert terminal("measure", "--series", fall, "--change", CHANGED).status == 0
    assert list(data.iterdir()) == []


def test_without_the_word_on_other_changes_it_is_at_most_estimated(terminal: Command, fall: Path):
    said = terminal("measure", "--series", fall, "--change", CHANGED)
    assert said.out.startswith("After the change, p95_query_ms.csv was 4")
    assert "Grade: estimated.\n  Nobody was asked about other changes." in said.out


def test_json_is_the_same_bytes_every_time(terminal: Command, fall: Path):
    first, again = (terminal("measure", "--series", fall, "--change", CHANGED, "--json") for _ in range(2))
    assert first.out == again.out
    found = json.loads(first.out)
    assert list(found) == sorted(found)
    assert (found["status"], found["effect_rel"]["unit"]) == ("ok", "fraction")
    assert found["effect_rel"]["low"] < 410 / 1840 - 1 < found["effect_rel"]["high"]


def test_a_flat_series_has_no_clear_change_and_that_is_an_answer(terminal: Command, tmp_path: Path):
    file = tmp_path / "flat.csv"
    file.write_bytes(as_file(daily(before=100, after=100)))
    said = terminal("measure", "--series", file, "--change", CHANGED, "--no-other-changes")
    assert said.status == 0
    assert said.out.startswith("No clear change in flat.csv (")


def test_too_early_is_status_three_with_a_day_to_ask_again(terminal: Command, fall: Path):
    said = terminal("measure", "--series", fall, "--change", CHANGED, "--until", "2026-03-10")
    assert (said.status, said.err) == (3, "")
    assert said.out == "Too early to tell: 9 days after the change, 14 needed. Ask again on 16 March 2026.\n"
    found = json.loads(
        terminal("measure", "--series", fall, "--change", CHANGED, "--until", "2026-03-10", "--json").out
    )
    assert (found["reason_code"], found["ask_again_on"], found["effect_abs"]) == ("too_short_after", "2026-03-16", None)


def test_a_roll_out_is_reported_apart(terminal: Command, fall: Path):
    said = terminal("measure", "--series", fall, "--change", "2026-02-27T00:00:00Z", "--rolled-out", "2026-03-02")
    assert "After the roll-out ended on 2 March 2026: -7" in said.out
    assert re.search(r"^after the roll-out +-7", said.out, re.MULTILINE)


def test_controls_and_their_common_cause(terminal: Command, tmp_path: Path, fall: Path):
    control = tmp_path / "orders.csv"
    control.write_bytes(as_file(daily(before=90, after=40, seed=8)))
    asked = ("measure", "--series", fall, "--change", CHANGED, "--json", "--control", control)
    refused = terminal(*asked)
    assert (refused.status, json.loads(refused.out)["reason_code"]) == (3, "control_affected")
    told = terminal(*asked, "--common-cause", "the sale ended")
    assert (told.status, json.loads(told.out)["controls"][0]["name"]) == (0, "orders.csv")
    many = terminal(*asked, *(("--control", control) * 3))
    assert (many.status, many.err) == (2, "--control is taken 3 times at most\n")


def test_higher_is_better_and_the_zone_are_heeded(terminal: Command, fall: Path):
    plain = json.loads(terminal("measure", "--series", fall, "--change", CHANGED, "--json").out)
    other = terminal(
        "measure", "--series", fall, "--change", CHANGED, "--json", "--higher-is-better", "--tz", "Asia/Kolkata"
    )
    found = json.loads(other.out)
    assert found["p_direction"] == pytest.approx(1 - plain["p_direction"])
    assert found["windows"]["tz"] == "Asia/Kolkata"
    assert found["effect_rel"] == plain["effect_rel"]


def test_faults_of_a_file_come_all_at_once_with_file_and_line(terminal: Command, tmp_path: Path):
    file = tmp_path / "bad.csv"
    file.write_text("timestamp,value\n2026-01-01,NaN\n2026-01-02,1,5\n2026-01-01,2\n2026-01-03T00:00:00,4\n")
    said = terminal("measure", "--series", file, "--change", CHANGED, "--json")
    assert (said.status, said.out) == (2, "")
    assert [line.removeprefix(f"{file}: ").split(":")[0] for line in said.err.splitlines()] == [
        "Line 2", "Line 3", "Line 4", "Line 5",
    ]  # fmt: skip


def test_two_hundred_thousand_rows_are_the_most(terminal: Command, tmp_path: Path):
    file = tmp_path / "long.csv"
    start = datetime(2025, 11, 1, tzinfo=UTC)
    rows = (f"{start + timedelta(minutes=minute):%Y-%m-%dT%H:%MZ},{100 + minute % 7}\n" for minute in range(200_001))
    file.write_text("timestamp,value\n" + "".join(rows))
    said = terminal("measure", "--series", file, "--change", CHANGED)
    assert (said.status, said.err) == (2, f"{file}: A file holds at most 200,000 readings.\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--change", "2 March"), "2 March: write a day as 2026-03-02"),
        (("--change", "2026-03-02T14:00:00"), "a time without an offset: 2026-03-02T14:00:00"),
        (("--change", "2026-03-02", "--until", "May"), "May: write the last day as 2026-05-01"),
        (("--change", "2026-03-02", "--tz", "Mars/Base"), "unknown time zone: Mars/Base"),
        (("--change", "2026-03-02", "--rolled-out", "2026-03-01"), "the roll-out ends before it begins"),
        (("--change", "2026-03-02", "--until", "2020-01-01"), "the series holds no points"),
        (("--change", "2026-03-02", "--query", "up"), "--query asks a Prometheus"),
        ((), "--change is needed"),
    ],
)
def test_what_was_asked_wrongly_is_said_in_a_line(terminal: Command, fall: Path, arguments: tuple[str, ...], says: str):
    said = terminal("measure", "--series", fall, *arguments)
    assert (said.status, said.out) == (2, "")
    assert says in said.err


def test_a_file_that_is_not_there(terminal: Command, tmp_path: Path):
    said = terminal("measure", "--series", tmp_path / "none.csv", "--change", CHANGED)
    assert (said.status, said.err) == (2, f"{tmp_path / 'none.csv'}: No such file or directory\n")


def matrix(*series: list[tuple[float, str]]) -> str:
    result = [{"metric": {"job": f"db-{n}"}, "values": values} for n, values in enumerate(series)]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}})


def readings() -> list[tuple[float, str]]:
    """Every hour, from the daily series."""
    return [
        (datetime.combine(day, time(hour), UTC).timestamp(), f"{value * (1 + hour / 100):.3f}")
        for day, value in daily(before=1840, after=410)
        for hour in range(24)
    ]


def test_a_prometheus_is_asked_over_the_wire(terminal: Command, monkeypatch: pytest.MonkeyPatch):
    with loopback(answer(200, matrix(readings()))) as prometheus:
        monkeypatch.setenv("UNSUNG_HTTP_ALLOW", prometheus.host)
        said = terminal(
            "measure", "--prometheus", prometheus.url, "--query", "p95{job='db'}", "--change", CHANGED, "--json"
        )
    found = json.loads(said.out)
    assert (said.status, found["status"]) == (0, "ok")
    assert found["effect_rel"]["low"] < 410 / 1840 - 1 < found["effect_rel"]["high"]
    assert "p95{job='db'}" in found["sentence"]
    assert "/api/v1/query_range?query=p95" in prometheus.seen[0].path


def test_several_series_are_a_refusal_that_names_them(terminal: Command, monkeypatch: pytest.MonkeyPatch):
    with loopback(answer(200, matrix(readings()[:3], readings()[:3]))) as prometheus:
        monkeypatch.setenv("UNSUNG_HTTP_ALLOW", prometheus.host)
        said = terminal("measure", "--prometheus", prometheus.url, "--query", "p95", "--change", CHANGED, "--json")
    found = json.loads(said.out)
    assert (said.status, found["reason_code"]) == (3, "multi_series")
    assert '{job="db-0"}, {job="db-1"}' in found["sentence"]


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (answer(200, "<html>", "text/html"), "answered with a web page where JSON was due"),
        (answer(400, '{"status": "error", "error": "parse error"}'), "did not accept the query. It says: parse error"),
        (answer(200, matrix()), "The query found no series"),
    ],
)
def test_a_prometheus_that_answers_otherwise_is_said_in_words(
    terminal: Command, monkeypatch: pytest.MonkeyPatch, reply, says: str
):
    with loopback(reply) as prometheus:
        monkeypatch.setenv("UNSUNG_HTTP_ALLOW", prometheus.host)
        said = terminal("measure", "--prometheus", prometheus.url, "--query", "p95", "--change", CHANGED)
    assert (said.status, said.out) == (2, "")
    assert says in said.err


def test_an_address_inside_the_network_is_not_called_unless_it_is_listed(terminal: Command):
    said = terminal("measure", "--prometheus", "http://127.0.0.1:9", "--query", "up", "--change", CHANGED)
    assert said.status == 2
    assert "has not listed it" in said.err
    assert "--query is needed" in terminal("measure", "--prometheus", "http://x.example", "--change", CHANGED).err
