"""Fits the columns of the model, and says what it would have said of repositories that it had not seen."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.discovery.model import TYPES
from benchmarks.discovery.cut import Cut, cut_of, matrix_of
from benchmarks.discovery.fitting import fit_one, fit_types
from benchmarks.discovery.metrics import PERF
from benchmarks.discovery.rows import Labelled
from benchmarks.discovery.settings import Settings

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Learn = Callable[[Labelled, Settings, Mask], tuple[Cut, sparse.csr_matrix, Array]]
COLUMNS = (*(one.value for one in TYPES), "performance words", "security words", "observability words")
# Two repositories make half of the perf rows of the shared data: one alone counts no more than this many rows of it.
MOST_PERF_OF_ONE = 400


def fit(data: Labelled, settings: Settings, rows: Mask) -> tuple[Cut, sparse.csr_matrix, Array]:
    """(vocabulary, matrix of all rows, weights of shape (features + 1, columns)), learned on `rows` alone."""
    cut, matrix, table = fit_types_alone(data, settings, rows)
    known, types = matrix[rows], data.types[rows]
    even = np.ones(len(types))
    alone = [
        (types == PERF, _perf_weights(types, data.repositories[rows])),
        (data.security[rows], even),
        (data.observability[rows], even),
    ]
    rest = [fit_one(known, holds, one, c=settings.performance_c, rounds=settings.rounds) for holds, one in alone]
    return cut, matrix, np.column_stack([table, *rest])


def fit_types_alone(data: Labelled, settings: Settings, rows: Mask) -> tuple[Cut, sparse.csr_matrix, Array]:
    """The same with the columns of the ten types, which need half the time."""
    cut = cut_of(data, settings.shape, rows)
    matrix = matrix_of(data, settings.shape, cut)
    types = data.types[rows]
    weights = _row_weights(types, settings.class_power)
    table = fit_types(matrix[rows], types, weights, c=settings.c, rounds=settings.rounds, classes=len(TYPES))
    return cut, matrix, table


def unseen_scores(data: Labelled, settings: Settings, groups: Sequence[Mask], *, learn: Learn = fit) -> Array:
    """Scores of every row, of shape (rows, columns), by a model that never saw a row of its group."""
    scores = np.zeros((len(data.types), len(COLUMNS)))
    for number, group in enumerate(groups, start=1):
        _, matrix, table = learn(data, settings, ~group)
        scores[group, : table.shape[1]] = matrix[group] @ table[:-1] + table[-1]
        print(f"left out {number} of {len(groups)}: {int(group.sum())} rows", flush=True)
    return scores


def by_repository(data: Labelled) -> list[Mask]:
    return [data.repositories == number for number in range(len(data.names))]


def in_groups(data: Labelled, count: int) -> list[Mask]:
    """Repositories dealt into groups of about the same number of rows: quicker than each alone, for trying things."""
    sizes = np.bincount(data.repositories)
    groups: list[list[int]] = [[] for _ in range(count)]
    for number in sorted(range(len(sizes)), key=lambda one: (-sizes[one], one)):
        min(groups, key=lambda group: sum(sizes[one] for one in group)).append(number)
    return [np.isin(data.repositories, group) for group in groups]


def _row_weights(types: NDArray[np.int64], power: float) -> Array:
    often = np.maximum(np.bincount(types, minlength=len(TYPES)), 1)
    weights = ((len(types) / (len(TYPES) * often)) ** power)[types]
    return weights * len(types) / weights.sum()


def _perf_weights(types: NDArray[np.int64], repositories: NDArray[np.int64]) -> Array:
    weights = np.ones(len(types))
    for number in np.unique(repositories):
        perf = (repositories == number) & (types == PERF)
        weights[perf] = min(1.0, MOST_PERF_OF_ONE / max(1, perf.sum()))
    return weights
