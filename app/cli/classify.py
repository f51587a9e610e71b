"""Say of each change in a file what type it is and what it is about. Needs no database, no network and no settings."""

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.cli.json_lines import ChangeFile, output
from app.cli.terminal import Terminal
from app.discovery.changes import line_of
from app.discovery.model import TYPES, shipped_model
from app.discovery.tagger import Prior, Tagged, prior_of, tag_change
from app.domain.sighting import Change, ChangeType

HELP = (
    "Classify changes: one JSON object a line in, one a line out, in the same order. A line that cannot be read is "
    "named on standard error and left out; the others are done (docs/discovery.md)."
)
SOME_BROKEN = 1
DIGITS = 7
MOST_DECLARED = 2_000  # of one repository: more would not change its shares


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="INPUT.jsonl", help="the changes, plain or .gz")
    parser.add_argument("--out", required=True, metavar="PRED.jsonl", help='the answers; "-" is standard output')


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    del terminal
    file = ChangeFile(args.file)
    priors = _priors(file)
    model = shipped_model()
    with output(args.out) as out:
        for change in file.changes("Classifying"):
            tagged = tag_change(change, prior=priors.get(change.repository), model=model)
            out.write(line_of(_row(change, tagged)))
    return SOME_BROKEN if file.broken else 0


def _priors(file: ChangeFile) -> dict[str, Prior]:
    """What repositories with enough declared types call their work. Such lines are read twice, the others once."""
    declared: dict[str, Counter[ChangeType]] = {}
    expected: dict[str, list[float]] = {}
    for change in file.declared("Looking for declared types"):
        if change.declared_type is None:
            continue
        here = declared.setdefault(change.repository, Counter())
        if here.total() >= MOST_DECLARED:
            continue
        here[change.declared_type] += 1
        said = tag_change(replace(change, declared_type=None)).probabilities
        sums = expected.setdefault(change.repository, [0.0] * len(TYPES))
        for place, chance in enumerate(said):
            sums[place] += chance
    priors = {name: prior_of(found, expected[name]) for name, found in declared.items()}
    return {name: prior for name, prior in priors.items() if prior is not None}


def _row(change: Change, tagged: Tagged) -> dict[str, Any]:
    chances = {one.value: round(chance, DIGITS) for one, chance in zip(TYPES, tagged.probabilities, strict=True)}
    return {
        "id": change.external_id,
        "type": tagged.type.value,
        "probs": chances,
        "tags": [tag.value for tag in tagged.tags],
    }
