"""Chance with a seed: the same text gives the same draws, on every machine and with every version of numpy.

Only the raw bits of PCG64 are taken, which numpy promises to keep (NEP 19); everything after them is plain arithmetic.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, pdtr

Floats = NDArray[np.float64]
_POISSON = pdtr(np.arange(32), 1.0)  # chances of at most 0, 1, 2 ... when one is expected


def uniforms(seed: str, count: int) -> Floats:
    """So many numbers strictly between 0 and 1, each the middle of one of 2^53 steps."""
    bits = np.random.PCG64(int.from_bytes(hashlib.sha256(seed.encode()).digest()))
    drawn: Floats = ((bits.random_raw(count) >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    return drawn


def normals(seed: str, count: int) -> Floats:
    """Standard normal draws, one from each of `count` slices of equal chance, in random order (McKay et al. 1979)."""
    order = np.argsort(uniforms(f"{seed}.order", count), kind="stable")
    drawn: Floats = ndtri((order + uniforms(seed, count)) / count)
    return drawn


def resampled_sums(values: Floats, seed: str, count: int) -> Floats:
    """So many sums of `values`, each value taken a Poisson(1) number of times: how many there are is chance as well."""
    sums = np.zeros(count)
    for index, value in enumerate(values):
        sums += value * np.searchsorted(_POISSON, uniforms(f"{seed}.{index}", count))
    return sums
