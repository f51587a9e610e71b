"""The mixture against the textbook: dense generalised least squares, dense covariances, and the t distribution."""

import numpy as np
import pytest
from scipy.special import stdtrit

from app.measurement.mixture import WHOLE, Frame, Grid, Mixture, fit
from app.measurement.slow import BASIS, PHIS, RHO, SHAPES, SLOW, slow_basis


def frame(seed: int = 1, n: int = 90, *, change: bool = True) -> Frame:
    draws = np.random.default_rng([83, seed])
    day = np.flatnonzero(draws.random(2 * n) > 0.15)[:n]
    late = (day >= day[n * 2 // 3]).astype(float)
    y = 0.2 * draws.standard_normal(n) - 0.3 * late
    columns = draws.standard_normal((n, 2))
    return Frame(day=day, y=y, columns=columns, sds=np.array([0.5, 1.5]), change=late if change else None, unit=1.0)


def only(phi: int, slow: int, shape: int = 0) -> Grid:
    return Grid(phi=np.array([phi]), slow=np.array([slow]), shape=np.array([shape]), log_weight=np.zeros(1))


def dense(asked: Frame, phi: float, share: float, noise: float) -> tuple[float, float, float]:
    """Estimate, its error and the restricted likelihood by matrices of n x n, every random part written into V."""
    lag = np.abs(asked.day[:, None] - asked.day)
    after = asked.change > 0
    shape = np.zeros(asked.y.size)
    shape[after] = asked.day[after] - asked.day[after].mean()
    shape[after] /= asked.day[after][-1] - asked.day[after][0] + 1
    basis = slow_basis(asked.day)
    soft = np.column_stack([asked.columns * asked.sds, SHAPES[0].sd * shape]) / noise
    v = phi**lag + share / (1 - share) * basis @ basis.T + soft @ soft.T
    x = np.column_stack([np.ones(asked.y.size), asked.change])
    inverse = np.linalg.inv(v)
    information = x.T @ inverse @ x
    beta = np.linalg.solve(information, x.T @ inverse @ asked.y)
    left = asked.y - x @ beta
    df = asked.y.size - 2
    s2 = left @ inverse @ left / df
    logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1] + df * np.log(s2)
    return float(beta[1]), float(np.sqrt(s2 * np.linalg.inv(information)[1, 1])), float(-logs / 2)


@pytest.mark.parametrize(("phi", "slow"), [(1, 0), (5, 0), (3, 3), (7, 4)])
def test_one_small_factor_says_what_dense_matrices_say(phi: int, slow: int):
    asked = frame()
    noise = yardstick(asked, phi)
    found = fit(asked, only(phi, slow))
    mean, error, _ = dense(asked, PHIS[phi], SLOW[slow].share, noise)
    assert found.mean[0] == pytest.approx(mean, abs=1e-6)
    assert found.scale[0] == pytest.approx(error, rel=1e-4)


def yardstick(asked: Frame, phi: int) -> float:
    """The noise that the room measures the priors by: its own, read off a fit whose only column is scaled by it."""
    lag = np.abs(asked.day[:, None] - asked.day)
    after = asked.change > 0
    shape = np.zeros(asked.y.size)
    shape[after] = asked.day[after] - asked.day[after].mean()
    shape[after] /= asked.day[after][-1] - asked.day[after][0] + 1
    x = np.column_stack([np.ones(asked.y.size), asked.columns, shape, asked.change])
    inverse = np.linalg.inv(PHIS[phi] ** lag)
    ridge = np.diag([0, 1e-2, 1e-2, 1e-2, 0])
    gram = x.T @ inverse @ x + ridge
    right = x.T @ inverse @ asked.y
    df = asked.y.size - 2
    return float(np.sqrt((asked.y @ inverse @ asked.y - right @ np.linalg.solve(gram, right)) / df))


def test_likelihoods_differ_as_the_dense_ones_do():
    asked = frame(2)
    points = [(2, 0), (4, 3), (6, 4)]
    mine = [fit(asked, only(*point)).log_likelihood[0] for point in points]
    theirs = [dense(asked, PHIS[phi], SLOW[slow].share, yardstick(asked, phi))[2] for phi, slow in points]
    assert np.diff(mine) == pytest.approx(np.diff(theirs), abs=1e-3)


def test_the_slow_columns_are_the_slow_wander():
    day = np.arange(168)
    basis = slow_basis(day)
    wanted = RHO ** np.abs(day[:, None] - day)
    assert basis.shape == (168, BASIS)
    assert np.trace(basis @ basis.T) == pytest.approx(168, rel=0.07)
    weeks = np.kron(np.eye(24), np.full((1, 7), 1 / 7))
    assert weeks @ basis @ basis.T @ weeks.T == pytest.approx(weeks @ wanted @ weeks.T, abs=0.05)


def test_weights_sum_to_one_and_prefer_the_noise_that_was_there():
    draws = np.random.default_rng(84)
    x = draws.standard_normal(500)
    for i in range(1, x.size):
        x[i] = 0.8 * x[i - 1] + 0.6 * x[i]
    day = np.arange(160)
    asked = Frame(
        day=day,
        y=0.2 * x[300:460],
        columns=np.zeros((160, 1)),
        sds=np.ones(1),
        change=(day >= 100).astype(float),
        unit=1.0,
    )
    found = fit(asked)
    assert found.weight.sum() == pytest.approx(1)
    assert found.weight @ PHIS[WHOLE.phi] > 0.6


def mixture(mean: float, scale: float, df: int) -> Mixture:
    one = np.array([1.0])
    return Mixture(grid=only(0, 0), mean=mean * one, scale=scale * one, weight=one, df=df, log_likelihood=0 * one)


@pytest.mark.parametrize("df", [12, 40, 150])
def test_a_single_part_has_the_quantiles_of_the_t_distribution(df: int):
    found = mixture(-0.3, 0.05, df).spread().quantiles(0.05, 0.5, 0.95)
    assert found == pytest.approx(-0.3 + 0.05 * np.array([stdtrit(df, p) for p in (0.05, 0.5, 0.95)]), abs=1e-4)


def test_widening_stretches_about_the_middle_and_the_prior_pulls_the_far_end_in():
    part = mixture(-0.3, 0.2, 60)
    plain, wide = (part.spread(widening=factor).quantiles(0.05, 0.95) for factor in (1.0, 1.5))
    assert wide + 0.3 == pytest.approx(1.5 * (plain + 0.3), abs=1e-4)
    pulled = part.spread(prior=0.3).quantiles(0.05, 0.95)
    assert pulled[0] > plain[0]
    weak = part.spread(prior=100.0).quantiles(0.05, 0.95)
    assert weak == pytest.approx(plain, abs=1e-4)


def test_the_heaviest_points_hold_what_they_should():
    found = fit(frame(3))
    kept = found.kept(0.95)
    assert kept.phi.size < WHOLE.phi.size
    assert 0.95 <= np.exp(kept.log_weight).sum() <= 1
    again = fit(frame(3), kept, reuse=True)
    assert again.middle == pytest.approx(found.middle, abs=0.01)


def test_noise_alone_can_be_asked_about():
    found = fit(frame(4, change=False))
    assert np.isfinite(found.log_likelihood).all()
    assert found.log_likelihood.size == WHOLE.phi.size
