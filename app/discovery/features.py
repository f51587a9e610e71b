"""Named features of one change: its words, its files and its sizes. The only definition, for training and prediction.

Never a feature: who made or reviewed it, the team, the repository, the date, or anything made from them.
"""

import re
from functools import lru_cache
from itertools import chain, pairwise
from math import log1p
from typing import Final, NamedTuple

from app.discovery.file_kinds import kinds_of
from app.discovery.lexicon import AMOUNT, has_amount, performance_of, without_false_friends
from app.discovery.words import stem_of, words_of
from app.domain.sighting import Change, TouchedFile

LONGEST_TEXT_READ: Final = 500
MOST_FILES_READ: Final = 20
LONG_TITLE: Final = 50
STEPS: Final = (1, 3, 10, 30, 100, 300, 1000)
MANY_FILES: Final = 15
SMALL: Final = 6
MOST_WORDS: Final = 12
SHORTEST_PART: Final = 4
_PREFIX: Final = re.compile(r"[\w./ *,-]{1,40}: ")
_FORMS: Final = {
    "code": re.compile(r"`"),
    "camel case": re.compile(r"[a-z][A-Z]"),
    "snake case": re.compile(r"[a-z]_[a-z]"),
    "path or call": re.compile(r"::|\w\.\w|\w/\w|\(\)"),
    "version": re.compile(r"\bv?\d+\.\d+"),
    "capital": re.compile(r"^[A-Z]"),
}


class Features(NamedTuple):
    """Words are present or not, and the model scales each block to unit length; numbers are taken as they are."""

    title: tuple[str, ...]
    text: tuple[str, ...]
    paths: tuple[str, ...]
    joint: tuple[str, ...]
    numbers: dict[str, float]


def features_of(change: Change) -> Features:
    """All features of a change, by name. Totals that are None make it one whose sizes are unknown."""
    title = without_false_friends(change.title)
    words = words_of(title)
    text = words_of(change.text[:LONGEST_TEXT_READ])
    numbers: dict[str, float] = {}
    for word in text:
        for name in performance_of(word):
            numbers[f"perf:{name}"] = 0.5
    for word in words:
        for name in performance_of(word):
            numbers[f"perf:{name}"] = 1.0
    if has_amount(change.title):
        numbers[f"perf:{AMOUNT}"] = 1.0
    _add_form(change, words, numbers)
    mainly = _add_files(change, numbers)
    _add_sizes(change, numbers)
    return Features(
        _title_names(title, words),
        tuple(dict.fromkeys(map(_text_name, text))),
        _path_names(change.files),
        _joint_names(words, mainly),
        numbers,
    )


def _joint_names(words: list[str], mainly: str) -> tuple[str, ...]:
    """The first word may mean one thing for tests and another for code."""
    return (f"mainly:{mainly}", f"{stem_of(words[0])} & {mainly}") if words else (f"mainly:{mainly}",)


def _title_names(title: str, words: list[str]) -> tuple[str, ...]:
    stems = [stem_of(word) for word in words]
    if not stems:
        return ()
    names = [f"title:{stem}" for stem in stems]
    names.extend(f"title:{one} {other}" for one, other in pairwise(stems))
    names.append(f"first:{stems[0]}")
    prefix = _PREFIX.match(title)
    if prefix and (after := words_of(title[prefix.end() :])):
        names.append(f"first:{stem_of(after[0])}")
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=1 << 15)
def _text_name(word: str) -> str:
    return f"text:{stem_of(word)}"


def _path_names(files: tuple[TouchedFile, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(_names_of_path(file.path) for file in files[:MOST_FILES_READ])))


@lru_cache(maxsize=1 << 16)
def _names_of_path(path: str) -> tuple[str, ...]:
    folders, _, name = path.lower().rpartition("/")
    return (*_names_of_folders(folders), *_names_of_file(name))


@lru_cache(maxsize=1 << 14)
def _names_of_folders(folders: str) -> tuple[str, ...]:
    return tuple(f"in:{folder}" for folder in folders.split("/") if folder)


@lru_cache(maxsize=1 << 14)
def _names_of_file(name: str) -> tuple[str, ...]:
    stem, dot, extension = name.rpartition(".")
    names = [f"file:{name}", f"ext:{extension if dot else '-'}"]
    return (*names, *(f"part:{word}" for word in words_of(stem or name) if len(word) >= SHORTEST_PART))


def _add_form(change: Change, words: list[str], numbers: dict[str, float]) -> None:
    title = change.title
    numbers["title length"] = min(len(title), 2 * LONG_TITLE) / LONG_TITLE
    numbers[f"words:{min(len(words), MOST_WORDS)}"] = 1.0
    if not change.text:
        numbers["no text"] = 1.0
    for name, pattern in _FORMS.items():
        if pattern.search(title):
            numbers[f"form:{name}"] = 1.0


def _add_files(change: Change, numbers: dict[str, float]) -> str:
    """Shares of the kinds and of the states of the files, by lines and by number. Returns what they mainly are."""
    files = change.files
    if not files:
        return "nothing"
    lines: dict[frozenset[str], float] = {}
    states: dict[str, int] = {}
    for path, added, deleted, status in files:
        kinds = kinds_of(path)
        lines[kinds] = lines.get(kinds, 0.0) + log1p((added or 0) + (deleted or 0)) + 0.1
        states[status] = states.get(status, 0) + 1
        if status == "A" and "test" in kinds:
            numbers["new test file"] = 1.0
    whole = sum(lines.values())
    for kinds, found in lines.items():
        share = found / whole
        for name in _NAMES_OF_SHARES[kinds]:
            numbers[name] = numbers.get(name, 0.0) + share
    some, every = frozenset().union(*lines), frozenset.intersection(*lines)
    numbers.update(_NAMES_OF_SOME[some])
    if every or not some:
        numbers.update(_NAMES_OF_EVERY[every])
    for status, number in states.items():
        numbers[_STATE_NAMES[status]] = number / len(files)
    return _mainly(some, every)


def _mainly(some: frozenset[str], every: frozenset[str]) -> str:
    for kind in _DECISIVE:
        if kind in every:
            return kind
    if "code" in some:
        return "code and tests" if "test" in some else "code"
    return "a mix"


def _add_sizes(change: Change, numbers: dict[str, float]) -> None:
    added, deleted, files = change.added, change.deleted, change.n_files
    if added is None or deleted is None:
        numbers["sizes unknown"] = 1.0
        return
    total = added + deleted
    numbers["log added"] = log1p(added) / 4
    numbers["log deleted"] = log1p(deleted) / 4
    numbers["log files"] = log1p(files if files is not None else len(change.files)) / 2
    if total:
        numbers["share added"] = added / total
    for step in STEPS:
        if total <= step:
            numbers[f"lines<={step}"] = 1.0
    for name, holds in (
        ("one file", files == 1),
        ("many files", (files or 0) > MANY_FILES),
        ("added as deleted", 0.8 * deleted < added < 1.25 * deleted),
        ("only deleted", deleted > added == 0),
        ("only added", added > deleted == 0),
        ("few added", added < SMALL),
        ("shrinks", deleted > 2 * added),
    ):
        if holds:
            numbers[name] = 1.0


class _Names(dict[frozenset[str], dict[str, float]]):
    """Feature names of a set of kinds, put together once: there are few such sets."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self.prefix = prefix

    def __missing__(self, kinds: frozenset[str]) -> dict[str, float]:
        self[kinds] = made = {f"{self.prefix}:{kind}": 1.0 for kind in sorted(kinds) or ("none",)}
        return made


_DECISIVE: Final = (
    "ci",
    "forge",
    "test",
    "docs",
    "lock",
    "manifest",
    "build",
    "tooling",
    "bench",
    "example",
    "configuration",
)
_NAMES_OF_SHARES: Final = _Names("lines")
_NAMES_OF_SOME: Final = _Names("any")
_NAMES_OF_EVERY: Final = _Names("all")
_STATE_NAMES: Final = {status: f"state:{status}" for status in "AMDRT"}
