"""Labelled changes from a folder, as matrices of named features."""

import gzip
import hashlib
import json
import os
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.discovery.changes import change_of
from app.discovery.features import Features, features_of
from app.discovery.lexicon import speaks_of_observability, speaks_of_security
from app.discovery.model import TYPES
from app.domain.sighting import Change

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "discovery"
FILE = "train.jsonl.gz"
SEED = 20_260
HIDDEN_SIZES = 0.2
WORD_BLOCKS = ("title", "text", "paths", "joint")


def data_folder() -> Path:
    return Path(os.environ.get("DISCOVERY_DATA") or DATA)


@dataclass(frozen=True)
class Labelled:
    """`types` are places in TYPES; `repositories` are numbers into `names`; `blocks` hold all names, uncut."""

    sha256: str
    names: tuple[str, ...]
    repositories: NDArray[np.int64]
    types: NDArray[np.int64]
    security: NDArray[np.bool_]
    observability: NDArray[np.bool_]
    blocks: dict[str, "Block"]


@dataclass(frozen=True)
class Block:
    names: tuple[str, ...]
    matrix: sparse.csr_matrix


def read_labelled(path: Path) -> Labelled:
    """Rows of a file in their order. Sizes of a seeded fifth are hidden, so that the model knows that case."""
    packed = path.read_bytes()
    chance = random.Random(SEED)  # noqa: S311 - a seed is the point
    gathering = {block: _Gathering() for block in (*WORD_BLOCKS, "numbers")}
    repositories, types, security, observability = [], [], [], []
    for line in gzip.decompress(packed).splitlines():
        row = json.loads(line)
        change = change_of(row)
        hidden = chance.random() < HIDDEN_SIZES
        _gather(gathering, features_of(without_sizes(change) if hidden else change))
        repositories.append(row["repo"])
        types.append(TYPES.index(row["label"]))
        security.append(speaks_of_security(change.title))
        observability.append(speaks_of_observability(change.title))
    names = tuple(sorted(set(repositories)))
    number = {name: place for place, name in enumerate(names)}
    return Labelled(
        hashlib.sha256(packed).hexdigest(), names, np.array([number[name] for name in repositories]), np.array(types),
        np.array(security), np.array(observability), {name: one.block() for name, one in gathering.items()},
    )  # fmt: skip


def without_sizes(change: Change) -> Change:
    files = tuple(file._replace(added=None, deleted=None) for file in change.files)
    return replace(change, added=None, deleted=None, n_files=None, files=files)


def _gather(gathering: dict[str, "_Gathering"], features: Features) -> None:
    for block in WORD_BLOCKS:
        gathering[block].add((name, 1.0) for name in getattr(features, block))
    gathering["numbers"].add(features.numbers.items())


class _Gathering:
    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.places: list[int] = []
        self.values: list[float] = []
        self.ends = [0]

    def add(self, pairs: Iterable[tuple[str, float]]) -> None:
        for name, value in pairs:
            self.places.append(self.numbers.setdefault(name, len(self.numbers)))
            self.values.append(value)
        self.ends.append(len(self.places))

    def block(self) -> Block:
        """With its names in alphabetical order, so that nothing depends on who came first."""
        names = tuple(sorted(self.numbers))
        order = np.empty(len(names), dtype=np.int32)
        order[[self.numbers[name] for name in names]] = np.arange(len(names))
        places = order[np.array(self.places, dtype=np.int32)]
        shape = (len(self.ends) - 1, len(names))
        matrix = sparse.csr_matrix((np.array(self.values, dtype=np.float32), places, self.ends), shape=shape)
        matrix.sort_indices()
        return Block(names, matrix)
