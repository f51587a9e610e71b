"""What a run leaves behind: a JSON file with every round, and one table that a person reads."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from time import gmtime, strftime

from benchmarks.book import Book
from benchmarks.goals import Verdict
from benchmarks.load import has_wrk
from benchmarks.plan import Plan

SCHEMA = 1
START, END = "<!-- bench:start -->", "<!-- bench:end -->"
PACKAGES = (
    "fastapi", "starlette", "sqlmodel", "sqlalchemy", "uvicorn", "uvloop", "httptools", "jinja2", "psycopg", "pydantic"
)  # fmt: skip
REMARK = (
    "F2 is a page of 25 rows without sign-in, permissions or CSRF; ours has all three. Ratios hold within one run; "
    "milliseconds of different runs are not comparable. Peers' pages weigh 24 to 90 KB and show other content: a ratio "
    "to one of them compares a page of 25 rows that its user opens, no more."
)


def surroundings(plan: Plan, fingerprints: Mapping[int, str], postgres: str, gaps: int) -> dict[str, object]:
    """All that may explain a figure, and nothing that names a host, a person or a folder."""
    return {
        "schema": SCHEMA,
        "commit": commit(),
        "quick": plan.quick,
        "rounds": plan.rounds,
        "seconds": plan.seconds,
        "fingerprints": {str(size): found for size, found in fingerprints.items()},
        "cores": os.cpu_count(),
        "kernel": platform.release().partition("-")[0],
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30), 1),
        "load_average": os.getloadavg(),
        "scheduler_gaps": gaps,
        "versions": _versions(postgres),
        "durability": "SQLite WAL with synchronous=FULL, PostgreSQL with fsync on; caches warm",
        "rate_limits": "in the path, set above the load by their settings",
    }


def commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def write_result(folder: Path, around: Mapping[str, object], book: Book, verdicts: Sequence[Verdict]) -> Path:
    """Quick runs are kept apart, where git does not look."""
    place = folder / "local" if around["quick"] else folder
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{strftime('%Y%m%dT%H%M%SZ', gmtime())}-{around['commit']}.json"
    goals = [_goal(verdict) for verdict in verdicts]
    path.write_text(json.dumps({**around, "goals": goals, "cells": book.cells}, indent=1) + "\n", "utf-8")
    return path


def table(verdicts: Sequence[Verdict], around: Mapping[str, object]) -> str:
    """One line a goal, then what it was measured with."""
    lines = [
        "| goal | what, and against which anchor | measured | must | ambitious | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for verdict in verdicts:
        goal = verdict.goal
        sign = ">=" if goal.at_least else "<="
        middle = "-" if verdict.median is None else _amount(verdict.median, goal.unit)
        must, best = (f"{sign} {_amount(limit, goal.unit)}" for limit in (goal.must, goal.ambitious))
        lines.append(f"| {goal.number} | {goal.what} | {middle} | {must} | {best} | {verdict.word} |")
    return "\n".join([*lines, "", _measured_with(around), "", REMARK])


def rewrite_between_markers(page: Path, text: str) -> None:
    before, _, rest = page.read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{START}\n{text}\n{END}{after}", "utf-8")


def _measured_with(around: Mapping[str, object]) -> str:
    versions = around["versions"]
    assert isinstance(versions, dict)  # noqa: S101 - written a few lines above
    named = ", ".join(f"{name} {number}" for name, number in versions.items())
    return (
        f"Commit {around['commit']}, {around['rounds']} rounds of {around['seconds']} s, {around['cores']} cores, "
        f"{around['memory_gib']} GiB, Linux {around['kernel']}; {named}. Scheduler gaps above 5 ms in 3 s: "
        f"{around['scheduler_gaps']}."
    )


def _versions(postgres: str) -> dict[str, str]:
    wrk = "wrk" if has_wrk() else "the bench's own client"
    if has_wrk():
        said = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout
        wrk = said.split("\n", 1)[0].split(" [", 1)[0].removeprefix("wrk ")
    found = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version, "PostgreSQL": postgres, "wrk": wrk}
    return found | {package: version(package) for package in PACKAGES}


def _goal(verdict: Verdict) -> dict[str, object]:
    goal = verdict.goal
    return {
        "goal": goal.number,
        "what": goal.what,
        "figure": goal.figure,
        "ours": goal.ours,
        "anchor": goal.anchor or None,
        "rounds": [round(value, 4) for value in verdict.rounds],
        "median": None if verdict.median is None else round(verdict.median, 4),
        "must": goal.must,
        "ambitious": goal.ambitious,
        "verdict": verdict.word,
    }


def _amount(value: float, unit: str) -> str:
    if unit == "x":
        return f"{value:.2f} x"
    return f"{value:.0f} {unit}".strip()
