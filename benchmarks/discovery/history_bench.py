"""`make bench-discovery`: reading a history against git itself, on the same clone, in the same minutes, best of three.

A history of 60,000 commits is made once and kept in .bench. REPOSITORY=/path measures another clone, ROUNDS the rounds.
Exit status 1 if a must of design section 11.5 is missed. Times are of the clock, with the CPU of all processes beside.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from app.connectors.git import Clone, open_clone
from app.discovery.line_counts import LineCounts
from app.discovery.reading import Span, read_commits
from app.discovery.set_aside import SetAside
from benchmarks.discovery.made_history import make_history
from benchmarks.processes import pss_mib

ROOT = Path(__file__).resolve().parents[2]
COMMITS = 60_000
MANY = 1_000_000
MOST_MIB = 500
WINDOW = timedelta(days=365)


@dataclass(frozen=True)
class Spent:
    wall: float
    cpu: float
    count: int


@dataclass(frozen=True)
class Goal:
    """`ours` may take at most `most` times as long as `anchor`."""

    words: str
    ours: str
    anchor: str
    most: float


GOALS = (
    Goal("read with paths, full history", "paths", "git log --raw", 1.3),
    Goal("read with line counts, newest twelve months", "lines", "git log --numstat, twelve months", 1.15),
    Goal("the whole of `unsung discover`", "discover", "git log --numstat", 1.0),
)


def main() -> int:
    clone = open_clone(_history())
    steps = _steps(clone)
    best: dict[str, Spent] = {}
    for number in range(int(os.environ.get("ROUNDS", "3"))):
        for name, step in steps.items():
            spent = _measured(step)
            print(
                f"{number + 1} {name:<34} {spent.wall:7.2f} s {spent.cpu:7.2f} s of CPU {spent.count:>9,}", flush=True
            )
            if name not in best or spent.wall < best[name].wall:
                best[name] = spent
    missed = 0
    print("\n| measure | git, s | unsung, s | ratio | must | CPU ratio |\n|---|---|---|---|---|---|")
    for goal in GOALS:
        ours, anchor = best[goal.ours], best[goal.anchor]
        ratio = ours.wall / anchor.wall
        missed += ratio > goal.most
        print(
            f"| {goal.words} | {anchor.wall:.2f} | {ours.wall:.2f} | {ratio:.2f} | {goal.most:.2f}"
            f" | {ours.cpu / anchor.cpu:.2f} |"
        )
    mib = _streamed(clone)
    missed += mib > MOST_MIB
    print(f"| {MANY:,} changes as a stream | | | {mib:.0f} MiB | {MOST_MIB} MiB | |")
    return int(missed > 0)


def _history() -> Path:
    if given := os.environ.get("REPOSITORY"):
        return Path(given)
    folder = ROOT / ".bench" / f"history-{COMMITS}.git"
    if not folder.exists():
        print(f"Making a history of {COMMITS:,} commits once.", flush=True)
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.parent.mkdir(exist_ok=True)
        make_history(unfinished, COMMITS)
        unfinished.rename(folder)
    return folder


def _steps(clone: Clone) -> dict[str, Callable[[], int]]:
    span = Span(clone.head)
    newest = next(read_commits(clone, span)).change.date or date.max
    window = Span(clone.head, since=newest - WINDOW)
    since = f"--since={window.since}T00:00:00Z"
    return {
        "git log --raw": lambda: _git(clone, "log", "--raw", clone.head),
        "paths": lambda: sum(1 for _ in read_commits(clone, span)),
        "git log --numstat, twelve months": lambda: _git(clone, "log", "--numstat", since, clone.head),
        "lines": lambda: _with_lines(clone, window),
        "git log --numstat": lambda: _git(clone, "log", "--numstat", clone.head),
        "discover": lambda: _discover(clone),
    }


def _measured(step: Callable[[], int]) -> Spent:
    cpu, start = _cpu(), perf_counter()
    count = step()
    return Spent(perf_counter() - start, _cpu() - cpu, count)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _git(clone: Clone, *arguments: str) -> int:
    subprocess.run(  # noqa: S603 - our own arguments
        ["git", "-C", str(clone.git.folder), *arguments], stdout=subprocess.DEVNULL, check=True
    )
    return 0


def _with_lines(clone: Clone, span: Span) -> int:
    lines = LineCounts(clone)
    changes = SetAside().through(read_commits(clone, span))
    sum(1 for _ in lines.added(changes, lambda _: True))
    return lines.counted


def _discover(clone: Clone) -> int:
    command = [sys.executable, "-m", "app", "discover", str(clone.git.folder), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603 - our own arguments
    return len(done.stdout)


def _streamed(clone: Clone) -> float:
    """The most memory while a million changes pass by, the same history again and again."""
    before, most, seen = pss_mib(os.getpid()), 0.0, 0
    while seen < MANY:
        for _ in SetAside().through(read_commits(clone, Span(clone.head))):
            seen += 1
            if seen % 50_000 == 0:
                most = max(most, pss_mib(os.getpid()) - before)
            if seen >= MANY:
                break
    return most


if __name__ == "__main__":
    sys.exit(main())
