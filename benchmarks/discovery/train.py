"""`make train-discovery`: learns the weights that are shipped and writes the card that goes with them.

The same data give the same bytes. The constants come from repositories left out in groups; evaluate.py leaves out each
alone, which takes five times as long.
"""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.discovery import card
from benchmarks.discovery.constants import TypeConstants, preventive_constants, tag_constants, type_constants
from benchmarks.discovery.cut import Cut
from benchmarks.discovery.learning import COLUMNS, fit, in_groups, unseen_scores
from benchmarks.discovery.metrics import f1s, scores
from benchmarks.discovery.rows import FILE, WORD_BLOCKS, Labelled, data_folder, read_labelled
from benchmarks.discovery.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "app" / "discovery" / "model.json.gz"
VERSION = "1"
IDF_STEP = 0.05
STEPS = 127
GROUPS = 6
LEFT_OUT = Path(__file__).with_name("left_out.json")


def main() -> None:
    data, settings = read_labelled(data_folder() / FILE), Settings()
    packed = packed_model(data, settings, in_groups(data, GROUPS))
    MODEL.write_bytes(packed)
    print(f"{MODEL.name}: {len(packed):,} bytes")
    card.write(ROOT / "docs" / "discovery.md", packed, left_out(data.sha256))


def left_out(sha256: str) -> dict[str, Any] | None:
    """What evaluate.py last found, if it was about the same data."""
    found: dict[str, Any] = json.loads(LEFT_OUT.read_text()) if LEFT_OUT.exists() else {}
    return found if found.get("sha256") == sha256 else None


def packed_model(data: Labelled, settings: Settings, groups: list[NDArray[np.bool_]]) -> bytes:
    """The model file: no clock and no chance in it."""
    unseen = unseen_scores(data, settings, groups)
    types = type_constants(unseen, data.types, settings)
    tags = tag_constants(unseen, data)
    cut, _, table = fit(data, settings, np.ones(len(data.types), dtype=bool))
    model = stored_weights(settings, cut, table[:-1]) | {
        "format": 1,
        "version": VERSION,
        "columns": list(COLUMNS),
        "biases": [
            round(float(one), 6) for one in table[-1] + np.pad(types.biases, (0, len(COLUMNS) - len(types.biases)))
        ],
        "temperature": types.temperature,
        "tags": {tag.value: moved(one, types) for tag, one in tags.items()},
        "preventive": preventive_constants(types.chances(unseen), data.types),
        "facts": facts(data, types.chances(unseen), len(groups), settings),
    }
    plain = json.dumps(model, sort_keys=True, separators=(",", ":")).encode()
    return gzip.compress(plain, 9, mtime=0)


def moved(tag: dict[str, Any], types: TypeConstants) -> dict[str, Any]:
    """A mix is of the columns as they are shipped, with the biases of the types moved."""
    bias = tag["bias"] - float(tag["mix"][: len(types.biases)] @ types.biases)
    return {
        "mix": [round(float(one), 6) for one in tag["mix"]], "bias": round(bias, 6),
        "temperature": tag["temperature"], "threshold": tag["threshold"],
    }  # fmt: skip


def stored_weights(settings: Settings, cut: Cut, weights: NDArray[np.float64]) -> dict[str, Any]:
    """8-bit steps with one scale a column; what is smaller than the smallest weight is nothing."""
    sizes = np.array([settings.shape.size[block] for block, _ in cut.columns])
    sized = weights * sizes[:, None]
    sized[np.abs(sized) < settings.smallest_weight] = 0
    scales = np.maximum(np.abs(sized).max(axis=0), 1e-9) / STEPS
    steps = np.rint(sized / scales).astype(int)
    idf = np.concatenate([cut.idf.get(block, np.zeros(len(kept))) for block, kept in cut.kept.items()])
    words, numbers = {}, {}
    for place, (block, name) in enumerate(cut.columns):
        row = [int(one) for one in steps[place]]
        if block in WORD_BLOCKS:
            words[name] = [round(float(idf[place]) / IDF_STEP), *row]
        elif any(row):
            numbers[name] = row
    return {"words": words, "numbers": numbers, "scales": [float(f"{one:.8g}") for one in scales], "idf_step": IDF_STEP}


def facts(data: Labelled, chances: NDArray[np.float64], groups: int, settings: Settings) -> dict[str, Any]:
    """What the card tells: the data, and how well repositories were judged that the model had not seen."""
    measured = scores(data.types, chances, data.repositories)
    return {
        "rows": len(data.types), "sha256": data.sha256, "groups": groups, "repositories": list(data.names),
        "measured": {name: round(value, 4) for name, value in measured.items()},
        "f1": [round(float(one), 4) for one in f1s(data.types, chances.argmax(1))],
        "weak_labels": {"security": int(data.security.sum()), "observability": int(data.observability.sum())},
        "settings": {"size": settings.shape.size, "fewest": settings.shape.fewest, "levelling": settings.levelling},
    }  # fmt: skip


def alone(data: Labelled, chances: NDArray[np.float64], number: int) -> dict[str, float]:
    part = data.repositories == number
    found = scores(data.types[part], chances[part], data.repositories[part])
    wanted = (
        "accuracy",
        "repo_mean_macro_f1",
        "perf_repo_ap",
        "perf_p50",
        "preventive_f1",
        "preventive_fix_f1",
        "ece_top",
    )
    return {"rows": int(part.sum())} | {name: round(found[name], 3) for name in wanted if name in found}


if __name__ == "__main__":
    main()
