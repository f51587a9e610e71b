"""What a backup holds: the copy of the database and, beside it, what it must be when it comes back."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from app.domain import metadata
from app.kit.errors import Code, Invalid

COPY, MANIFEST = "database", "manifest.json"
COUNTED = ("person", "contribution", "nomination", "recognition", "digest", "audit_event")


@dataclass(frozen=True)
class Manifest:
    version: str
    engine: str
    revision: str
    made_at: str
    audit_head: str
    counts: dict[str, int]
    sha256: str


def counts_of(connection: Connection) -> dict[str, int]:
    found = {}
    for name in COUNTED:
        table = metadata.tables[name]
        found[name] = int(connection.execute(select(func.count()).select_from(table)).scalar_one())
    return found


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """Raises Invalid for a folder that is no backup, or whose copy is not the one that was written."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
        found = sha256_of(folder / COPY)
    except (OSError, ValueError, TypeError) as error:
        raise Invalid.one("PATH", Code.BAD_FILE, f"{folder} is no backup of unsung: {error}") from None
    if found != manifest.sha256:
        raise Invalid.one(
            "PATH", Code.BAD_FILE, f"{folder / COPY} is not the copy that was written; take another backup"
        )
    return manifest


def sha256_of(path: Path) -> str:
    with path.open("rb") as copy:
        return hashlib.file_digest(copy, "sha256").hexdigest()


def reason_of(error: Exception) -> str:
    """What a tool of the database said, in its own words."""
    if isinstance(error, FileNotFoundError) and error.filename in ("pg_dump", "pg_restore"):
        return f"{error.filename} is not installed; it comes with PostgreSQL's client package"
    said = getattr(error, "stderr", b"") or b""
    return said.decode(errors="replace").strip() or str(error)
