"""Load the demo company, take it away without trace, or serve it."""

import argparse
import shutil
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from app.cli.copies import copy_out
from app.cli.lanternfish.load import load
from app.cli.lanternfish.remove import remove
from app.cli.schema import migrate
from app.cli.serve import serve
from app.cli.terminal import Terminal
from app.database import Store, current_revision, is_sqlite, newest_revision
from app.domain import Person
from app.kit.errors import Code, Conflict
from app.queries.demo import personas
from app.wiring import shipped

HELP = "Load the invented company Lanternfish into an empty database, take it away again, or serve it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    does = parser.add_mutually_exclusive_group()
    does.add_argument("--remove", action="store_true", help="take the company and all that hangs on it away")
    does.add_argument("--serve", action="store_true", help="load it where there is nothing yet, then serve it")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    if args.serve:
        return _serve(terminal)
    wiring = terminal.wiring()
    with wiring.store.write() as db:
        if args.remove:
            print(f"The demo company is gone: {remove(db, now=wiring.clock()):,} rows.")
        else:
            print(f"Lanternfish is here: {load(db, now=wiring.clock())} contributions.")
    return 0


def _serve(terminal: Terminal) -> int:
    if not terminal.settings.demo:
        raise Conflict(Code.WRONG_STATE, "The demo signs anybody in, so it serves only with UNSUNG_DEMO=1.")
    keep_a_copy(terminal)
    migrate(terminal.settings.database_url, shipped("migrations"))
    wiring = terminal.wiring()
    if _is_empty(wiring.store):
        print("Making the demo company Lanternfish, once ...", flush=True)
        with wiring.store.write() as db:
            load(db, now=wiring.clock())
    _introduce(terminal)
    return serve(terminal)


def keep_a_copy(terminal: Terminal) -> None:
    """A file that already holds data is copied before its schema moves on."""
    url = terminal.settings.database_url
    if not is_sqlite(url):
        return
    file = Path(url.removeprefix("sqlite:///"))
    if not file.exists():
        return
    store = Store.open(url, pool_size=1)
    found = current_revision(store.engine)
    store.close()
    if found is None or found == newest_revision(shipped("migrations")):
        return
    copy = file.with_name(f"{file.name}.{found}")
    copy_out(url, copy.with_suffix(".part"))
    shutil.move(copy.with_suffix(".part"), copy)
    print(f"Kept a copy of what was here: {copy}", flush=True)


def _is_empty(store: Store) -> bool:
    with store.read() as db:
        return db.execute(select(col(Person.id)).limit(1)).first() is None


def _introduce(terminal: Terminal) -> None:
    wiring = terminal.wiring()
    address = wiring.settings.base_url
    with wiring.store.read() as db:
        people = personas(db)
    lines = [f"unsung is served at {address}. Stop it with Ctrl+C."]
    lines += [f"Continue as {one.name}, {one.part}: {address}/sign-in ({one.email})" for one in people]
    outbox = wiring.settings.data_folder / "outbox"
    lines.append(f"No letter leaves this machine: what would be sent is kept in {outbox}.")
    print("\n".join(lines), flush=True)
