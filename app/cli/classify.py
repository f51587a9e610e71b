"""Say of each change in a file what type it is and what it is about. Needs no database, no network and no settings."""

import argparse
from pathlib import Path
from typing import Any

from app.cli.json_lines import ChangeFile, output
from app.cli.terminal import Terminal
from app.discovery.changes import line_of
from app.discovery.customs import priors_of
from app.discovery.model import TYPES, shipped_model
from app.discovery.tagger import Tagged, tag_change
from app.domain.sighting import Change

HELP = (
    "Classify changes: one JSON object a line in, one a line out, in the same order. A line that cannot be read is "
    "named on standard error and left out; the others are done (docs/discovery.md)."
)
SOME_BROKEN = 1
DIGITS = 7


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="INPUT.jsonl", help="the changes, plain or .gz")
    parser.add_argument("--out", required=True, metavar="PRED.jsonl", help='the answers; "-" is standard output')


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    del terminal
    file = ChangeFile(args.file)
    priors = priors_of(file.declared("Looking for declared types"))  # such lines are read twice, the others once
    model = shipped_model()
    with output(args.out) as out:
        for change in file.changes("Classifying"):
            tagged = tag_change(change, prior=priors.get(change.repository), model=model)
            out.write(line_of(_row(change, tagged)))
    return SOME_BROKEN if file.broken else 0


def _row(change: Change, tagged: Tagged) -> dict[str, Any]:
    chances = {one.value: round(chance, DIGITS) for one, chance in zip(TYPES, tagged.probabilities, strict=True)}
    return {
        "id": change.external_id,
        "type": tagged.type.value,
        "probs": chances,
        "tags": [tag.value for tag in tagged.tags],
    }
