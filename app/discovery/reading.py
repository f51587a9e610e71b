"""From a clone to changes: headers, paths and states of the whole span, line counts where they are wanted.

Whoever holds a clone is a `History`; app/connectors/git has the one that starts git. Everything here is a stream.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol

from app.discovery.history import ContentMissing, Recorded, read_log
from app.discovery.mail_map import MailMap


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


def read_commits(history: History, span: Span, *, count: int = 0) -> Iterator[Recorded]:
    """Every commit of the span once, newest first. Their positions count down from `count`.

    So `history.count` of all that the head reaches gives positions that stay when the history grows; where only their
    order matters, that question can be spared.

    Where a rename cannot be weighed because contents are missing, reading goes on from that commit with renames that
    are told by identical contents alone. Commits at which a shallow clone ends come without files.
    """
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
