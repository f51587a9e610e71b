"""The shipped weights: a table of named features, read once from a file that anybody can open."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.domain.sighting import ChangeType, Tag

FILE = "model.json.gz"
LATEST_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Logistic:
    """A tag's own score: a mix of columns, so that it stays a sum over features. p = sigmoid(score / temperature)."""

    mix: tuple[float, ...]
    bias: float
    temperature: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by name. A row of `words` is (idf squared, then idf x weight a column); a row of `numbers` the weights.

    `columns` are the ten types, then what only tags look at. Scores of the types are divided by `temperature`.
    """

    version: str
    sha256: str
    columns: tuple[str, ...]
    words: dict[str, tuple[float, ...]]
    numbers: dict[str, tuple[float, ...]]
    biases: tuple[float, ...]
    temperature: float
    tags: dict[Tag, Logistic]
    preventive: tuple[float, float]
    preventive_unless_fix: tuple[float, float]
    facts: dict[str, Any]


@cache
def shipped_model() -> Model:
    """The model that comes with this version. Read on first use and kept."""
    return model_of((files("app.discovery") / FILE).read_bytes())


def model_of(packed: bytes) -> Model:
    """Reads a model file. Raises ValueError where its format is not the one that this code knows."""
    stored = json.loads(gzip.decompress(packed))
    if stored.get("format") != LATEST_FORMAT:
        raise ValueError(f"a model of format {LATEST_FORMAT} is needed, not {stored.get('format')}")
    scales = [float(scale) for scale in stored["scales"]]
    words = {}
    for name, (rarity, *steps) in stored["words"].items():
        idf = rarity * stored["idf_step"]
        words[name] = (idf * idf, *(number * scale * idf for number, scale in zip(steps, scales, strict=True)))
    numbers = {
        name: tuple(number * scale for number, scale in zip(steps, scales, strict=True))
        for name, steps in stored["numbers"].items()
    }
    return Model(
        version=stored["version"],
        sha256=hashlib.sha256(packed).hexdigest(),
        columns=tuple(stored["columns"]),
        words=words,
        numbers=numbers,
        biases=tuple(stored["biases"]),
        temperature=stored["temperature"],
        tags={Tag(name): Logistic(**(tag | {"mix": tuple(tag["mix"])})) for name, tag in stored["tags"].items()},
        preventive=tuple(stored["preventive"]["with_fix"]),
        preventive_unless_fix=tuple(stored["preventive"]["without_fix"]),
        facts=stored["facts"],
    )


TYPES = tuple(ChangeType)
