"""Say which changes of a file are one effort. Needs no database, no network and no settings."""

import argparse
import sys
from pathlib import Path

from app.cli.json_lines import ChangeFile, output
from app.cli.progress import Progress
from app.cli.terminal import Terminal
from app.discovery.changes import line_of
from app.discovery.efforts import group
from app.domain.sighting import Change

HELP = (
    "Group changes into efforts: one JSON object a line in, one a line out, in the same order. Efforts never cross a "
    "repository. A line that cannot be read is named on standard error and left out (docs/discovery.md)."
)
SOME_BROKEN = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="INPUT.jsonl", help="the changes, plain or .gz")
    parser.add_argument("--out", required=True, metavar="PRED.jsonl", help='the answers; "-" is standard output')


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    del terminal
    file = ChangeFile(args.file)
    with output(args.out) as out:
        changes = list(file.changes("Reading"))
        effort_of = _grouped(changes)
        for change in changes:
            out.write(line_of({"id": change.external_id, "effort": effort_of[id(change)]}))
    return SOME_BROKEN if file.broken else 0


def _grouped(changes: list[Change]) -> dict[int, str]:
    """By identity and not by id: a file may give an id in two repositories, or twice."""
    with Progress("Grouping", len(changes), sys.stderr) as progress:
        groups = group(changes, reached=lambda count: progress.at(count, count))
    return {id(change): one.key for one in groups for change in one.changes}
