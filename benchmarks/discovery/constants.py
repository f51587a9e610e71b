"""From scores of unseen repositories to the constants of the model: biases, temperatures, tags, thresholds."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.discovery.model import TYPES
from app.domain.sighting import PREVENTIVE_TYPES, TAG_OF_TYPE, ChangeType, Tag
from benchmarks.discovery.fitting import logistic, sigmoid, softmax, vector_scaling
from benchmarks.discovery.learning import COLUMNS
from benchmarks.discovery.metrics import f1
from benchmarks.discovery.rows import Labelled
from benchmarks.discovery.settings import Settings

Array = NDArray[np.float64]
PERFORMANCE = COLUMNS.index("performance words")
OWN_COLUMN = {Tag.SECURITY: COLUMNS.index("security words"), Tag.OBSERVABILITY: COLUMNS.index("observability words")}
THRESHOLDS = np.round(np.arange(0.30, 0.56, 0.05), 2)


@dataclass(frozen=True)
class TypeConstants:
    """Scores of the types are moved by `biases` and divided by `temperature`."""

    biases: Array
    temperature: float

    def chances(self, scores: Array) -> Array:
        return softmax((scores[:, : len(TYPES)] + self.biases) / self.temperature)


def type_constants(scores: Array, types: NDArray[np.int64], settings: Settings) -> TypeConstants:
    """First the likeliest slope and biases, then the natural shares part of the way back, the lean, one temperature.

    The temperature makes the mean probability of the given type equal to how often it is right.
    """
    slope, biases = vector_scaling(scores[:, : len(TYPES)], types)
    shares = np.bincount(types, minlength=len(TYPES)) / len(types)
    levelled = (biases - settings.levelling * np.log(shares)) / slope
    levelled += np.array([settings.lean.get(one.value, 0.0) for one in TYPES])
    best, error = 1.0, np.inf
    for temperature in np.arange(0.3, 2.0, 0.01):
        chances = TypeConstants(levelled, float(temperature)).chances(scores)
        off = abs(chances.max(1).mean() - (chances.argmax(1) == types).mean())
        if off < error:
            best, error = float(round(temperature, 2)), off
    return TypeConstants(levelled, best)


def tag_constants(scores: Array, data: Labelled) -> dict[Tag, dict[str, Any]]:
    """For each tag a mix of the columns, its bias and the threshold of the best F1. Temperatures are in the mix."""
    types = data.types
    found = {}
    weak = {Tag.SECURITY: data.security, Tag.OBSERVABILITY: data.observability}
    for tag in Tag:
        implied = [place for place, one in enumerate(TYPES) if TAG_OF_TYPE[one] is tag]
        holds = np.isin(types, implied) if implied else weak[tag]
        columns = [*range(len(TYPES)), PERFORMANCE] if implied else [OWN_COLUMN[tag]]
        *slopes, bias = logistic(scores[:, columns], holds)
        mix = np.zeros(len(COLUMNS))
        mix[columns] = slopes
        chance = sigmoid(scores @ mix + bias)
        threshold = max(THRESHOLDS, key=lambda one: (round(f1(holds, chance >= one), 4), one))
        found[tag] = {"mix": mix, "bias": float(bias), "temperature": 1.0, "threshold": float(threshold)}
    return found


def preventive_constants(chances: Array, types: NDArray[np.int64]) -> dict[str, list[float]]:
    """Slope and bias that put the summed chances of the preventive types right by the labels, with fix and without."""
    preventive = [place for place, one in enumerate(TYPES) if one in PREVENTIVE_TYPES]
    found = {}
    for name, places in (("with_fix", [*preventive, TYPES.index(ChangeType.FIX)]), ("without_fix", preventive)):
        some = np.clip(chances[:, places].sum(1), 1e-9, 1 - 1e-9)
        slope, bias = logistic(np.log(some / (1 - some))[:, None], np.isin(types, places), pull=0.0)
        found[name] = [round(float(slope), 6), round(float(bias), 6)]
    return found
