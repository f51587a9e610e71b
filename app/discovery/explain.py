"""Why a change got a tag: what each of its features added, in words. Shown + hidden + bias = the score, always."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType

from app.discovery.features import Features, features_of
from app.discovery.lexicon import AMOUNT, performance_of
from app.discovery.model import Model, shipped_model
from app.discovery.words import stem_of, words_of
from app.domain.sighting import Change, Tag

MOST_SHOWN = 3
KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "auth": "files about sign-in or security", "bench": "benchmark files", "build": "build files",
        "changelog": "change logs", "ci": "CI files", "code": "code", "configuration": "configuration files",
        "docs": "documents", "example": "examples", "forge": "files of the code host", "generated": "generated files",
        "lock": "lock files", "look": "style sheets or pictures", "manifest": "dependency files",
        "migration": "migrations", "observability": "files about metrics or traces", "test": "test files",
        "tooling": "settings of tools", "none": "files of no known kind", "code and tests": "code with its tests",
        "a mix": "a mix of files", "nothing": "no file",
    }
)  # fmt: skip
_SIZES = "its size in lines and files"
_FORM = "the form of its title"
_STATES: Mapping[str, str] = MappingProxyType(
    {
        "state:A": "files added", "state:M": "files changed", "state:D": "files deleted", "state:R": "files renamed",
        "state:T": "files of another sort",
    }
)  # fmt: skip
_PATHS: Mapping[str, str] = MappingProxyType(
    {"in": "a file in the folder '{}'", "file": "the file '{}'", "part": "a file name with '{}'", "ext": "a .{} file"}
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One statement about the change, and what it added to the score or took from it."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The strongest reasons for a tag, the strongest against, and the sum of all that is not shown."""

    tag: Tag
    score: float
    bias: float
    reasons: tuple[Reason, ...]
    against: Reason | None
    hidden: float


def explain(change: Change, tag: Tag, *, model: Model | None = None) -> Explanation:
    """In words of the change itself. Features about one word or one kind of file are one reason."""
    known = model or shipped_model()
    features = features_of(change)
    words = _Words(change, frozenset(name for name in features.numbers if name.startswith("all:")))
    joined: dict[str, float] = {}
    bias, parts = contributions(known, features, tag)
    for name, weight in parts.items():
        text = words.statement(name)
        joined[text] = joined.get(text, 0.0) + weight
    ordered = sorted(joined.items(), key=lambda one: (-one[1], one[0]))
    reasons = tuple(Reason(text, weight) for text, weight in ordered[:MOST_SHOWN] if weight > 0)
    against = Reason(*ordered[-1]) if ordered and ordered[-1][1] < 0 else None
    shown = sum(reason.weight for reason in reasons) + (against.weight if against else 0.0)
    whole = sum(parts.values())
    return Explanation(tag, bias + whole, bias, reasons, against, whole - shown)


def contributions(model: Model, features: Features, tag: Tag) -> tuple[float, dict[str, float]]:
    """(bias, what each named feature adds) of the score of a tag. Features that the model does not know add nothing."""
    one = model.tags[tag]
    bias = one.bias + sum(share * column for share, column in zip(one.mix, model.biases, strict=True))
    found: dict[str, float] = {}
    for names in (features.title, features.text, features.paths, features.joint):
        rows = {name: model.words[name] for name in names if name in model.words}
        length = sqrt(sum(row[0] for row in rows.values()))
        for name, row in rows.items():
            found[name] = _mixed(one.mix, row[1:]) / length
    for name, value in features.numbers.items():
        if name in model.numbers:
            found[name] = value * _mixed(one.mix, model.numbers[name])
    return bias, found


def _mixed(mix: tuple[float, ...], row: tuple[float, ...]) -> float:
    return sum(share * weight for share, weight in zip(mix, row, strict=True))


class _Words:
    """Turns names of features into statements with the words as the author wrote them."""

    def __init__(self, change: Change, every: frozenset[str]) -> None:
        self._every = every
        self._title = {stem_of(word): word for word in reversed(words_of(change.title))}
        self._text = {stem_of(word): word for word in reversed(words_of(change.text))}

    def statement(self, name: str) -> str:
        block, _, rest = name.partition(":")
        if block in {"title", "first"}:
            return f"title says '{self._as_written(rest, self._title)}'"
        if block == "text":
            return f"text says '{self._as_written(rest, self._text)}'"
        if block in _PATHS:
            return _PATHS[block].format(rest)
        if block == "perf":
            return self._performance(rest)
        if block in {"all", "any", "lines", "mainly"}:
            only = "only " if f"all:{rest}" in self._every else ""
            return f"it changes {only}{KIND_WORDS[rest]}"
        if " & " in name:
            first, _, mainly = name.partition(" & ")
            return f"title says '{self._as_written(first, self._title)}' and it changes {KIND_WORDS[mainly]}"
        return _STATES.get(name) or (_FORM if block in {"form", "words", "title length", "no text"} else _SIZES)

    def _performance(self, pattern: str) -> str:
        if pattern == AMOUNT:
            return "title gives an amount"
        for place, words in (("title", self._title), ("text", self._text)):
            for word in words.values():
                if pattern in performance_of(word):
                    return f"{place} says '{word}'"
        return "its words speak of speed"

    @staticmethod
    def _as_written(stems: str, words: Mapping[str, str]) -> str:
        return " ".join(words.get(stem, stem) for stem in stems.split())
