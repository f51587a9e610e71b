"""The card of the model in docs/discovery.md, between two marks: written by training, never by hand."""

import gzip
import json
from pathlib import Path
from typing import Any

from app.discovery.model import TYPES
from benchmarks.discovery.metrics import AIM, MUST

BEGIN, END = "<!-- card -->", "<!-- end of card -->"
NAMES = {
    "accuracy": "accuracy", "macro_f1": "macro F1, ten types", "repo_mean_macro_f1": "macro F1, mean of repositories",
    "balanced40_macro_f1": "macro F1, 40 of each type", "perf_ap": "perf, average precision",
    "perf_repo_ap": "perf, average precision, mean of repositories", "perf_p50": "perf, precision of the first 50",
    "preventive_f1": "preventive, F1", "preventive_ap": "preventive, average precision",
    "preventive_fix_f1": "preventive or fix, F1", "preventive_fix_ap": "preventive or fix, average precision",
    "ece_top": "calibration error of the top type",
}  # fmt: skip
ALONE = {
    "accuracy": "accuracy", "repo_mean_macro_f1": "macro F1", "perf_repo_ap": "perf AP", "perf_p50": "perf first 50",
    "preventive_f1": "preventive F1", "preventive_fix_f1": "with fix F1", "ece_top": "calibration error",
}  # fmt: skip


def write(path: Path, packed: bytes, left_out: dict[str, Any] | None) -> None:
    """`left_out` is what evaluate.py found. Raises ValueError where the page has lost its marks."""
    page = path.read_text(encoding="utf-8")
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise ValueError(f"{path.name} needs the marks {BEGIN} and {END}, once each")
    head, tail = page.split(BEGIN)[0], page.split(END)[1]
    path.write_text(f"{head}{BEGIN}\n{text_of(packed, left_out)}\n{END}{tail}", encoding="utf-8")


def text_of(packed: bytes, left_out: dict[str, Any] | None) -> str:
    model = json.loads(gzip.decompress(packed))
    facts = model["facts"]
    parts = [_heading(model, len(packed)), _measured(facts, left_out), _types(left_out or facts)]
    return "\n\n".join(parts + ([_repositories(left_out)] if left_out else []))


def _heading(model: dict[str, Any], size: int) -> str:
    facts = model["facts"]
    weak = facts["weak_labels"]
    return (
        f"Version {model['version']}, {size:,} bytes, {len(model['words']):,} features of words and paths and"
        f" {len(model['numbers'])} of sizes and forms. Learned from {facts['rows']:,} changes of"
        f" {len(facts['repositories'])} public repositories (SHA-256 of the data `{facts['sha256']}`).\n"
        f"Weak labels: {weak['security']:,} titles that speak of security, {weak['observability']:,} of"
        " observability.\n\n"
        f"*In groups*: repositories left out in {facts['groups']} groups, by training itself. *Alone*: each repository"
        " left out alone, by `make evaluate-discovery`. Vocabulary, rarity and weights come from the others each time;"
        " biases and the temperature are a dozen constants fitted on the predictions."
    )


def _measured(facts: dict[str, Any], left_out: dict[str, Any] | None) -> str:
    rows = ["| measure | in groups | alone | must elsewhere | aim elsewhere |", "|---|---|---|---|---|"]
    alone = left_out["measured"] if left_out else {}
    for name, words in NAMES.items():
        if name in facts["measured"]:
            cells = [table.get(name) for table in (facts["measured"], alone, MUST, AIM)]
            rows.append(f"| {words} | {' | '.join('' if one is None else f'{one:.3f}' for one in cells)} |")
    return "\n".join(rows)


def _types(facts: dict[str, Any]) -> str:
    names = " | ".join(one.value for one in TYPES)
    values = " | ".join(f"{value:.2f}" for value in facts["f1"])
    return f"| F1 | {names} |\n|{'---|' * (len(TYPES) + 1)}\n| | {values} |"


def _repositories(left_out: dict[str, Any]) -> str:
    rows = [f"| left out | rows | {' | '.join(ALONE.values())} |", f"|{'---|' * (len(ALONE) + 2)}"]
    for name, found in left_out["repositories"].items():
        values = " | ".join(f"{found[one]:.3f}" if one in found else "" for one in ALONE)
        rows.append(f"| {name} | {found['rows']:,} | {values} |")
    return "\n".join(rows)
