"""Logistic regression of many classes or of two, on sparse features, by L-BFGS. No chance: same in, same out."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

Array = NDArray[np.float64]
_OPTIONS = {"maxcor": 8, "gtol": 1e-7, "ftol": 2e-6}


def fit_types(
    features: sparse.csr_matrix, types: Array, weights: Array, *, c: float, rounds: int, classes: int
) -> Array:
    """Weights of shape (features + 1, classes), the bias last. Minimises sum(weight x loss) + |W|^2 / 2c."""
    rows, width = features.shape
    turned = sparse.csr_matrix(features.T)
    truth = np.zeros((rows, classes), np.float32)
    truth[np.arange(rows), types] = 1
    weight = weights.astype(np.float32)[:, None]
    total = float(weights.sum())

    def loss(flat: Array) -> tuple[float, Array]:
        table = flat.reshape(width + 1, classes)
        scores = features @ table[:width].astype(np.float32) + table[width].astype(np.float32)
        highest = scores.max(1, keepdims=True)
        powers = np.exp(scores - highest)
        sums = powers.sum(1, keepdims=True)
        given = (scores * truth).sum(1, keepdims=True)
        value = float((weight * (np.log(sums) + highest - given)).sum(dtype=np.float64))
        error = weight * (powers / sums - truth)
        slope = np.empty((width + 1, classes))
        slope[:width] = turned @ error
        slope[:width] += table[:width] / c
        slope[width] = error.sum(0)
        return (value + float((table[:width] ** 2).sum()) / (2 * c)) / total, slope.ravel() / total

    options = _OPTIONS | {"maxiter": rounds}
    found = minimize(loss, np.zeros((width + 1) * classes), jac=True, method="L-BFGS-B", options=options)
    return found.x.reshape(width + 1, classes)


def fit_one(features: sparse.csr_matrix, holds: NDArray[np.bool_], weights: Array, *, c: float, rounds: int) -> Array:
    """One against the rest: weights of shape (features + 1,), the bias last."""
    width = features.shape[1]
    turned = sparse.csr_matrix(features.T)
    sign = np.where(holds, 1, -1).astype(np.float32)
    weight = weights.astype(np.float32)
    total = float(weights.sum())

    def loss(flat: Array) -> tuple[float, Array]:
        margin = sign * (features @ flat[:width].astype(np.float32) + np.float32(flat[width]))
        value = float((weight * np.logaddexp(0, -margin)).sum(dtype=np.float64))
        error = -weight * sign / (1 + np.exp(margin))
        slope = np.empty(width + 1)
        slope[:width] = turned @ error + flat[:width] / c
        slope[width] = error.sum(dtype=np.float64)
        return (value + float((flat[:width] ** 2).sum()) / (2 * c)) / total, slope / total

    options = _OPTIONS | {"maxiter": rounds}
    return minimize(loss, np.zeros(width + 1), jac=True, method="L-BFGS-B", options=options).x


def softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def sigmoid(scores: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(scores, -500, 500)))


def logistic(inputs: Array, holds: NDArray[np.bool_], *, pull: float = 1e-3) -> Array:
    """A small dense logistic regression: slopes, and the bias last. For putting scores right, not for features."""
    rows, width = inputs.shape
    sign = np.where(holds, 1.0, -1.0)

    def loss(flat: Array) -> tuple[float, Array]:
        margin = sign * (inputs @ flat[:width] + flat[width])
        error = -sign * sigmoid(-margin) / rows
        slope = np.append(inputs.T @ error + pull * flat[:width], error.sum())
        return float(np.logaddexp(0, -margin).mean() + pull * (flat[:width] ** 2).sum() / 2), slope

    return minimize(loss, np.zeros(width + 1), jac=True, method="L-BFGS-B").x


def vector_scaling(scores: Array, types: Array) -> tuple[float, Array]:
    """(slope, biases) that make softmax(slope x scores + biases) most likely: probabilities with the natural shares."""
    rows, classes = scores.shape
    truth = np.eye(classes)[types]

    def loss(flat: Array) -> tuple[float, Array]:
        chances = softmax(scores * flat[0] + flat[1:])
        error = (chances - truth) / rows
        value = -np.log(np.maximum((chances * truth).sum(1), 1e-12)).mean()
        return float(value), np.append((error * scores).sum(), error.sum(0))

    found = minimize(loss, np.append(1.0, np.zeros(classes)), jac=True, method="L-BFGS-B").x
    return float(found[0]), found[1:]
