"""A file that is either whole or not there: written beside its name, put in place when it is complete."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".part"


class Draft:
    """A file that another library writes: in place once kept, gone otherwise."""

    def __init__(self, target: Path) -> None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.target = target
        self.path = _beside(target)

    def keep(self) -> tuple[int, str]:
        """Its number of bytes and their SHA-256."""
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            os.fsync(file.fileno())
        self.path.replace(self.target)
        return size, digest


@contextmanager
def adopt(target: Path) -> Iterator[Draft]:
    draft = Draft(target)
    try:
        yield draft
    finally:
        draft.path.unlink(missing_ok=True)


class KeptFile:
    """Counts and hashes what is written. Without `keep()` nothing is left behind, whatever ends the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.draft = _beside(path)
        self._file = self.draft.open("wb", buffering=0)
        self._hash = hashlib.sha256()
        self.bytes = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self._hash.update(chunk)
        self.bytes += len(chunk)

    def keep(self) -> None:
        """On disk before its name is: a crash leaves the old state or the new, never half a file."""
        os.fsync(self._file.fileno())
        self._file.close()
        self.draft.replace(self.path)

    def discard(self) -> None:
        self._file.close()
        self.draft.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
