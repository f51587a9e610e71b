"""`make bench-measurement`: the product, three live peers and the published figures; exit status 1 if a promise is
missed.

N=60 series of each kind and half (with an effect, and with none); SEED=0 is the report, development starts at 10,000.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable

from benchmarks.measurement.asking import Answer, unsung
from benchmarks.measurement.cells import ALL, Case, make
from benchmarks.measurement.peers import PEERS
from benchmarks.measurement.published import FIGURES, PROMISES
from benchmarks.measurement.recipes import OTHER, PUBLISHED, STRESS
from benchmarks.measurement.scores import Row, Score, score

COLUMNS = ("cover", "false_claims", "inventions", "bias", "error", "width", "winkler", "power", "ms")
HEADS = ("cover90", "worst", "FPR0", "improve0", "bias0", "relErr", "width90", "winkler", "power25", "ms")
LIVE_SHARE = 3  # a peer runs on a third of the series: statsmodels needs thirty times as long


def main() -> int:
    n, seed = int(os.environ.get("N", "60")), int(os.environ.get("SEED", "0"))
    kinds = os.environ.get("KINDS", "").split() or list(ALL)
    asked(unsung, make(kinds[0], False, seed))  # the first call pays for imports
    cases = [make(kind, zero, seed + i) for kind in kinds for zero in (False, True) for i in range(n)]
    few = [
        make(kind, zero, seed + i) for kind in kinds for zero in (False, True) for i in range(max(n // LIVE_SHARE, 1))
    ]
    mine = [asked(unsung, case) for case in cases]
    print(f"{len(cases)} series, seeds {seed}-{seed + n - 1} of each half; live peers on the first third\n")
    print(f"{'':32s}" + "".join(f"{head:>9s}" for head in HEADS))
    for name, figures in FIGURES.items():
        print(f"{name + ' (published)':32s}" + "".join(f"{figure:9.3f}" for figure in figures))
    for words, wanted in (("published kinds", PUBLISHED), ("other kinds", OTHER)):
        head = set(wanted) - set(STRESS)
        for name, peer in PEERS.items():
            rows = [asked(peer, case) for case in few if case.cell in head]
            if rows:
                print(line(f"{name}, {words}", rows))
        if any(row.case.cell in head for row in mine):
            print(line(f"unsung, {words}", [row for row in mine if row.case.cell in head]))
    print_kinds(mine)
    return judge(mine) if set(kinds) >= set(PUBLISHED) else 0


def asked(method: Callable[[Case], Answer], case: Case) -> Row:
    start = time.process_time()
    answer = method(case)
    return Row(case=case, answer=answer, milliseconds=(time.process_time() - start) * 1e3)


def by_kind(rows: Iterable[Row]) -> dict[str, Score]:
    rows = list(rows)
    return {
        kind: score(row for row in rows if row.case.cell == kind) for kind in dict.fromkeys(r.case.cell for r in rows)
    }


def line(name: str, rows: list[Row]) -> str:
    found = score(rows)
    worst = min(one.cover for one in by_kind(rows).values())
    figures = [found.cover, worst, *(getattr(found, column) for column in COLUMNS[1:])]
    return f"{name:32s}" + "".join(f"{figure:9.3f}" for figure in figures)


def print_kinds(rows: list[Row]) -> None:
    columns = ("refused", *COLUMNS)
    print(f"\n{'kind':16s}" + "".join(f"{column.replace('_', ' '):>13s}" for column in columns))
    for kind, found in by_kind(rows).items():
        print(f"{kind:16s}" + "".join(f"{getattr(found, column):13.3f}" for column in columns))


def judge(rows: list[Row]) -> int:
    head = [row for row in rows if row.case.cell in PUBLISHED and row.case.cell not in STRESS]
    found, kinds = score(head), by_kind(head)
    wander = score(row for row in rows if row.case.cell == "drift").claims_measured
    values = {"worst": min(one.cover for one in kinds.values()), "wander": wander}
    missed = 0
    print()
    for name, measure, least, limit in PROMISES:
        value = values.get(measure, getattr(found, measure, float("nan")))
        holds = value >= limit - 1e-9 if least else value <= limit + 1e-9
        missed += not holds
        print(f"{'holds ' if holds else 'MISSED'} {name:44s} {value:8.3f}  {'>=' if least else '<='} {limit}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
