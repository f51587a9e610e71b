"""`make bench`: every anchor and unsung on the same data, in interleaved rounds; exit status 1 if a must is missed.

QUICK=1 is the short run of continuous integration: SQLite alone, 100,000 contributions, docs left as they are.
POSTGRES=0 leaves PostgreSQL out of the long one; its goals then read "not run".
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import anchor_steps, anchors, cluster, report, stocked, unsung
from benchmarks.composing import composed
from benchmarks.data import EXPECTED, ready
from benchmarks.destinations import prepared
from benchmarks.goals import goals_of, judge
from benchmarks.load import has_wrk
from benchmarks.plan import Plan, plan_for
from benchmarks.processes import scheduler_gaps
from benchmarks.rounds import Step, run
from benchmarks.taking_out import taken_out

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".bench"


def main() -> int:
    plan = plan_for(os.environ)
    KEPT.mkdir(exist_ok=True)
    (KEPT / ".gitignore").write_text("*\n")
    wanted = "postgresql" in plan.engines and os.environ.get("POSTGRES", "1") != "0"
    with cluster.running(KEPT, wanted=wanted) as postgres:
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
    url = stocked.sqlite_database(KEPT, plan.largest)
    small = stocked.sqlite_database(KEPT, plan.smallest)
    now = datetime.now(UTC)
    place, small_place = prepared(url, now), prepared(small, now)
    grown = unsung.pages_for_growth(small_place)
    return [
        unsung.program("sqlite", plan.smallest, small, grown, plan.seconds, connections=(1,)),
        anchor_steps.f2("sqlite", plan.largest, f"sqlite:///{largest}", plan.seconds),
        unsung.program("sqlite", plan.largest, url, unsung.pages_of(place), plan.seconds),
        unsung.first_page(plan.largest, url),
        anchor_steps.digests(plan.largest, largest),
        composed("sqlite", plan.largest, url),
        anchor_steps.export("sqlite", plan.largest, anchors.sqlite_export(largest)),
        taken_out("sqlite", plan.largest, url),
    ]


def _on_postgres(plan: Plan, postgres: cluster.Cluster) -> list[tuple[str, Step]]:
    name = anchor_steps.postgres_name(KEPT, plan.largest, postgres)
    url = stocked.postgres_database(KEPT, plan.largest, postgres)
    watched = (postgres.pid,)
    pages = unsung.pages_of(prepared(url, datetime.now(UTC)))
    return [
        anchor_steps.f2("postgresql", plan.largest, postgres.url(name), plan.seconds, watched),
        unsung.program("postgresql", plan.largest, url, pages, plan.seconds, watched=watched),
        anchor_steps.export("postgresql", plan.largest, anchors.postgres_export(postgres.conninfo(name))),
        taken_out("postgresql", plan.largest, url, watched),
    ]


if __name__ == "__main__":
    sys.exit(main())
