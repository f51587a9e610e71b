"""Starting git: a list of arguments and never a shell, an environment of our own, nothing that a repository configures.

A clone is data of somebody else. Its configuration could name programs to run (hooks, pager, external diff, text
conversion, signature check, file-system monitor, ssh): each is switched off here, and no protocol is allowed, so that a
partial clone cannot fetch either. git's own check of who owns the folder stays on.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import IO, cast

from app.discovery.history import ContentMissing
from app.kit.errors import Code, ToolFailed
from app.kit.text import visible

_CHUNK = 1 << 20
_OPTIONS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.pager": "cat",
    "core.attributesFile": os.devnull,
    "color.ui": "false",
    "log.showSignature": "false",
    "log.showRoot": "true",
    "log.follow": "false",
    "log.diffMerges": "off",
    "diff.algorithm": "myers",
    "diff.orderFile": os.devnull,
    "diff.relative": "false",
    "diff.renameLimit": "1000",
    "diff.ignoreSubmodules": "none",
    "mailmap.file": os.devnull,
    "mailmap.blob": "HEAD:.mailmap",
    "safe.bareRepository": "all",
    "gc.auto": "0",
    "maintenance.auto": "false",
}
_HANDED_ON = ("PATH", "HOME", "XDG_CONFIG_HOME", "SYSTEMROOT")
_OURS = {
    "LC_ALL": "C",
    "TZ": "UTC",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ATTR_NOSYSTEM": "1",
}
_CORRUPT = re.compile(
    r"corrupt|inflate|hash mismatch|sha1 mismatch|bad object header|unpack .* header|is garbage", re.I
)
_MOST_WORDS = 1 << 16
_SENTENCES = (
    (
        re.compile("not a git repository|safe.bareRepository"),
        "{folder} is no git repository: name the folder of a clone.",
    ),
    (
        re.compile("dubious ownership|unsafe repository"),
        "{folder} belongs to another user: run this as its owner, or allow it with "
        "`git config --global --add safe.directory {folder}`.",
    ),
    (
        re.compile("Permission denied"),
        "{folder} cannot be read by this user: give it the right to read, or name another.",
    ),
    (re.compile("shallow file has changed"), "{folder} was changed while it was read: try again."),
)
_VERSION = re.compile(r"(\d+)\.(\d+)")
_MISSING = re.compile(r"^fatal: (?:unable to read [0-9a-f]{40}|could not fetch|.*promisor)", re.MULTILINE)


class Git:
    """git at work in one folder."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("git")
        if program is None:
            raise failed("git is not installed here: install it and try again.")
        self.folder = folder
        settings = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
        self._start = [program, "--no-pager", *settings, "-C", str(folder)]
        self._environment = {name: os.environ[name] for name in _HANDED_ON if name in os.environ} | _OURS

    @cached_property
    def as_filter(self) -> str:
        """The end of `--since...`: from git 2.37 on it does not stop at the first commit whose clock was slow."""
        found = _VERSION.search(self.said("version"))
        return "-as-filter" if found and (int(found[1]), int(found[2])) >= (2, 37) else ""

    def said(self, *arguments: str, given: Sequence[str] = ()) -> str:
        """All that a short command puts out; `given` are lines that it reads. Raises as `stream` does."""
        lines = "\n".join([*given, ""]) if given else ""
        return b"".join(self.stream(arguments, given=[lines.encode()])).decode("utf-8", "replace")

    def stream(self, arguments: Sequence[str], *, given: Iterable[bytes] = ()) -> Iterator[bytes]:
        """What a command puts out, piece by piece; `given` is fed to it meanwhile. Whoever stops reading stops git too.

        Raises ContentMissing where the contents of a file are absent, ToolFailed with what to do for everything else.
        """
        with tempfile.TemporaryFile() as errors:
            process = self.start(arguments, errors)
            pipe, out = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
            feeder = Thread(target=_feed, args=(pipe, given), daemon=True)
            feeder.start()
            try:
                while piece := os.read(out.fileno(), _CHUNK):
                    yield piece
            except GeneratorExit:
                process.kill()
                raise
            finally:
                out.close()
                process.wait()
                feeder.join()
            if process.returncode:
                errors.seek(0)
                raise fault_of(errors.read(_MOST_WORDS).decode("utf-8", "replace"), self.folder)

    def start(self, arguments: Sequence[str], errors: IO[bytes] | int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - a list of arguments, and references stand after --end-of-options
            [*self._start, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=self._environment,
            pipesize=_CHUNK,
        )


def fault_of(words: str, folder: Path) -> ContentMissing | ToolFailed:
    """What git said, as a sentence with a way out."""
    if not _CORRUPT.search(words) and _MISSING.search(words):
        return ContentMissing(words)
    for pattern, sentence in _SENTENCES:
        if pattern.search(words):
            return failed(sentence.format(folder=visible(str(folder))))
    lines = [line for line in words.splitlines() if line.startswith(("fatal:", "error:"))] or words.splitlines() or [""]
    said = visible(lines[0].partition(": ")[2] or lines[0])[:300] or "it ended early"
    folder_said = visible(str(folder))
    return failed(f"git cannot read {folder_said}: {said}. Run `git fsck` there, or clone it anew.")


def failed(sentence: str) -> ToolFailed:
    return ToolFailed(Code.BAD_REPOSITORY, sentence, permanent=True)


def _feed(pipe: IO[bytes], given: Iterable[bytes]) -> None:
    """git may end before it has read everything; why is told by its exit status."""
    with suppress(BrokenPipeError), pipe:
        for piece in given:
            pipe.write(piece)
