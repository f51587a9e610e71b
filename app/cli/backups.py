"""Write a consistent copy of the database into a new folder, with a manifest to check it by."""

import argparse
import subprocess
import sys
from pathlib import Path

from app import __version__
from app.cli.archive import COPY, Manifest, counts_of, reason_of, sha256_of, write_manifest
from app.cli.copies import copy_out
from app.cli.terminal import Terminal
from app.database import Store, current_revision, is_sqlite, sqlite_url
from app.kit.errors import Code, Conflict
from app.queries.audit_events import head_of
from app.settings import Settings

HELP = "Write a consistent copy into a new folder while the service runs. The secret is not in it: keep it elsewhere."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="folder to make; it must not exist yet")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    wiring = terminal.wiring()
    folder: Path = args.path
    try:
        folder.mkdir(mode=0o700, parents=True)
        copy_out(wiring.settings.database_url, folder / COPY)
    except FileExistsError:
        raise Conflict(Code.NOT_EMPTY, f"{folder} exists already; name a folder that does not") from None
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"The copy could not be written: {reason_of(error)}", file=sys.stderr)
        return 2
    manifest = _manifest(wiring.settings, wiring.store, folder, made_at=wiring.clock().isoformat(timespec="seconds"))
    write_manifest(folder, manifest)
    print(f"Wrote {folder}: {manifest.counts['contribution']} contributions, {manifest.counts['person']} people.")
    return 0


def _manifest(settings: Settings, store: Store, folder: Path, *, made_at: str) -> Manifest:
    """Counted in the copy itself where it can be opened, so that rows written meanwhile do not confuse."""
    sqlite = is_sqlite(settings.database_url)
    counted = Store.open(sqlite_url((folder / COPY).absolute()), pool_size=1) if sqlite else store
    with counted.engine.connect() as connection:
        counts, head = counts_of(connection), head_of(connection)
    revision = current_revision(counted.engine) or ""
    if sqlite:
        with counted.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        counted.close()
    engine = "sqlite" if sqlite else "postgresql"
    return Manifest(__version__, engine, revision, made_at, head, counts, sha256_of(folder / COPY))
