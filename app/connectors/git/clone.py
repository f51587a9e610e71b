"""One local clone: what can be asked of it. Every reference stands after --end-of-options, so none can be an option."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from app.connectors.git.process import Git, failed
from app.discovery.history import LOG_FORMAT, ContentMissing
from app.discovery.reading import Output, Span
from app.kit.errors import ToolFailed
from app.kit.text import visible

_PLAIN = (
    "--no-ext-diff", "--no-textconv", "--no-color", "--no-relative", "--ignore-submodules=none", "-l1000",
)  # fmt: skip
_AHEAD = 2
_AT_ONCE = 50
_SAMPLE = 1_000
_YEAR = 365 * 86_400


class Resumed(NamedTuple):
    """`head` is the next watermark; `span` what to read, None where nothing is new.

    `rewritten` says that the last head is no longer part of the history: ask `gone` which changes went with it.
    """

    head: str
    span: Span | None
    rewritten: bool


@dataclass(frozen=True)
class Clone:
    """`head` is where its current branch stands; nothing else is followed unless it is asked for by name."""

    git: Git
    common: Path

    @property
    def name(self) -> str:
        """As one would call it: the folder, without `.git`."""
        folder = self.common.parent if self.common.name == ".git" else self.common
        return folder.name.removesuffix(".git") or "repository"

    @cached_property
    def head(self) -> str:
        """Raises ToolFailed where nothing was committed yet, and where HEAD names a branch that is not there."""
        try:
            self.git.said("rev-parse", "--verify", "HEAD")
        except ToolFailed as fault:
            said = visible(str(self.git.folder))
            branch = visible(self.git.said("for-each-ref", "--count=1", "--format=%(refname)", "refs/heads/").strip())
            if not branch:
                raise failed(f"{said} has no commits yet: there is nothing to discover.") from fault
            advice = f"choose one that is, as in `git symbolic-ref HEAD {branch}`"
            raise failed(f"HEAD of {said} names a branch that is not there: {advice}.") from fault
        return self.commit_of("HEAD")

    def commit_of(self, reference: str) -> str:
        """The id of the commit that a branch or a tag stands at. Raises ToolFailed where there is none."""
        return self.git.said("rev-parse", "--verify", "--end-of-options", f"{reference}^{{commit}}").split()[-1]

    def count(self, span: Span) -> int:
        return int(self.git.said("rev-list", "--count", *self._range(span)))

    def newest(self, span: Span) -> int:
        """The newest of the first thousand. One in a hundred may lie a year ahead of the rest: that clock was wrong."""
        words = self.git.said(
            "log", f"--max-count={_SAMPLE}", "--no-show-signature", "--format=%ct", *self._range(span)
        )
        times = sorted((int(line) for line in words.split() if line.isdigit()), reverse=True)
        for doubtful in range(len(times) // 100, 0, -1):
            if times[doubtful - 1] - times[doubtful] > _YEAR:
                return times[doubtful]
        return times[0] if times else 0

    def log(self, span: Span, *, exact_renames: bool = False, skip: int = 0) -> Iterator[bytes]:
        """As app.discovery.history.read_log takes it. Raises ContentMissing where a rename cannot be weighed."""
        renames = "-M100%" if exact_renames else "-M"
        arguments = ["log", "-z", "--raw", renames, *_PLAIN, "--encoding=UTF-8", f"--format={LOG_FORMAT}"]
        return self.git.stream([*arguments, f"--skip={skip}", *self._range(span)])

    def lines(self, batches: Iterable[Sequence[str]]) -> Iterator[Output]:
        """As app.discovery.history.read_lines takes it. Two processes work ahead, for machines have two cores."""
        waiting: deque[Future[Output]] = deque()
        with ThreadPoolExecutor(_AHEAD) as pool:
            for batch in batches:
                waiting.append(pool.submit(self._lines, batch))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _lines(self, shas: Sequence[str]) -> Output:
        if not shas:
            return Output(b"", whole=True)
        arguments = ["diff-tree", "--stdin", "--always", "-r", "--root", "-M", "--raw", "--numstat", "-z", *_PLAIN]
        pieces: list[bytes] = []
        try:
            pieces.extend(self.git.stream(arguments, given=["\n".join([*shas, ""]).encode()]))
        except ContentMissing:
            return Output(b"".join(pieces), whole=False)
        return Output(b"".join(pieces), whole=True)

    def mail_map(self) -> str:
        """`.mailmap` as it stands at the head; a link or a folder of that name is none."""
        entry = self.git.said("ls-tree", self.head, ".mailmap").split()
        if len(entry) < 3 or not entry[0].startswith("100"):
            return ""
        try:
            return self.git.said("cat-file", "blob", entry[2])
        except (ContentMissing, ToolFailed):
            return ""

    def cut(self) -> dict[str, date]:
        """The commits at which a shallow clone ends. Not all of them need be reached from the head."""
        try:
            ids = (self.common / "shallow").read_text("ascii").split()
        except OSError:
            return {}
        words = self.git.said("log", "--no-walk", "--stdin", "--format=%H %ct", given=ids)
        pairs = [line.split() for line in words.splitlines()]
        return {sha: datetime.fromtimestamp(int(seconds), UTC).date() for sha, seconds in pairs}

    def resume(self, known: str | None, *, branch: str = "HEAD") -> Resumed:
        """`known` is the head of this branch that was read last, None the first time. Raises ToolFailed."""
        head = self.head if branch == "HEAD" else self.commit_of(branch)
        if known is None:
            return Resumed(head, Span(head), rewritten=False)
        if known == head:
            return Resumed(head, None, rewritten=False)
        if not self._present([known]):
            return Resumed(head, Span(head), rewritten=True)
        left = self.git.said("rev-list", "--max-count=1", "--end-of-options", known, f"^{head}").strip()
        span = Span(head, without=(known,))
        return Resumed(head, span if self.count(span) else None, rewritten=bool(left))

    def gone(self, head: str, known: Iterable[str]) -> set[str]:
        """Of the ids that were read before, those that cannot be reached any more. Git need not have them still."""
        left = set(known)
        rest = b""
        for piece in self.git.stream(["rev-list", "--end-of-options", head]):
            *lines, rest = (rest + piece).split(b"\n")
            left.difference_update(line.decode("ascii", "replace") for line in lines)
        return left

    def patch_ids(self, shas: Iterable[str]) -> dict[str, str]:
        """Id of a commit -> id of what it changes, wherever it stands; none for those whose contents git lacks."""
        present = iter(self._present(shas))
        found: dict[str, str] = {}
        while some := list(islice(present, _AT_ONCE)):
            found |= self._patch_ids(some)
        return found

    def _patch_ids(self, shas: Sequence[str]) -> dict[str, str]:
        arguments = ["diff-tree", "--stdin", "-r", "--root", "-p", "--full-index", "--no-renames", *_PLAIN]
        try:
            patches = list(self.git.stream(arguments, given=["\n".join([*shas, ""]).encode()]))
            said = b"".join(self.git.stream(["patch-id", "--stable"], given=patches)).decode()
        except ContentMissing:
            halves = (shas[: len(shas) // 2], shas[len(shas) // 2 :]) if len(shas) > 1 else ()
            return {sha: one for half in halves for sha, one in self._patch_ids(half).items()}
        return {sha: one for one, sha in (line.split() for line in said.splitlines())}

    def _present(self, shas: Iterable[str]) -> list[str]:
        """Those that are commits of this clone, reachable or not."""
        looked = self.git.said("cat-file", "--batch-check", given=list(shas))
        return [words[0] for line in looked.splitlines() if (words := line.split())[1:2] == ["commit"]]

    def _range(self, span: Span) -> list[str]:
        since = []
        if span.since is not None:
            day = max(span.since, date(1970, 1, 2)).isoformat()
            since = [f"--since{self.git.as_filter}={day}T00:00:00Z"]
        return [*since, "--end-of-options", span.head, *(f"^{one}" for one in span.without)]
