"""The measures of acceptance, from probabilities and labels: the same definitions as the scorer of the shared data."""

import numpy as np
from numpy.typing import NDArray

from app.discovery.model import TYPES
from app.domain.sighting import PREVENTIVE_TYPES, ChangeType

Array = NDArray[np.float64]
Places = NDArray[np.int64]

# What must hold on repositories that are not in the data, and what is aimed at. Larger is better, but for the error.
MUST = {
    "macro_f1": 0.495,
    "repo_mean_macro_f1": 0.535,
    "balanced40_macro_f1": 0.56,
    "perf_repo_ap": 0.375,
    "perf_p50": 0.46,
    "preventive_f1": 0.6,
    "preventive_ap": 0.56,
    "preventive_fix_f1": 0.825,
    "ece_top": 0.04,
}
AIM = {
    "macro_f1": 0.525,
    "repo_mean_macro_f1": 0.565,
    "balanced40_macro_f1": 0.6,
    "perf_repo_ap": 0.42,
    "perf_p50": 0.5,
    "preventive_f1": 0.64,
    "preventive_ap": 0.61,
    "preventive_fix_f1": 0.85,
    "ece_top": 0.03,
}
SMALLER_IS_BETTER = {"ece_top"}
FEWEST_OF_A_TYPE, FEWEST_PERF, BALANCED, DRAWS, TOP = 10, 15, 40, 50, 50
PERF = TYPES.index(ChangeType.PERF)


def scores(types: Places, chances: Array, repositories: NDArray[np.generic]) -> dict[str, float]:
    """Every measure that the rows allow: `types` are places in TYPES, `chances` of shape (rows, 10)."""
    given = chances.argmax(1)
    found = {"accuracy": float((given == types).mean()), "macro_f1": float(f1s(types, given).mean())}
    parts = [repositories == one for one in np.unique(repositories)]
    found |= _by_repository(types, given, parts)
    found |= _balanced(types, given)
    found |= _perf(types, chances, parts)
    preventive = [place for place, one in enumerate(TYPES) if one in PREVENTIVE_TYPES]
    for name, places in (("preventive", preventive), ("preventive_fix", [*preventive, TYPES.index(ChangeType.FIX)])):
        chance, holds = chances[:, places].sum(1), np.isin(types, places)
        found[f"{name}_f1"] = f1(holds, chance >= 0.5)
        found[f"{name}_ap"] = average_precision(holds, chance)
    return found | {"ece_top": calibration_error(types, chances)}


def f1(holds: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    both = holds.sum() + said.sum()
    return float(2 * (holds & said).sum() / both) if both else 0.0


def f1s(types: Places, given: Places) -> Array:
    return np.array([f1(types == place, given == place) for place in range(len(TYPES))])


def average_precision(holds: NDArray[np.bool_], chance: Array) -> float:
    """Mean of the precision at each row that holds, best first; ties share the place of the last of them."""
    if not holds.any():
        return 0.0
    order = np.argsort(-chance, kind="stable")
    sorted_chance, right = chance[order], np.cumsum(holds[order])
    last = np.flatnonzero(np.append(np.diff(sorted_chance) != 0, True))
    precision = right[last] / (last + 1)
    return float((np.diff(np.append(0, right[last])) * precision).sum() / right[-1])


def calibration_error(types: Places, chances: Array) -> float:
    """Expected calibration error of the top class over ten bins."""
    top, right = chances.max(1), chances.argmax(1) == types
    bins = np.minimum((top * 10).astype(int), 9)
    parts = [bins == one for one in np.unique(bins)]
    return float(sum(abs(top[part].mean() - right[part].mean()) * part.mean() for part in parts))


def _by_repository(types: Places, given: Places, parts: list[NDArray[np.bool_]]) -> dict[str, float]:
    means = []
    for part in parts:
        often = np.bincount(types[part], minlength=len(TYPES)) >= FEWEST_OF_A_TYPE
        if often.any():
            means.append(f1s(types[part], given[part])[often].mean())
    return {"repo_mean_macro_f1": float(np.mean(means))} if means else {}


def _balanced(types: Places, given: Places) -> dict[str, float]:
    if np.bincount(types, minlength=len(TYPES)).min() < BALANCED:
        return {}
    chance = np.random.default_rng(0)
    of_type = [np.flatnonzero(types == place) for place in range(len(TYPES))]
    draws = [np.concatenate([chance.choice(rows, BALANCED, replace=False) for rows in of_type]) for _ in range(DRAWS)]
    return {"balanced40_macro_f1": float(np.mean([f1s(types[draw], given[draw]).mean() for draw in draws]))}


def _perf(types: Places, chances: Array, parts: list[NDArray[np.bool_]]) -> dict[str, float]:
    chance, holds = chances[:, PERF], types == PERF
    enough = [part for part in parts if holds[part].sum() >= FEWEST_PERF]
    found = {"perf_ap": average_precision(holds, chance)} if holds.any() else {}
    if enough:
        tops = [holds[part][np.argsort(-chance[part], kind="stable")[:TOP]].mean() for part in enough]
        found["perf_repo_ap"] = float(np.mean([average_precision(holds[part], chance[part]) for part in enough]))
        found["perf_p50"] = float(np.mean(tops))
    return found
