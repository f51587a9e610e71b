"""The goals: what is compared with what, what must hold, and what would be splendid.

Ratios to an anchor of the same run, save where a person waits for a first byte or pays for memory and page weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from benchmarks.book import Book, cell
from benchmarks.plan import Plan
from benchmarks.rounds import BOTH

PAGES = {
    "list": "contributions list of an engineer",
    "list of a manager": "contributions list of a manager",
    "list of HR": "contributions list of HR",
    "contribution": "contribution page",
    "digest": "digest page",
}
WORST_ROUND = 1.5
TOO_NOISY = 100


@dataclass(frozen=True)
class Goal:
    """`anchor` empty: the figure is judged as it stands, in `unit`. `at_least`: more is better."""

    number: str
    what: str
    ours: str
    anchor: str
    figure: str
    must: float
    ambitious: float
    at_least: bool = False
    unit: str = "x"


@dataclass(frozen=True)
class Verdict:
    goal: Goal
    rounds: list[float]
    median: float | None
    word: str

    @property
    def fails(self) -> bool:
        return self.word == "missed"


def goals_of(plan: Plan) -> list[Goal]:
    found: list[Goal] = []
    for engine in plan.engines:
        found += _pages(plan, engine) + _growth(plan, engine) + _exports(plan, engine)
    return found + _digests(plan) + _start(plan)


def judge(goals: list[Goal], book: Book, *, has_wrk: bool, gaps: int) -> list[Verdict]:
    return [_verdict(goal, book, has_wrk, gaps) for goal in goals]


def _pages(plan: Plan, engine: str) -> list[Goal]:
    number, anchor, best = ("G1", "F2", 0.7) if engine == "sqlite" else ("G1p", "F2p", 0.8)

    def against(page: str, number: str, what: str, figure: str, must: float, best: float, connections: int) -> Goal:
        ours = cell(engine, plan.largest, "unsung", page, connections)
        theirs = cell(engine, plan.largest, anchor, "list", connections)
        return Goal(number, f"{what}, {anchor}", ours, theirs, figure, must, best, at_least=figure == "per_second")

    found = [
        against(page, number, f"{what}, {at} connection{'s' if at > 1 else ''}: CPU", "cpu_ms", 1.5, best, at)
        for page, what in PAGES.items()
        for at in BOTH
    ]
    for page in ("list", "digest"):
        found.append(against(page, "G1c", f"{page} at 16 connections: requests/s", "per_second", 0.65, 1.5, 16))
        found.append(against(page, "G1c", f"{page} at 16 connections: p99", "p99_ms", 1.3, 0.5, 16))
    return [
        *found,
        against("list unchanged", "G1e", "JSON list unchanged (304): CPU", "cpu_ms", 0.5, 0.2, 1),
        against("digest unchanged", "G1e", "JSON digest unchanged (304): CPU", "cpu_ms", 0.5, 0.2, 1),
        against("list json", "G1j", "JSON list of 25: CPU", "cpu_ms", 1.2, 0.6, 1),
    ]


def _growth(plan: Plan, engine: str) -> list[Goal]:
    """The same page, the same number of rows, a history up to a hundred times as long."""

    def grown(page: str) -> Goal:
        large = cell(engine, plan.largest, "unsung", page, 1)
        small = cell(engine, plan.smallest, "unsung", page, 1)
        what = f"{page}: {plan.largest:,} against {plan.smallest:,} on {engine}"
        return Goal("G2", what, large, small, "cpu_ms", 1.5, 1.15)

    return [grown(page) for page in ("list", "contribution", "digest")]


def _exports(plan: Plan, engine: str) -> list[Goal]:
    number, anchor, must, best = ("G5s", "E0s", 3.0, 1.0) if engine == "sqlite" else ("G5p", "E0p", 1.6, 1.15)
    ours = cell(engine, plan.largest, "unsung", "export")
    theirs = cell(engine, plan.largest, anchor, "export")
    return [
        Goal(number, f"CSV export over HTTP: wall, {anchor}", ours, theirs, "wall", must, best),
        Goal("G5m", f"export on {engine}: first byte", ours, "", "first_byte_ms", 100, 40, unit="ms"),
        Goal("G5m", f"export on {engine}: memory above idle", ours, "", "above_idle_mib", 32, 12, unit="MiB"),
    ]


def _digests(plan: Plan) -> list[Goal]:
    ours = cell("sqlite", plan.largest, "unsung", "digests")
    short = cell("sqlite", plan.largest, "unsung", "digests of a short history")
    anchor = cell("sqlite", plan.largest, "D0", "digests")
    return [
        Goal("G4", "all digests of 2,000 managers, as letters: CPU, D0", ours, anchor, "cpu", 3.0, 1.6),
        Goal("G4g", "the same, history x10 before the same 12 weeks: CPU", ours, short, "cpu", 1.3, 1.1),
        Goal("G4m", "composing and wording them: memory above idle", ours, "", "above_idle_mib", 64, 24, unit="MiB"),
    ]


def _start(plan: Plan) -> list[Goal]:
    ours = cell("sqlite", plan.largest, "unsung", "server")
    anchor = cell("sqlite", plan.largest, "F2", "server")
    page = cell("sqlite", plan.largest, "unsung", "first page")
    return [
        Goal("G7", "time to the first 200, F2", ours, anchor, "start_seconds", 1.5, 1.1),
        Goal("G7", "idle memory of the serving process, F2", ours, anchor, "idle_mib", 1.4, 1.15),
        Goal("G8", "first page, compressed", page, "", "kilobytes", 60, 30, unit="KB"),
        Goal("G8", "first page: requests", page, "", "requests", 4, 3, unit=""),
    ]


def _verdict(goal: Goal, book: Book, has_wrk: bool, gaps: int) -> Verdict:
    taken = book.ratios(goal.ours, goal.anchor, goal.figure) if goal.anchor else book.rounds(goal.ours, goal.figure)
    if not taken:
        return Verdict(goal, [], None, "not run")
    middle = median(taken)
    is_tail = goal.figure == "p99_ms"
    if (is_tail and gaps > TOO_NOISY) or (not has_wrk and (is_tail or goal.figure == "per_second")):
        return Verdict(goal, taken, middle, "not judged")
    for word, limit in (("ambitious", goal.ambitious), ("must", goal.must)):
        if _holds(taken, middle, limit, goal.at_least):
            return Verdict(goal, taken, middle, word)
    return Verdict(goal, taken, middle, "missed")


def _holds(taken: list[float], middle: float, limit: float, at_least: bool) -> bool:
    if at_least:
        return middle >= limit and min(taken) >= limit / WORST_ROUND
    return middle <= limit and max(taken) <= limit * WORST_ROUND
