"""`make bench`: every anchor and unsung on the same data, in interleaved rounds; exit status 1 if a must is missed.

QUICK=1 is the short run of continuous integration: SQLite alone, 100,000 contributions, docs left as they are.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks import anchor_steps, anchors, cluster, report
from benchmarks.data import EXPECTED, ready
from benchmarks.goals import goals_of, judge
from benchmarks.load import has_wrk
from benchmarks.plan import Plan, plan_for
from benchmarks.processes import scheduler_gaps
from benchmarks.rounds import Step, run

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".bench"


def main() -> int:
    plan = plan_for(os.environ)
    KEPT.mkdir(exist_ok=True)
    (KEPT / ".gitignore").write_text("*\n")
    with cluster.running(KEPT, wanted="postgresql" in plan.engines) as postgres:
        gaps = scheduler_gaps()
        book = run(plan.rounds, steps_of(plan, postgres))
        fingerprints = {size: EXPECTED[size] for size in plan.sizes}
        around = report.surroundings(plan, fingerprints, postgres.version if postgres else "not run", gaps)
    verdicts = judge(goals_of(plan), book, has_wrk=has_wrk(), gaps=gaps)
    written = report.write_result(ROOT / "benchmarks" / "results", around, book, verdicts)
    table = report.table(verdicts, around)
    if not plan.quick:
        report.rewrite_between_markers(ROOT / "docs" / "performance.md", table)
    print(f"{table}\n\n{written.relative_to(ROOT)}")
    return int(any(verdict.fails for verdict in verdicts))


def steps_of(plan: Plan, postgres: cluster.Cluster | None) -> list[tuple[str, Step]]:
    """Smaller sizes first, so that the largest has the warmest cache on every engine."""
    for size in plan.sizes:
        ready(KEPT, size)
    steps = anchor_steps.limits(plan.largest, plan.seconds) + _on_sqlite(plan)
    return steps + (_on_postgres(plan, postgres) if postgres else [])


def _on_sqlite(plan: Plan) -> list[tuple[str, Step]]:
    largest = anchor_steps.sqlite_file(KEPT, plan.largest)
    return [
        anchor_steps.f2("sqlite", plan.largest, f"sqlite:///{largest}", plan.seconds),
        anchor_steps.digests(plan.largest, largest),
        anchor_steps.export("sqlite", plan.largest, anchors.sqlite_export(largest)),
    ]


def _on_postgres(plan: Plan, postgres: cluster.Cluster) -> list[tuple[str, Step]]:
    name = anchor_steps.postgres_name(KEPT, plan.largest, postgres)
    command = anchors.postgres_export(postgres.conninfo(name))
    return [
        anchor_steps.f2("postgresql", plan.largest, postgres.url(name), plan.seconds, (postgres.pid,)),
        anchor_steps.export("postgresql", plan.largest, command),
    ]


if __name__ == "__main__":
    sys.exit(main())
