"""Bring a backup back into an empty place, check it, and keep letters that were due from leaving twice."""

import argparse
import subprocess
import sys
from pathlib import Path

from app.actions.come_back import come_back
from app.cli.archive import COPY, Manifest, counts_of, read_manifest, reason_of
from app.cli.copies import copy_in
from app.cli.terminal import Terminal
from app.database import Store, current_revision, faults_inside, is_sqlite, newest_revision
from app.kit.errors import Code, Conflict, Invalid
from app.queries.audit_events import verify
from app.wiring import clock_of, shipped

HELP = "Bring a backup back into an empty database, verify it, and say what was due when it was made."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="folder that `unsung backup` made")
    parser.add_argument("--dry-run", action="store_true", help="check the backup and change nothing")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    manifest = read_manifest(args.path)
    settings = terminal.settings
    _require_fit(manifest, settings.database_url)
    store = Store.open(settings.database_url, pool_size=1)
    try:
        if current_revision(store.engine) is not None:
            raise Conflict(Code.NOT_EMPTY, "The database is not empty; restore into a new UNSUNG_DATA or database")
        if args.dry_run:
            print(f"The backup is whole: {manifest.counts}. Nothing was changed.")
            return 0
        try:
            copy_in(args.path / COPY, settings.database_url)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"The copy did not come back: {reason_of(error)}", file=sys.stderr)
            return 2
        return _check(store, manifest, terminal)
    finally:
        store.close()


def _require_fit(manifest: Manifest, url: str) -> None:
    engine = "sqlite" if is_sqlite(url) else "postgresql"
    if manifest.engine != engine:
        raise Invalid.one("PATH", Code.BAD_FILE, f"this backup is of {manifest.engine} and the database is {engine}")
    if manifest.revision != newest_revision(shipped("migrations")):
        raise Invalid.one(
            "PATH",
            Code.BAD_FILE,
            f"this backup has the schema {manifest.revision}; restore it with version {manifest.version}, then upgrade",
        )


def _check(store: Store, manifest: Manifest, terminal: Terminal) -> int:
    problems = faults_inside(store.engine)
    with store.stream() as connection:
        verdict = verify(connection)
        counts = counts_of(connection)
    problems += [] if verdict.holds else [verdict.reason]
    problems += [] if manifest.engine == "postgresql" or counts == manifest.counts else ["the counts differ"]
    problems += [] if manifest.engine == "postgresql" or verdict.head == manifest.audit_head else ["the log differs"]
    if problems:
        print("The copy came back broken: " + "; ".join(problems), file=sys.stderr)
        return 2
    with store.write() as db:
        held = come_back(db, now=(terminal.clock or clock_of(terminal.settings))())
    print(f"Restored: {counts['contribution']} contributions, {counts['person']} people; the audit log holds.")
    print(
        f"{held} letters were due when the copy was made: they are marked uncertain and will not leave by themselves."
    )
    return 0
