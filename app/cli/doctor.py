"""Check configuration and data, and say everything that is wrong at once. Nothing is changed."""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.actions.work_out_again import work_out_again
from app.cli.terminal import Terminal
from app.database import Store, current_revision, is_sqlite, newest_revision
from app.kit.clock import system_clock
from app.queries.doctor import Check, Verdict, checks
from app.settings import BadSettings, Settings, read_settings
from app.wiring import clock_of, shipped

HELP = "Check all configuration and data at once. Exit status 0: all is well, 1: warnings, 2: errors."
GIBIBYTE = 1 << 30
STATUS = {Verdict.WARNING: 1, Verdict.ERROR: 2}
RANDOM = "Ek7xQ2vN9bRw4mTz8hLc1pYs6dJf3gUa"  # stands in for a secret that nobody has made yet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true", help="leave out what grows with the data")
    parser.add_argument("--json", action="store_true", help="one JSON document, for machines")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    found = list(_all(terminal.environment, quick=args.quick))
    status = max((STATUS.get(check.verdict, 0) for check in found), default=0)
    if args.json:
        print(json.dumps({"status": status, "checks": [asdict(check) for check in found]}, indent=2))
        return status
    for check in found:
        print(f"{check.verdict.value:<14} {check.name}: {check.found}")
        if check.advice:
            print(f"{'':<14} -> {check.advice}")
    errors = sum(check.verdict is Verdict.ERROR for check in found)
    warnings = sum(check.verdict is Verdict.WARNING for check in found)
    print(f"{errors} errors, {warnings} warnings.", file=sys.stderr)
    return status


def _all(environment: Mapping[str, str], *, quick: bool) -> Iterator[Check]:
    settings, problems = _settings(environment)
    yield from problems
    if not problems:
        yield Check("configuration", Verdict.OK, "Every variable is known and holds what it should.")
    if settings is None:
        return
    yield _disk(settings.data_folder)
    store = Store.open(settings.database_url, pool_size=1)
    try:
        schema = _schema(store, settings)
        yield schema
        if schema.verdict is Verdict.OK:
            now = clock_of(settings)()
            yield from checks(store.engine, machine=system_clock(), now=now, quick=quick)
            if not quick:
                yield _derived(store)
    finally:
        store.close()
    advice = "Take one with `unsung backup PATH`, keep it elsewhere, and try `unsung restore PATH --dry-run`."
    yield Check("backup", Verdict.NOT_CONFIGURED, "When the last one was made is not known here.", advice)


def _settings(environment: Mapping[str, str]) -> tuple[Settings | None, list[Check]]:
    """What is missing is named, and not made: the real reading makes a folder and a secret on first use."""
    folder = Path(environment.get("UNSUNG_DATA") or ".unsung").absolute()
    problems = []
    given = dict(environment)
    if not folder.is_dir():
        found = f"{folder} does not exist yet."
        problems.append(Check("UNSUNG_DATA", Verdict.ERROR, found, "`unsung migrate` makes it, with a secret in it."))
    with tempfile.TemporaryDirectory() as spare:
        if not folder.is_dir():
            given["UNSUNG_DATA"] = spare
        if "UNSUNG_SECRET" not in given and not (folder / "secret").exists():
            given["UNSUNG_SECRET"] = RANDOM
        try:
            settings = read_settings(given)
        except BadSettings as error:
            return None, problems + [_problem(line) for line in error.problems]
    return (None if problems else settings), problems


def _problem(line: str) -> Check:
    """NAME: what is wrong: what would be right."""
    name, _, rest = line.partition(": ")
    found, _, advice = rest.rpartition(": ")
    return Check(name, Verdict.ERROR, found or rest, advice if found else "")


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    found = f"{free / GIBIBYTE:.1f} GiB free beside {folder.name}."
    if free >= GIBIBYTE:
        return Check("disk", Verdict.OK, found)
    return Check("disk", Verdict.WARNING, found, "Make room: at least 1 GiB keeps writes and backups safe.")


def _schema(store: Store, settings: Settings) -> Check:
    if is_sqlite(settings.database_url) and not Path(store.engine.url.database or "").is_file():
        return Check("schema", Verdict.ERROR, "There is no database yet.", "`unsung migrate` makes it.")
    try:
        found, known = current_revision(store.engine), newest_revision(shipped("migrations"))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0][:200]
        return Check("database", Verdict.ERROR, reason, "Make the database reachable, or restore a backup.")
    if found == known:
        return Check("schema", Verdict.OK, f"At {found}, as this version needs it.")
    return Check("schema", Verdict.ERROR, f"At {found or 'nothing'}; this version needs {known}.", "`unsung migrate`")


class _ThrownAway(Exception):
    """Ends a transaction without keeping anything."""


def _derived(store: Store) -> Check:
    """What rows repeat of their parts, worked out again for the newest work and thrown away."""
    looked_at = wrong = 0
    try:
        with suppress(_ThrownAway), store.write() as db:
            looked_at, wrong = work_out_again(db)
            raise _ThrownAway
    except SQLAlchemyError as error:
        return Check("derived columns", Verdict.WARNING, type(error).__name__, "Run this again when nobody writes.")
    if wrong:
        advice = "Change and save them: each save works them out anew."
        return Check("derived columns", Verdict.ERROR, f"{wrong} of {looked_at} looked at are not right.", advice)
    return Check("derived columns", Verdict.OK, f"They follow from their parts ({looked_at} looked at).")
