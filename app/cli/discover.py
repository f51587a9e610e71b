"""Find slow fixes in a clone: work that nobody proposed, with its reasons. Needs no database, network or settings."""

import argparse
import json
import sys
from pathlib import Path

from app.cli.amnesty import amnesty
from app.cli.discovered import Discovered, as_document, as_text
from app.cli.progress import Progress
from app.cli.since import since_day
from app.cli.terminal import Terminal
from app.discovery.identity import with_hands_joined
from app.discovery.pipeline import found_efforts, read_history, tag_changes
from app.discovery.reading import Span
from app.wiring import own_clone

HELP = (
    "Read the history of a clone and print slow fixes: preventive work over weeks, with people, reasons and a word for "
    "how sure that is. Nothing is fetched, and nothing is written unless --amnesty asks for it (docs/discovery.md)."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="a git clone, bare or not")
    parser.add_argument("--since", metavar="DATE", help="2026-01-31, or 24.months back from the newest change")
    parser.add_argument("--json", action="store_true", help="one JSON object (docs/discovery.md)")
    parser.add_argument("--amnesty", action="store_true", help="store candidates; list what is on nobody's record")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    if args.amnesty:
        return amnesty(args.path, args.since, terminal)
    found = discovered(args.path, args.since)
    if args.json:
        print(json.dumps(as_document(found), indent=1))
    else:
        for line in as_text(found):
            print(line)
    return 0


def discovered(path: Path, since: str | None) -> Discovered:
    """Reads, tags and groups, with a bar for each on a terminal."""
    clone = own_clone(path)
    whole = Span(clone.head)
    day = since_day(since, clone.newest(whole)) if since else None
    span = Span(clone.head, since=day)
    with Progress("Reading", clone.count(span) if sys.stderr.isatty() else 0, sys.stderr, "commits") as progress:
        reading = read_history(clone, span, reached=lambda count: progress.at(count, count))
    changes = list(with_hands_joined(reading.changes))
    with Progress("Classifying", len(changes), sys.stderr, "changes") as progress:
        tagged = tag_changes(changes, reached=lambda count: progress.at(count, count))
    with Progress("Grouping", len(changes), sys.stderr, "changes") as progress:
        efforts = found_efforts(changes, tagged, reached=lambda count: progress.at(count, count))
    return Discovered(
        name=clone.name, since=day, reading=reading, tagged=tagged, efforts=efforts,
        changes={one.external_id: one for one in changes},
    )  # fmt: skip
