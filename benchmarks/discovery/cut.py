"""From all names to the matrix that a model is fitted on: what repositories share, weighted by rarity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.discovery.rows import WORD_BLOCKS, Labelled


@dataclass(frozen=True)
class Shape:
    """How many repositories a name must be seen in, and how much a block weighs, by block."""

    fewest: dict[str, int]
    size: dict[str, float]


@dataclass(frozen=True)
class Cut:
    """`idf` of the kept names of each block of words. `columns` are (block, name), in the order of the matrix."""

    kept: dict[str, NDArray[np.int64]]
    idf: dict[str, NDArray[np.float64]]
    columns: tuple[tuple[str, str], ...]


def cut_of(data: Labelled, shape: Shape, rows: NDArray[np.bool_]) -> Cut:
    """Chosen on `rows` alone: nothing of what is left out is known to the vocabulary."""
    kept, idf, columns = {}, {}, []
    for name, block in data.blocks.items():
        matrix = block.matrix[rows] > 0
        seen = _in_how_many(matrix, data.repositories[rows], len(data.names))
        kept[name] = np.flatnonzero(seen >= shape.fewest[name])
        if name in WORD_BLOCKS:
            often = np.asarray(matrix.sum(axis=0)).ravel()[kept[name]]
            idf[name] = np.log((1 + matrix.shape[0]) / (1 + often)) + 1
        columns += [(name, block.names[place]) for place in kept[name]]
    return Cut(kept, idf, tuple(columns))


def matrix_of(data: Labelled, shape: Shape, cut: Cut) -> sparse.csr_matrix:
    """All rows. Blocks of words are idf, scaled to unit length, then by the size of the block."""
    parts = []
    for name, block in data.blocks.items():
        part = block.matrix[:, cut.kept[name]]
        if name in WORD_BLOCKS:
            part = part @ sparse.diags(cut.idf[name].astype(np.float32))
            length = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
            part = sparse.diags((1 / np.where(length > 0, length, 1)).astype(np.float32)) @ part
        parts.append(part * np.float32(shape.size[name]))
    return sparse.csr_matrix(sparse.hstack(parts, format="csr"), dtype=np.float32)


def _in_how_many(matrix: sparse.csr_matrix, repositories: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    rows = np.arange(matrix.shape[0])
    one = sparse.csr_matrix((np.ones(len(rows), np.float32), (repositories, rows)), shape=(count, len(rows)))
    return np.asarray(((one @ matrix.astype(np.float32)) > 0).sum(axis=0)).ravel()
