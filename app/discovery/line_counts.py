"""Lines added and deleted: bytes of `git diff-tree` in, changes with their counts out, batch by batch.

Counting costs seven times as much as reading paths: it is done where it is wanted, and goes on past missing contents.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from app.discovery.history import RENAMED, STATES
from app.discovery.reading import History, Output
from app.domain.sighting import MOST_FILES, Change, TouchedFile

BATCH = 400
# After so many tries, of which most failed, the contents are plainly not here and the rest is not tried.
_ENOUGH_TRIES = 64


class Counted(NamedTuple):
    """What `git diff-tree` says of one commit: its 40 largest files, and totals over all. Binary ones have no lines."""

    sha: str
    files: tuple[TouchedFile, ...]
    n_files: int
    added: int
    deleted: int


class LineCounts:
    """Adds line counts to changes. `counted` and `missing` say how many; `missing` where contents are absent."""

    def __init__(self, history: History) -> None:
        self._history = history
        self.counted = 0
        self.missing = 0

    def added(self, changes: Iterable[Change], wanted: Callable[[Change], bool]) -> Iterator[Change]:
        """The same changes in the same order; those that are `wanted` with lines. Batches are counted ahead."""
        waiting: deque[list[Change]] = deque()
        source = iter(changes)

        def batches() -> Iterator[list[str]]:
            while batch := list(islice(source, BATCH)):
                waiting.append(batch)
                yield _asked(batch, wanted)

        for output in self._history.lines(batches()):
            batch = waiting.popleft()
            found = self._found(_asked(batch, wanted), output)
            for change in batch:
                counted = found.get(change.external_id)
                yield _counted(change, counted) if counted else change

    def _found(self, shas: list[str], output: Output) -> dict[str, Counted]:
        """What is counted in this batch; where git stopped at a commit, the ones after it are asked for again."""
        found = {one.sha: one for one in read_lines(output.data, whole=output.whole)}
        while not output.whole:
            self.missing += 1
            shas = shas[_stopped_at(shas, found) + 1 :]
            if not shas or self._hopeless(len(found)):
                self.missing += len(shas)
                break
            output = next(iter(self._history.lines([shas])))
            found |= {one.sha: one for one in read_lines(output.data, whole=output.whole)}
        self.counted += len(found)
        return found

    def _hopeless(self, more: int) -> bool:
        return self.missing >= _ENOUGH_TRIES and self.missing > 4 * (self.counted + more)


def _asked(batch: list[Change], wanted: Callable[[Change], bool]) -> list[str]:
    return [one.external_id for one in batch if one.n_files and wanted(one)]


def _stopped_at(shas: list[str], found: Mapping[str, Counted]) -> int:
    """The place of the first that was not counted."""
    return next((place for place, sha in enumerate(shas) if sha not in found), len(shas))


def _counted(change: Change, lines: Counted) -> Change:
    return replace(change, files=lines.files, n_files=lines.n_files, added=lines.added, deleted=lines.deleted)


def read_lines(data: bytes, *, whole: bool = True) -> Iterator[Counted]:
    """One batch of `git diff-tree --stdin --always -r --root --raw --numstat -z`, commit by commit.

    Where it is not `whole`, git stopped within its last record or after it: that one is given only if it has lines for
    each of its files.
    """
    tokens = iter(data.split(b"\0")[:-1])
    record: _Lines | None = None
    for token in tokens:
        if token.startswith(b":"):
            state = token[token.rindex(b" ") + 1 :][:1]
            path = next(tokens, b"")
            if record is not None:
                record.states[next(tokens, b"") if state in RENAMED else path] = state
        elif record is not None and b"\t" in token:
            added, deleted, path = token.split(b"\t", 2)
            if not path:  # of a rename both paths follow
                next(tokens, None)
                path = next(tokens, b"")
            record.lines.append((path, _number(added), _number(deleted)))
        else:
            if record is not None:
                yield record.counted()
            record = _Lines(token.decode("ascii", "replace"))
    if record is not None and (whole or (record.lines and len(record.lines) == len(record.states))):
        yield record.counted()


class _Lines:
    """The record at hand."""

    def __init__(self, sha: str) -> None:
        self.sha = sha
        self.states: dict[bytes, bytes] = {}
        self.lines: list[tuple[bytes, int | None, int | None]] = []

    def counted(self) -> Counted:
        largest = heapq.nsmallest(MOST_FILES, self.lines, key=_by_size) if len(self.lines) > 1 else self.lines
        files = tuple(
            TouchedFile(path.decode("utf-8", "replace"), added, deleted, STATES.get(self.states.get(path, b"M"), "M"))
            for path, added, deleted in largest
        )
        return Counted(
            self.sha,
            files,
            len(self.lines),
            sum(added or 0 for _, added, _ in self.lines),
            sum(deleted or 0 for _, _, deleted in self.lines),
        )


def _by_size(line: tuple[bytes, int | None, int | None]) -> tuple[int, bytes]:
    """Largest first, then by path. Binary files have no size and come last."""
    path, added, deleted = line
    return (-(added or 0) - (deleted or 0) if added is not None else 1, path)


def _number(digits: bytes) -> int | None:
    return None if digits == b"-" else int(digits)
