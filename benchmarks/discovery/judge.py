"""`python -m benchmarks.discovery.judge TRUTH PRED`: the table of the measures; exit status 1 where a must is missed.

TRUTH has the layout of the training data, PRED is the output of `unsung classify`; both plain or .gz. Rows of TRUTH
that carry `declared` are left out.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from app.discovery.model import TYPES
from benchmarks.discovery.metrics import AIM, MUST, SMALLER_IS_BETTER, scores


def main(truth: str, predicted: str) -> int:
    measured = measures(read(Path(truth)), read(Path(predicted)))
    missed = missed_musts(measured)
    for name, value in measured.items():
        goals = f"must {MUST[name]:.3f}, aim {AIM[name]:.3f}" if name in MUST else ""
        print(f"{name:24s} {value:.4f}  {goals}{'  MISSED' if name in missed else ''}")
    return 1 if missed else 0


def measures(truth: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> dict[str, float]:
    """Raises ValueError where a row of the truth has no prediction, or more than one."""
    said = {row["id"]: row for row in predicted}
    if len(said) < len(predicted):
        raise ValueError("a change is predicted twice")
    asked = [row for row in truth if "declared" not in row]
    if lacking := [row["id"] for row in asked if row["id"] not in said]:
        raise ValueError(f"{len(lacking)} rows have no prediction, the first is {lacking[0]}")
    chances = np.array([[said[row["id"]]["probs"].get(one.value, 0.0) for one in TYPES] for row in asked])
    types = np.array([TYPES.index(row["label"]) for row in asked])
    return scores(types, chances, np.array([row["repo"] for row in asked]))


def missed_musts(measured: dict[str, float]) -> set[str]:
    """What is measured and falls short; what these rows do not allow to measure is not missed."""
    return {
        name
        for name, must in MUST.items()
        if name in measured and (measured[name] > must if name in SMALLER_IS_BETTER else measured[name] < must)
    }


def read(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()
    return [json.loads(line) for line in text.splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
