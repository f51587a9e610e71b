"""What a change was worth: a series, counts or a declared risk -> an effect with an honest interval, or a refusal.

Pure: values in, values out; numpy and scipy.special only. Never: a database, the wire, a clock, chance without a seed,
a person's total, or money without the organisation's own rate card. It runs in a child process, never in a server.
"""

from app.measurement.counts import compare_incident_counts
from app.measurement.episodes import Counts, Episode, Incident
from app.measurement.money import RateCard, Rates
from app.measurement.results import CountEffect, Money, RiskEffect, as_json
from app.measurement.risk import DeclaredRisk, Same, retire_risk
from app.measurement.series import estimate_series_effect
from app.measurement.spread import Quantiles
from app.measurement.values import (
    BadInput,
    Change,
    Check,
    Control,
    OtherChange,
    Point,
    Range,
    Result,
    Series,
    SeriesEffect,
)

__all__ = [
    "BadInput",
    "Change",
    "Check",
    "Control",
    "CountEffect",
    "Counts",
    "DeclaredRisk",
    "Episode",
    "Incident",
    "Money",
    "OtherChange",
    "Point",
    "Quantiles",
    "Range",
    "RateCard",
    "Rates",
    "Result",
    "RiskEffect",
    "Same",
    "Series",
    "SeriesEffect",
    "as_json",
    "compare_incident_counts",
    "estimate_series_effect",
    "retire_risk",
]
