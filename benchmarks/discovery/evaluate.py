"""`make evaluate-discovery`: every repository judged by a model that never saw it, written beside the card.

Takes about a minute of one processor for each five repositories.
"""

import json

from benchmarks.discovery import card
from benchmarks.discovery.constants import type_constants
from benchmarks.discovery.learning import by_repository, fit_types_alone, unseen_scores
from benchmarks.discovery.metrics import f1s, scores
from benchmarks.discovery.rows import FILE, data_folder, read_labelled
from benchmarks.discovery.settings import Settings
from benchmarks.discovery.train import LEFT_OUT, MODEL, ROOT, alone


def main() -> None:
    data, settings = read_labelled(data_folder() / FILE), Settings()
    unseen = unseen_scores(data, settings, by_repository(data), learn=fit_types_alone)
    chances = type_constants(unseen, data.types, settings).chances(unseen)
    found = {
        "sha256": data.sha256,
        "measured": {name: round(one, 4) for name, one in scores(data.types, chances, data.repositories).items()},
        "f1": [round(float(one), 4) for one in f1s(data.types, chances.argmax(1))],
        "repositories": {name: alone(data, chances, number) for number, name in enumerate(data.names)},
    }
    before = json.loads(LEFT_OUT.read_text())["measured"] if LEFT_OUT.exists() else {}
    for name, value in found["measured"].items():
        print(f"{name:24s} {value:.4f}" + (f"  before {before[name]:.4f}" if name in before else ""))
    LEFT_OUT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    card.write(ROOT / "docs" / "discovery.md", MODEL.read_bytes(), found)


if __name__ == "__main__":
    main()
