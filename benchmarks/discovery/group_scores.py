"""How well grouping finds the efforts of the training repositories, and what leave-one-repository-out makes of the cut.

`python -m benchmarks.discovery.group_scores` reads groups_train.jsonl.gz of ../shared/discovery, or of the folder that
DISCOVERY_DATA names. The cut of each repository is the best of the others, so no repository chooses its own.
"""

import gzip
import os
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

from sklearn.metrics import adjusted_rand_score

from app.discovery import efforts
from app.discovery.changes import change_of, parse_line
from app.domain.sighting import Change

CUTS = (0.02, 0.025, 0.03, 0.035, 0.04, 0.045, 0.05, 0.06)
FEWEST_LABELLED = 15

Rows = list[tuple[Change, str | None]]


def main() -> None:
    by_repository = _read(Path(os.environ.get("DISCOVERY_DATA", "../shared/discovery")) / "groups_train.jsonl.gz")
    shipped = efforts.CUT
    scores: dict[float, dict[str, tuple[float, float]]] = {}
    for cut in sorted({*CUTS, shipped}):
        efforts.CUT = cut
        scores[cut] = {name: _scores(rows) for name, rows in by_repository.items()}
    efforts.CUT = shipped
    print(f"{'repository':<30} {'F1':>6} {'ARI':>6}   cut chosen by the others, F1 and ARI there")
    chosen = []
    for name in by_repository:
        others = [other for other in by_repository if other != name]
        cut = max(scores, key=lambda cut: sum(scores[cut][other][0] for other in others))
        chosen.append(scores[cut][name])
        f1, ari = scores[shipped][name]
        print(f"{name:<30} {f1:6.3f} {ari:6.3f}   {cut:.3f} {chosen[-1][0]:6.3f} {chosen[-1][1]:6.3f}")
    print(f"{'mean, shipped cut ' + str(shipped):<30} {_mean(scores[shipped].values())}")
    print(f"{'mean, leave one out':<30} {_mean(chosen)}")
    for cut, found in scores.items():
        print(f"cut {cut:.3f}: {_mean(found.values())}")


def _read(path: Path) -> dict[str, Rows]:
    by_repository: dict[str, Rows] = defaultdict(list)
    with gzip.open(path) as file:
        for line in file:
            row = parse_line(line)
            by_repository[row["repo"]].append((change_of(row), row.get("group")))
    enough = {name: sum(group is not None for _, group in rows) for name, rows in by_repository.items()}
    return {name: rows for name, rows in by_repository.items() if enough[name] >= FEWEST_LABELLED}


def _scores(rows: Rows) -> tuple[float, float]:
    """Pair F1 and adjusted Rand index (Hubert and Arabie 1985), on labelled changes, grouped among all."""
    groups = efforts.group(change for change, _ in rows)
    found = dict(chain.from_iterable(((one.external_id, group.key) for one in group.changes) for group in groups))
    both = [(truth, found[change.external_id]) for change, truth in rows if truth is not None]
    true, made = zip(*both, strict=True)
    hits, proposed, wanted = _pairs(Counter(both)), _pairs(Counter(made)), _pairs(Counter(true))
    return 2 * hits / max(1, proposed + wanted), float(adjusted_rand_score(true, made))


def _pairs(counts: Counter) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def _mean(scores: object) -> str:
    both = list(scores)
    return f"{sum(f1 for f1, _ in both) / len(both):6.4f} {sum(ari for _, ari in both) / len(both):6.4f}"


if __name__ == "__main__":
    main()
