"""Files of JSON lines, plain or gzip: read with a bar on the terminal, written whole or not at all."""

import gzip
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from app.cli.progress import Progress
from app.discovery.changes import LONGEST_LINE, Unreadable, read_changes
from app.domain.sighting import Change
from app.kit.errors import Code, Invalid
from app.kit.kept_file import adopt

STANDARD_OUTPUT = "-"
_BETWEEN_LOOKS = 256
_MAY_DECLARE = re.compile(rb'"declared"|"subject"\s*:\s*"\s*[A-Za-z]+\s*[(!:]')


class ChangeFile:
    """The changes of a file, line by line, as often as asked for. Lines that hold none are counted in `broken`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.broken = 0

    def changes(self, words: str) -> Iterator[Change]:
        """Names each broken line on standard error. Raises Invalid where the file itself cannot be read."""
        self.broken = 0
        for number, change in read_changes(self.lines(words)):
            if isinstance(change, Unreadable):
                self.broken += 1
                print(f"{_shown(self.path)}:{number}: this line {change.reason}.", file=sys.stderr)
            else:
                yield change

    def declared(self, words: str) -> Iterator[Change]:
        """Only changes of lines that may declare a type; a line that is broken is told by `changes` alone."""
        maybe = (line for line in self.lines(words) if _MAY_DECLARE.search(line))
        yield from (change for _, change in read_changes(maybe) if isinstance(change, Change))

    def lines(self, words: str) -> Iterator[bytes]:
        """A line that is too long is handed on cut, so that it is refused without ever being in memory."""
        try:
            with self.path.open("rb") as raw:
                size = self.path.stat().st_size
                file = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if _is_packed(raw) else raw
                with Progress(words, size, sys.stderr) as progress:
                    for count, line in enumerate(_lines(file), start=1):
                        yield line
                        if count % _BETWEEN_LOOKS == 0:
                            progress.at(raw.tell(), count)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise _fault(f"{_shown(self.path)} is not whole: its compressed data end early or are damaged.") from None
        except OSError as error:
            raise _fault(f"{_shown(self.path)} cannot be read: {error.strerror or error}.") from None


@contextmanager
def output(name: str) -> Iterator[BinaryIO]:
    """Where lines go: a file that appears once it is whole, or standard output for "-". Raises Invalid."""
    if name == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(name)
    if target.is_dir():
        raise _fault(f"{_shown(target)} is a folder: name a file.")
    try:
        with adopt(target) as draft:
            with draft.path.open("wb") as file:
                yield file
            draft.keep()
    except OSError as error:
        raise _fault(f"{_shown(target)} cannot be written: {error.strerror or error}.") from None


def _lines(file: BinaryIO) -> Iterable[bytes]:
    while line := file.readline(LONGEST_LINE + 2):
        yield line
        while not line.endswith(b"\n") and len(line) > LONGEST_LINE:
            line = file.readline(LONGEST_LINE + 2)


def _is_packed(raw: BinaryIO) -> bool:
    start = raw.read(2)
    raw.seek(0)
    return start == b"\x1f\x8b"


def _shown(path: Path) -> str:
    """A name as text that cannot steer a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(path))


def _fault(message: str) -> Invalid:
    return Invalid(Code.BAD_FILE, message)
