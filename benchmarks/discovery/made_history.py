"""A git history of any length, made by `git fast-import`: the same bytes, and so the same commit ids, on every machine.

About seventy people in forty folders, six years, merges, renames, bots, reverts, lock files; between them slow fixes.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from benchmarks.chance import Chance, Weighted
from benchmarks.words import WORDS, person_name

FIRST_DAY = 1_590_000_000  # 20 May 2020
SECONDS = 6 * 365 * 86_400
AREAS = 60
FIRST_FILES = 5_000
# Real histories use thousands of words, few of them often: what all changes share joins none.
ENDINGS = (
    "", *"s er ing ed set map list pool log key id url size time page view test path node table text state".split(),
    *"count limit store cache group order event frame block chunk token batch graph index query route model".split(),
)  # fmt: skip
VERBS = ("Speed up", "Clean up", *"Add Fix Remove Move Rename Cache Split Test Document Guard Simplify Support".split())
TYPES = ("", "", "", "fix: ", "feat: ", "perf: ", "refactor: ", "test: ", "docs: ", "chore: ")
SUFFIXES = (".py", ".go", ".rs", ".ts", "_test.go", ".md", ".sql", ".yaml")


@dataclass
class Edit:
    """`mark` is 0 for a file that goes, `old` the name that it had until now."""

    path: str
    mark: int
    old: str = ""


@dataclass
class File:
    path: str
    versions: list[int] = field(default_factory=list)


@dataclass
class Planned:
    author: str
    second: int
    message: str
    edits: list[Edit]
    merges: int = 0  # how many commits before this one its branch holds


class Maker:
    """Plans commits one after the other; contents come later, file by file, so that versions of one stand together."""

    def __init__(self, commits: int) -> None:
        self.chance = Chance()
        self.commits = commits
        self.marks = 0
        self.people = [f"{person_name(self.chance)} <hand{number}@company.example>" for number in range(70)]
        self.busy = Weighted(1 / (rank + 2) for rank in range(len(self.people)))
        self.vocabulary = [f"{word}{ending}" for ending in ENDINGS for word in WORDS]
        self.usual = Weighted(1 / (place + 20) for place in range(len(self.vocabulary)))
        self.folders = ["/".join(self.word() for _ in range(3 + self.chance.below(3))) for _ in range(AREAS)]
        self.popular = Weighted(1 / (rank + 3) for rank in range(AREAS))
        self.files: list[list[File]] = [[] for _ in range(AREAS)]
        self.all: list[File] = []

    def word(self) -> str:
        return self.vocabulary[self.usual.draw(self.chance.unit())]

    def plan(self) -> Iterator[Planned]:
        yield Planned(self.people[0], FIRST_DAY, "Start", [self.new_file(n % AREAS) for n in range(FIRST_FILES)])
        branch: list[Edit] = []
        length = 0
        for number in range(1, self.commits):
            second = FIRST_DAY + SECONDS * number // self.commits
            if length >= 3 and self.chance.unit() < 0.2:
                yield Planned(self.people[1], second, f"Merge pull request #{number} from topic", branch, merges=length)
                branch, length = [], 0
                continue
            planned = self.one(second, number)
            if length or self.chance.unit() < 0.08:
                branch = [*branch, *planned.edits]
                length += 1
            yield planned

    def one(self, second: int, number: int) -> Planned:
        """Who does it, where and why hang together for some weeks, as work does."""
        hand = self.busy.draw(self.chance.unit())
        month = (second - FIRST_DAY) // (45 * 86_400)
        area = (hand * 7 + month * 3 + self.popular.draw(self.chance.unit()) // 6) % AREAS
        edits = [self.edit(area) for _ in range(1 + min(12, int(self.chance.lognormal(0.6, 0.9))))]
        if self.chance.unit() < 0.03:
            bot = "renovate[bot] <29139614+renovate[bot]@users.noreply.company.example>"
            return Planned(bot, second, f"Bump {self.chance.one_of(WORDS)} to {number}", [self.lock_file()])
        return Planned(self.people[hand], second, self.message(hand, month, area, number), edits)

    def message(self, hand: int, month: int, area: int, number: int) -> str:
        topic = self.vocabulary[(hand * 1_301 + month * 577) % len(self.vocabulary)]
        words = [topic, self.word(), self.word(), self.folders[area].rpartition("/")[2]]
        title = f"{self.chance.one_of(TYPES)}{self.chance.one_of(VERBS)} {' '.join(words)} (#{number})".replace(
            "|", " "
        )
        if self.chance.unit() < 0.6:
            return title
        body = " ".join(self.word() for _ in range(10 + self.chance.below(40)))
        return f"{title}\n\n{body}\n\nSigned-off-by: {self.people[hand]}"

    def edit(self, area: int) -> Edit:
        files, unit = self.files[area], self.chance.unit()
        if not files or unit < 0.06:
            return self.new_file(area)
        file = files[int(self.chance.unit() ** 2 * len(files))]
        if unit < 0.07 and len(files) > 20:
            files.remove(file)
            return Edit(file.path, 0)
        if unit < 0.075:
            return self.renamed(file)
        return self.version(file)

    def renamed(self, file: File) -> Edit:
        """Under another name, with the content it has; git finds out by comparing."""
        old = file.path
        folder, _, name = old.rpartition("/")
        file.path = f"{folder}/{self.word()}_{name}"
        return Edit(file.path, file.versions[-1], old)

    def new_file(self, area: int) -> Edit:
        name = f"{self.word()}_{self.word()}{len(self.all)}{self.chance.one_of(SUFFIXES)}"
        file = File(f"{self.folders[area]}/{name}")
        self.files[area].append(file)
        self.all.append(file)
        return self.version(file)

    def lock_file(self) -> Edit:
        if not self.all or self.all[0].path != "package-lock.json":
            self.all.insert(0, File("package-lock.json"))
        return self.version(self.all[0])

    def version(self, file: File) -> Edit:
        self.marks += 1
        file.versions.append(self.marks)
        return Edit(file.path, self.marks)


def make_history(folder: Path, commits: int) -> None:
    """A bare repository in `folder`, which must not exist yet."""
    init = ["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)]
    subprocess.run(init, check=True)  # noqa: S603 - our own arguments
    maker = Maker(commits)
    planned = list(maker.plan())
    importing = ["git", "-C", str(folder), "fast-import", "--quiet", "--depth=50"]
    with subprocess.Popen(importing, stdin=subprocess.PIPE) as process:  # noqa: S603 - our own arguments
        pipe = cast(IO[bytes], process.stdin)
        pipe.writelines(_contents(maker))
        pipe.writelines(_commits(planned, maker.marks))
        pipe.close()
    if process.returncode:
        raise RuntimeError(f"git fast-import ended with {process.returncode}")
    subprocess.run(["git", "-C", str(folder), "repack", "-adq"], check=True)  # noqa: S603 - our own arguments


def _contents(maker: Maker) -> Iterator[bytes]:
    chance = Chance(7)
    pool = [
        f"    {chance.one_of(WORDS)}_{chance.one_of(WORDS)}({chance.one_of(WORDS)}, {number})".encode()
        for number in range(4_000)
    ]
    for file in maker.all:
        lines = [chance.one_of(pool) for _ in range(20 + int(chance.lognormal(5.5, 0.9)))]
        for mark in file.versions:
            for _ in range(1 + chance.below(4)):
                at = chance.below(len(lines) + 1)
                lines[at : at + chance.below(8)] = [chance.one_of(pool) for _ in range(1 + chance.below(8))]
            text = b"\n".join(lines)
            yield b"blob\nmark :%d\ndata %d\n%b\n" % (mark, len(text), text)


def _commits(planned: list[Planned], last_mark: int) -> Iterator[bytes]:
    for number, one in enumerate(planned):
        mark, message = last_mark + 1 + number, one.message.encode()
        head = f"commit refs/heads/main\nmark :{mark}\n"
        head += f"author {one.author} {one.second} +0100\ncommitter {one.author} {one.second} +0100\n"
        yield head.encode() + b"data %d\n%b\n" % (len(message), message)
        if one.merges:
            yield f"from :{mark - 1 - one.merges}\nmerge :{mark - 1}\n".encode()
        elif number:
            yield b"from :%d\n" % (mark - 1)
        last = {edit.path: edit for edit in one.edits}
        yield from (f"D {edit.old}\n".encode() for edit in one.edits if edit.old)
        for edit in last.values():
            yield f"M 100644 :{edit.mark} {edit.path}\n".encode() if edit.mark else f"D {edit.path}\n".encode()
        yield b"\n"
