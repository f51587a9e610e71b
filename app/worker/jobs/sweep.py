"""Ends what has had its time: rows by one action, and the files of exports that nobody may fetch any more."""

from datetime import datetime, timedelta
from pathlib import Path

from app.actions.sweep import sweep
from app.kit.ids import is_id
from app.kit.kept_file import UNFINISHED
from app.queries import exports
from app.wiring import Wiring

UNFINISHED_KEPT = timedelta(hours=1)


def run(wiring: Wiring, now: datetime) -> None:
    with wiring.store.write() as db:
        sweep(db, now=now)
    folder = wiring.settings.data_folder / "exports"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    named = {path: path.name.partition(".")[0] for path in files}
    with wiring.store.read() as db:
        alive = exports.alive(db, [name for name in named.values() if is_id(name)], now=now)
    for path, name in named.items():
        if (is_id(name) and name not in alive) or _is_left_over(path, now):
            path.unlink(missing_ok=True)


def _is_left_over(path: Path, now: datetime) -> bool:
    """A draft, or a part of one, that no process can still be writing."""
    if is_id(path.name.partition(".")[0]) and path.suffix != UNFINISHED:
        return False
    return path.exists() and path.stat().st_mtime < (now - UNFINISHED_KEPT).timestamp()
