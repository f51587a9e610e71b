"""A file that is either whole or not there: written beside its name, put in place when it is complete."""

import hashlib
import os
import secrets
from pathlib import Path


class KeptFile:
    """Counts and hashes what is written. Without `keep()` nothing is left behind, whatever ends the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
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
