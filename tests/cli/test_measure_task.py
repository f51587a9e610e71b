"""`unsung measure --task -`: how the worker asks. Every kind of question, and every fault of one at once."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.architecture.tree import ROOT
from tests.cli.conftest import Command, Said
from tests.series import as_file, daily

Tell = Callable[..., Said]
Json = dict[str, Any]
CHANGE = {
    "t0": "2026-03-02T00:00:00Z", "recorded_at": "2026-03-01T09:00:00Z", "trigger": "planned", "other_changes": [],
}  # fmt: skip


def given(p5: float, p50: float, p95: float) -> Json:
    return {"p5": p5, "p50": p50, "p95": p95, "source": "A. Ng on 4 May"}


BEFORE = {
    "ttd_min": given(10, 30, 60), "ttr_min": given(45, 90, 180), "users_fraction": given(0.3, 0.5, 0.7),
    "days_between": given(20, 30, 60),
}  # fmt: skip
AFTER = {"ttd_min": given(2, 5, 10), "ttr_min": {"factor": 0.5}, "users_fraction": {}, "days_between": None}
CARDS = [
    {
        "id": "card-1", "unit": "hours", "p5": 80, "p50": 90, "p95": 100, "currency": "EUR", "owner": "Finance",
        "valid_from": "2026-01-01", "valid_to": "2026-12-31",
    }
]  # fmt: skip


def series(**facts: object) -> Json:
    text = as_file(daily(before=1840, after=410)).decode()
    metric = {"metric": "p95 query time", "unit": "ms", "csv": text, **facts}
    return {"task": "series", "series": metric, "change": CHANGE}


@pytest.fixture
def task(terminal: Command, monkeypatch: pytest.MonkeyPatch) -> Tell:
    def tell(what: object) -> Said:
        text = what if isinstance(what, bytes) else json.dumps(what).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        return terminal("measure", "--task", "-")

    return tell


def test_a_series_as_a_file_and_as_points_is_one_answer(task: Tell):
    told = task(series())
    points = [[f"{day}T00:00:00Z", round(value, 3)] for day, value in daily(before=1840, after=410)]
    by_points = task(series(csv="", points=points, step="1d"))
    assert told.status == by_points.status == 0
    assert told.out == by_points.out
    assert json.loads(told.out)["sentence"].startswith("p95 query time fell from 1,")


def test_the_last_day_and_controls_are_heeded(task: Tell):
    control = {"name": "orders", "unaffected_by": "Grace", "csv": as_file(daily(before=90, after=90, seed=9)).decode()}
    found = json.loads(task({**series(), "controls": [control], "until": "2026-04-05"}).out)
    assert (found["after"]["last"], found["controls"][0]["name"]) == ("2026-04-05", "orders")


def test_a_refusal_is_an_answer_with_status_three(task: Tell):
    said = task(series(labels=['{job="a"}', '{job="b"}']))
    assert (said.status, json.loads(said.out)["reason_code"], said.err) == (3, "multi_series", "")
    moved = {**series(), "change": {**CHANGE, "moved_after_result": True}}
    assert (task(moved).status, json.loads(task(moved).out)["reason_code"]) == (3, "t0_after_result")


def test_counts(task: Tell):
    asked = {
        "task": "counts",
        "before": {"events": 9, "days": 180},
        "after": {"events": 0, "days": 90},
        "what": "outages",
    }
    found = json.loads(task({**asked, "change": CHANGE}).out)
    assert found["ratio"]["high"] == pytest.approx(0.79, abs=5e-4)
    assert found["sentence"].startswith(
        "9 outages in the 180 days before 2 March 2026, 0 in the 90 days after: the rate fell."
    )


def incident(day: str, service: str, name: str, **facts: object) -> Json:
    times = {"started": f"{day}T09:00:00Z", "ended": f"{day}T10:00:00Z"}
    return {"id": name, "service": service, "kind": "database", **times, **facts}


def incidents(*more: Json) -> Json:
    """Five episodes of one service, a ticket that repeats the first, and twelve other services with one each."""
    mine = [incident(f"2026-01-0{day}", "checkout", f"A{day}", users_fraction=0.5) for day in range(1, 6)]
    others = [incident(f"2026-02-{day:02}", f"service-{day}", f"B{day}") for day in range(1, 13)]
    repeat = incident("2026-02-20", "checkout", "A6", duplicate_of="A1", users_fraction=0.5)
    network = incident("2026-02-10", "checkout", "N1", kind="network")
    return {
        "task": "incidents", "service": "checkout", "kind": "database", "what": "database incidents",
        "first": "2025-12-02T00:00:00Z", "end": "2026-05-31T00:00:00Z", "change": CHANGE,
        "services": ["checkout", *(f"service-{day}" for day in range(1, 13))],
        "incidents": [*mine, repeat, network, *others, *more],
    }  # fmt: skip


def test_incidents_are_counted_as_episodes_with_the_other_services_as_the_fleet(task: Tell):
    found = json.loads(task(incidents(incident("2026-03-02", "checkout", "A9", users_fraction=0.1))).out)
    assert (found["before"], found["after"]) == ({"days": 90.0, "events": 5}, {"days": 90.0, "events": 1})
    assert (found["method"], found["fleet_services"]) == ("eb", 12)
    assert found["bad_minutes"]["low"] < 6 - 180 < found["bad_minutes"]["high"] < 0


def test_an_open_incident_is_undercounted(task: Tell):
    said = task(incidents(incident("2026-04-02", "checkout", "A9", ended=None)))
    assert (said.status, json.loads(said.out)["reason_code"]) == (3, "undercounted")
    elsewhere = task(incidents(incident("2026-04-02", "search", "A9", ended=None)))
    assert elsewhere.status == 0


def test_a_declared_risk_and_its_money(task: Tell):
    said = task({"task": "risk", "seed": "019a", "before": BEFORE, "after": AFTER, "rates": {
        "cards": CARDS, "active_users": None, "recovered_share": None, "margin": None}})  # fmt: skip
    found = json.loads(said.out)
    assert (said.status, found["point"]) == (0, {"before": 730.5, "after": 0.0})
    assert (found["money"], found["money_reason"]) == (None, "no_rate_card")


def test_hours_become_capacity_by_a_card(task: Tell):
    rates = {"cards": CARDS, "active_users": None, "recovered_share": None, "margin": None}
    said = task({"task": "money", "seed": "019a", "unit": "hours", "quantity": given(9, 10, 11), "rates": rates})
    found = json.loads(said.out)
    assert (said.status, found["reason"], found["money"]["saved_cost"]) == (0, None, None)
    assert found["money"]["capacity"]["likely"] == pytest.approx(90_000, rel=0.01)
    other = task({"task": "money", "seed": "x", "unit": "GB", "quantity": given(9, 10, 11), "rates": rates})
    assert json.loads(other.out) == {"money": None, "reason": "no_rate_card"}


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (b"{", ["Invalid JSON"]),
        (b"\xff", ["Invalid JSON"]),
        ({"task": "luck"}, ["luck"]),
        ({"task": "risk", "seed": 1, "extra": 2}, ["seed", "before", "after", "extra"]),
        (series(tz="Mars/Base"), ["unknown time zone: Mars/Base"]),
        (series(csv="timestamp,value\n2026-01-01,x\n2026-01-01,1\n"), ["Line 2", "Line 3"]),
        (series(csv="", points=[["2026-01-01", 1]]), ["points.0.0"]),
        (series(csv=""), ["the series holds no points"]),
        ({**series(), "change": {**CHANGE, "t0": "2026-03-02T00:00:00"}}, ["without an offset"]),
        ({**incidents(), "end": "2026-03-01T00:00:00Z"}, ["between the first day and the end"]),
        (
            {"task": "counts", "before": {"events": 1.5, "days": 9}, "after": {"events": 1, "days": 9}},
            ["before.events"],
        ),
        (
            {"task": "counts", "before": {"events": 1, "days": 0}, "after": {"events": 1, "days": 9}},
            ["cannot be counted"],
        ),
        ({"task": "risk", "seed": "x", "before": AFTER, "after": AFTER}, ["time to repair before the change"]),
    ],
)
def test_what_is_wrong_is_said_line_by_line_and_nothing_is_written(task: Tell, what: object, says: list[str]):
    said = task(what)
    assert (said.status, said.out) == (2, "")
    lines = said.err.splitlines()
    assert [word for word, line in zip(says, lines, strict=False) if word not in line] == []
    assert len(lines) == len(says)


def test_a_child_process_answers_the_same_bytes(task: Tell):
    command = [sys.executable, "-m", "app", "measure", "--task", "-"]
    environment = {**os.environ, "PYTHONHASHSEED": "1", "LC_ALL": "C"}
    child = subprocess.run(command, input=json.dumps(series()).encode(), capture_output=True, cwd=ROOT, env=environment)
    assert (child.returncode, child.stderr) == (0, b"")
    assert child.stdout.decode() == task(series()).out
