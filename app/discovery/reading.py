"""From a clone to changes: headers, paths and states of the whole span, line counts where they are wanted.

Whoever holds a clone is a `History`; app/connectors/git has the one that starts git. Everything here is a stream.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import NamedTuple, Protocol

from app.discovery.history import ContentMissing, Counted, Recorded, read_lines, read_log
from app.discovery.mail_map import MailMap
from app.domain.sighting import Change

BATCH = 400
# After so many tries, of which most failed, the contents are plainly not here and the rest is not tried.
_ENOUGH_TRIES = 64


@dataclass(frozen=True)
class Span:
    """What can be reached from `head` and from none of `without`, committed on `since` or later."""

    head: str
    since: date | None = None
    without: tuple[str, ...] = ()


class Output(NamedTuple):
    """`whole` is False where git stopped because the contents of a file are missing."""

    data: bytes
    whole: bool


class History(Protocol):
    """What is asked of a clone. Everything may raise ToolFailed; `log` alone raises ContentMissing."""

    @property
    def name(self) -> str: ...

    def count(self, span: Span) -> int: ...

    def newest(self, span: Span) -> int:
        """Seconds since 1970 of the newest commit, clocks that are plainly wrong left out."""

    def log(self, span: Span, *, exact_renames: bool = False, skip: int = 0) -> Iterator[bytes]: ...

    def lines(self, batches: Iterable[Sequence[str]]) -> Iterator[Output]:
        """`git diff-tree --raw --numstat` of each batch, in their order; some may be worked on ahead."""

    def mail_map(self) -> str: ...

    def cut(self) -> Mapping[str, date]:
        """The commits at which a shallow clone ends, with their days: what they changed cannot be known."""


def read_commits(history: History, span: Span, *, count: int | None = None) -> Iterator[Recorded]:
    """Every commit of the span once, newest first.

    Where a rename cannot be weighed because contents are missing, reading goes on from that commit with renames that
    are told by identical contents alone. Commits at which a shallow clone ends come without files.
    """
    count = history.count(span) if count is None else count
    newest, mail_map, cut = history.newest(span), MailMap(history.mail_map()), history.cut()
    done = 0

    def commits(*, exact: bool) -> Iterator[Recorded]:
        chunks = history.log(span, exact_renames=exact, skip=done)
        return read_log(
            chunks, repository=history.name, count=count - done, newest=newest, canonical=mail_map.canonical
        )

    try:
        for one in commits(exact=False):
            done += 1
            yield _without_files(one) if one.change.external_id in cut else one
    except ContentMissing:
        for one in commits(exact=True):
            yield _without_files(one) if one.change.external_id in cut else one


def _without_files(one: Recorded) -> Recorded:
    change = replace(one.change, files=(), n_files=None)
    return one._replace(change=change, machine_made=None)


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
