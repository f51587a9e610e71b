"""Clones that a test needs, each made by one run of `git fast-import`: any bytes, any shape, any clock."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ADA = "Ada Example <ada@company.example>"
GRACE = "Grace Example <grace@company.example>"
NOON = 1_780_315_200  # 1 June 2026, 12:00 UTC
DAY = 86_400


def git(folder: Path, *arguments: str) -> str:
    """What git itself says, for comparison, with no setting of this machine."""
    settled = {"PATH": os.environ["PATH"], "HOME": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    done = subprocess.run(["git", "-C", str(folder), *arguments], env=settled, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace").strip()


class Made:
    """Commits in the order in which they are made; each stands on the one before unless `parents` says otherwise."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._blobs: dict[bytes, int] = {}
        self._marks = 0
        self._last = 0
        self._now = NOON

    def commit(
        self,
        message: str | bytes = "Change",
        files: Mapping[str | bytes, str | bytes | None] | None = None,
        *,
        author: str | bytes = ADA,
        at: int | None = None,
        committed: int | None = None,
        parents: Sequence[int] | None = None,
        renames: Mapping[str, str] | None = None,
        encoding: str | None = None,
        branch: str = "main",
    ) -> int:
        """A day later than the one before unless told. A file of None goes. Returns the commit's mark."""
        self._now = at if at is not None else self._now + DAY
        blobs = {path: self._blob(_bytes(text)) for path, text in (files or {}).items() if text is not None}
        self._marks += 1
        mark, text = self._marks, _bytes(message)
        head = b"commit refs/heads/%b\nmark :%d\n" % (branch.encode(), mark)
        when = committed if committed is not None else self._now
        head += b"author %b %d +0000\ncommitter %b %d +0000\n" % (_bytes(author), self._now, _bytes(author), when)
        head += f"encoding {encoding}\n".encode() if encoding else b""
        parts = [head, b"data %d\n%b\n" % (len(text), text)]
        before = [self._last] if parents is None and self._last else list(parents or [])
        parts += [b"%b :%d\n" % (b"merge" if number else b"from", one) for number, one in enumerate(before)]
        parts += [b"R %b %b\n" % (_quoted(old), _quoted(new)) for old, new in (renames or {}).items()]
        for path, content in (files or {}).items():
            change = b"D %b\n" if content is None else b"M 100644 :%d %%b\n" % blobs[path]
            parts.append(change % _quoted(path))
        self._parts += [*parts, b"\n"]
        self._last = mark
        return mark

    def into(self, folder: Path, *, bare: bool = True) -> Path:
        subprocess.run(["git", "init", "-q", "-b", "main", *(["--bare"] if bare else []), str(folder)], check=True)
        importing = ["git", "-C", str(folder), "fast-import", "--quiet", "--force"]
        subprocess.run(importing, input=b"".join(self._parts), check=True)
        return folder

    def _blob(self, content: bytes) -> int:
        if content not in self._blobs:
            self._marks += 1
            self._blobs[content] = self._marks
            self._parts.append(b"blob\nmark :%d\ndata %d\n%b\n" % (self._marks, len(content), content))
        return self._blobs[content]


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _quoted(path: str | bytes) -> bytes:
    return b'"%b"' % b"".join(
        bytes([one]) if 32 < one < 127 and one not in b'"\\' else b"\\%03o" % one for one in _bytes(path)
    )
