"""Bring in what a company knows already: all rows of a file or none, every fault of it at once."""

import argparse
import sys
from pathlib import Path

from app.actions.bring_in import Run
from app.cli.importing.kinds import KINDS, Kind
from app.cli.importing.table import Table
from app.cli.progress import Progress
from app.cli.terminal import Terminal
from app.wiring import Wiring

HELP = (
    "Bring in people, teams, services, incidents, contributions or recognitions from a file: all rows or none. "
    "The same file again changes nothing. docs/import.md shows the columns and an example of each."
)
REFUSED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=list(KINDS), metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("file", type=Path, metavar="FILE", help="a .csv or .jsonl file in UTF-8")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Looks first and writes then, so that a file with faults never keeps anybody else from writing."""
    kind = KINDS[args.kind]
    table = Table(args.file, kind)
    wiring = terminal.wiring()
    looked = _look(table, kind, wiring)
    if looked.count:
        return _say_faults(looked, args.file)
    if not args.dry_run and looked.added + looked.changed:
        looked = _write(table, kind, wiring)
    return _say_changes(looked, kind, dry_run=args.dry_run)


def _look(table: Table, kind: Kind, wiring: Wiring) -> Run:
    looked = Run()
    with wiring.store.read() as db, Progress(f"Checking {kind.name}", table.size, sys.stderr) as progress:
        kind.bring_in(db, rows=table.rows(looked, progress), run=looked, by=None, now=wiring.clock())
    return looked


def _write(table: Table, kind: Kind, wiring: Wiring) -> Run:
    """One transaction; it ends with an error, and with nothing kept, if the file or the data changed meanwhile."""
    written = Run(writes=True)
    with wiring.store.write() as db, Progress(f"Writing {kind.name}", table.size, sys.stderr) as progress:
        kind.bring_in(db, rows=table.rows(written, progress), run=written, by=None, now=wiring.clock())
        written.require_clean()
    return written


def _say_faults(looked: Run, path: Path) -> int:
    for one in looked.findings:
        place = f"{path.name}:{one.line}: " + (f"{one.column}: " if one.column else "")
        print(f"{place}{one.message} ({one.code.value})", file=sys.stderr)
    if rest := looked.count - len(looked.findings):
        print(f"... and {rest:,} more.", file=sys.stderr)
    faults = "1 fault" if looked.count == 1 else f"{looked.count:,} faults"
    print(f"{faults}. Nothing was changed.", file=sys.stderr)
    return REFUSED


def _say_changes(looked: Run, kind: Kind, *, dry_run: bool) -> int:
    total = looked.added + looked.changed
    if dry_run:
        for example in looked.examples:
            print(f"  {example}")
        if total > len(looked.examples):
            print(f"  ... and {total - len(looked.examples):,} more.")
    if total == 0:
        print(f"{kind.name}: 0 changes; {looked.same:,} rows are as they were.")
        return 0
    done = "would be" if dry_run else "were"
    print(f"{kind.name}: {looked.added:,} {done} added, {looked.changed:,} {done} changed, {looked.same:,} stay.")
    if dry_run:
        print("Nothing was changed.")
    return 0
