"""One linear mixed model under many covariances, weighted: the effect of a change as a mixture of t distributions.

At every point of the grid the noise is AR(1) plus a slow component (none, a straight drift, an AR(1) of weeks). A point
weighs as much as its restricted likelihood (Patterson & Thompson 1971; sigma profiled) times its prior; its estimate is
generalised least squares. Phi is integrated over, never plugged in: short series under-estimate it, and intervals come
out too narrow.

AR(1) noise is whitened exactly, gaps included (Prais & Winsten 1954). Everything slow is a random coefficient on a few
columns (Henderson's mixed model equations), so that one small Cholesky factor per grid point holds likelihood, estimate
and variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.measurement.slow import BASIS, PHIS, SHAPES, SLOW, slow_basis

Array = NDArray[np.float64]
Index = NDArray[np.intp]

FLOOR = (
    1e-4  # log units: no metric is known better than one part in ten thousand, and a noiseless one still has an answer
)
LIGHT = 1e-3  # of the heaviest grid point's weight: lighter ones move no digit that is shown
STEPS = np.linspace(-8.0, 8.0, 481)  # standard deviations at which a mixture is looked up


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What one fit sees, n valid days: `day` integers ascending, `y` (n), `columns` (n, k) with the prior `sds` (k, log
    units).

    `change` = 1 on the days whose mean is asked about, else 0; None asks for the noise alone. `unit` is what one log
    unit is worth in units of `y` (1 on the log scale): all priors are in log units.
    """

    day: NDArray[np.int64]
    y: Array
    columns: Array
    sds: Array
    change: Array | None
    unit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Points of the covariance grid as indices into PHIS, SLOW and SHAPES, each with a log weight before the data."""

    phi: Index
    slow: Index
    shape: Index
    log_weight: Array


def _whole_grid() -> Grid:
    phi, slow, shape = (
        index.ravel()
        for index in np.meshgrid(np.arange(PHIS.size), np.arange(len(SLOW)), np.arange(len(SHAPES)), indexing="ij")
    )
    prior = np.array([part.log_prior for part in SLOW])[slow] + np.array([part.log_prior for part in SHAPES])[shape]
    return Grid(phi=phi, slow=slow, shape=shape, log_weight=prior)


WHOLE = _whole_grid()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A distribution as a table: the share of it `below` each value `at`."""

    at: Array
    below: Array

    def quantiles(self, *probabilities: float) -> Array:
        found: Array = np.interp(probabilities, self.below, self.at)
        return found

    def share_below(self, value: float) -> float:
        return float(np.interp(value, self.at, self.below))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """t distributions (`mean`, `scale`, `df`) and their `weight`; `log_likelihood` is restricted, without the prior."""

    grid: Grid
    mean: Array
    scale: Array
    weight: Array
    df: int
    log_likelihood: Array

    @property
    def middle(self) -> float:
        return float(self.weight @ self.mean)

    def spread(self, *, widening: float = 1.0, prior: float | None = None) -> Spread:
        """Its distribution function, stretched about its mean by `widening`, times a Cauchy prior of scale `prior`."""
        keep = self.weight > LIGHT * self.weight.max()
        weight = self.weight[keep] / self.weight[keep].sum()
        middle = float(weight @ self.mean[keep])
        mean, scale = middle + widening * (self.mean[keep] - middle), widening * self.scale[keep]
        sd = float(np.sqrt(weight @ (scale**2 + (mean - middle) ** 2)))
        at = middle + sd * STEPS
        power = -(self.df + 1) / 2 * np.log1p(((at[:, None] - mean) / scale) ** 2 / self.df)
        density = np.exp(power) @ (weight / scale)
        if prior is not None:
            density /= 1 + (at / prior) ** 2
        mass = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1])])
        return Spread(at=at, below=mass / mass[-1])

    def kept(self, share: float) -> Grid:
        """The heaviest points that together hold `share` of the weight, with these weights, for a fit of a sister
        question.
        """
        order = np.argsort(-self.weight, kind="stable")
        held = np.sort(order[: int(np.searchsorted(np.cumsum(self.weight[order]), share)) + 1])
        return Grid(
            phi=self.grid.phi[held],
            slow=self.grid.slow[held],
            shape=self.grid.shape[held],
            log_weight=np.log(self.weight[held]),
        )


def fit(frame: Frame, grid: Grid = WHOLE, *, evidence: Array | None = None, reuse: bool = False) -> Mixture:
    """Fit every point of `grid`. `evidence`: a log likelihood of the same points from other days; `reuse`: weights as
    given.
    """
    phis, at = np.unique(grid.phi, return_inverse=True)
    gram, logdet = _gram(frame, PHIS[phis])
    df = frame.y.size - (1 if frame.change is None else 2)
    gram[:, -1, -1] += df * (FLOOR * frame.unit) ** 2
    scales = _scales(frame, gram.shape[1], grid, _noise(frame, gram, df)[at])
    random = np.zeros(gram.shape[1])
    random[1 : 1 + frame.sds.size + 2 + BASIS] = 1
    factor = np.linalg.cholesky(gram[at] * scales[:, :, None] * scales[:, None, :] + np.diag(random))
    diagonal = np.diagonal(factor, axis1=1, axis2=2)
    rss = diagonal[:, -1] ** 2
    likelihood = -np.log(diagonal[:, :-1]).sum(1) - logdet[at] / 2 - df / 2 * np.log(rss / df)
    weight = grid.log_weight + (0.0 if reuse else likelihood) + (0.0 if evidence is None else evidence)
    weight = np.exp(weight - weight.max())
    return Mixture(
        grid=grid,
        mean=factor[:, -1, -2] / diagonal[:, -2],
        scale=np.sqrt(rss / df) / diagonal[:, -2],
        weight=weight / weight.sum(),
        df=df,
        log_likelihood=likelihood,
    )


def _gram(frame: Frame, phis: Array) -> tuple[Array, Array]:
    """Products of the whitened columns [1, columns, shape, drift, slow basis, change, y] for every phi, and log
    determinants.
    """
    day, change = frame.day, frame.change
    drift = (day - day[0]) / (day[-1] - day[0] + 1.0)
    shape = np.zeros(day.size)
    if change is not None:
        after = change > 0
        drift = drift - drift[~after].mean()
        shape[after] = (day[after] - day[after].mean()) / (day[after][-1] - day[after][0] + 1.0)
    asked = np.zeros((day.size, 0)) if change is None else change[:, None]
    parts = [np.ones(day.size), frame.columns, shape, drift, slow_basis(day), asked, frame.y]
    columns = np.column_stack(parts)
    link = phis[:, None] ** np.diff(day)
    left = np.sqrt(1 - link * link)
    white = np.empty((phis.size, *columns.shape))
    white[:, 0] = columns[0]
    white[:, 1:] = (columns[1:] - link[:, :, None] * columns[:-1]) / left[:, :, None]
    return white.transpose(0, 2, 1) @ white, 2 * np.log(left).sum(1)


def _noise(frame: Frame, gram: Array, df: int) -> Array:
    """Standard deviation of the AR(1) noise for each phi when nothing is slow: the yardstick of the priors."""
    soft = frame.sds.size + 1  # the columns and the shape, free but for a touch
    use, ridge = np.ones(gram.shape[1]), np.zeros(gram.shape[1])
    use[1 + soft : 2 + soft + BASIS] = 0
    ridge[1 : 1 + soft] = 1e-2
    ridge[1 + soft : 2 + soft + BASIS] = 1
    factor = np.linalg.cholesky(gram * use[:, None] * use + np.diag(ridge))
    noise: Array = factor[:, -1, -1] / np.sqrt(df)
    return noise


def _scales(frame: Frame, size: int, grid: Grid, noise: Array) -> Array:
    """What each column is multiplied by so that its random coefficient has the variance of the noise: (points,
    columns).
    """
    scales = np.ones((grid.phi.size, size))
    per_log, k = frame.unit / noise, frame.sds.size
    scales[:, 1 : 1 + k] = frame.sds * per_log[:, None]
    scales[:, 1 + k] = np.array([part.sd for part in SHAPES])[grid.shape] * per_log
    scales[:, 2 + k] = np.array([part.drift for part in SLOW])[grid.slow] * per_log
    share = np.array([part.share for part in SLOW])[grid.slow]
    scales[:, 3 + k : 3 + k + BASIS] = np.sqrt(share / (1 - share))[:, None]
    return scales
