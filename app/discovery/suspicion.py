"""Which change may have ended a signal: evidence besides time, weighed against "something that was not recorded"."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp

from app.discovery.vocabulary import words_of
from app.domain.sighting import Change, Tag
from app.domain.signal import Signal

SAME_PLACE, SAME_WORD, REFERS, FEATURE_ONLY, NOT_RECORDED = 2.0, 1.5, 1.5, -1.0, 1.5
DAYS = 7.0
RARE_SHARE = 0.05
RARE_AT_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A change of the weeks around the end of a signal. `effort` is the key of its effort, "" for none."""

    change: Change
    preventive: float
    tags: frozenset[Tag] = frozenset()
    effort: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """An effort, whole, or one change. `posterior` is its share among all that may have ended the signal.

    `evidence` are statements besides time, as ends of "it ...". `changes` are external ids within the window.
    """

    effort: str
    changes: tuple[str, ...]
    posterior: float
    evidence: tuple[str, ...]


def suspicions(
    signal: Signal, suspects: Sequence[Suspect], last_on: date, window: tuple[date, date]
) -> tuple[list[Suspicion], float]:
    """What lies in the window, the likeliest first, and the posterior of something that was not recorded.

    Posterior = exp(score) / (sum of exp(score) over the window + exp(1.5)); changes of one effort add up.
    A word is rare where 5 % of the given suspects hold it, or two: hand in the weeks around the window as well.
    """
    rare = _rare_words(signal, suspects)
    weights: dict[str, float] = defaultdict(float)
    held: dict[str, list[str]] = defaultdict(list)
    evidence: dict[str, dict[str, None]] = defaultdict(dict)
    efforts: dict[str, str] = {}
    for one in sorted(
        suspects, key=lambda one: (one.change.date is None, str(one.change.date), one.change.external_id)
    ):
        day = one.change.date
        if day is None or not window[0] <= day <= window[1]:
            continue
        name = f"effort {one.effort}" if one.effort else f"change {one.change.external_id}"
        found = dict(_evidence(signal, one.change, rare))
        weights[name] += exp(sum(found.values()) + _leaning(one) + exp(-abs((day - last_on).days) / DAYS))
        held[name].append(one.change.external_id)
        evidence[name] |= dict.fromkeys(found)
        efforts[name] = one.effort
    whole = sum(weights.values()) + exp(NOT_RECORDED)
    ranked = [
        Suspicion(
            effort=efforts[name],
            changes=tuple(held[name]),
            posterior=weights[name] / whole,
            evidence=tuple(evidence[name]),
        )
        for name in sorted(weights, key=lambda name: (-weights[name], name))
    ]
    return ranked, exp(NOT_RECORDED) / whole


def _leaning(one: Suspect) -> float:
    return one.preventive + (FEATURE_ONLY if one.tags == {Tag.FEATURE} else 0.0)


def _evidence(signal: Signal, change: Change, rare: frozenset[str]) -> Iterator[tuple[str, float]]:
    if signal.service_ids & set(change.service_ids):
        yield "is in the same service", SAME_PLACE
    elif _is_below(change, signal.paths):
        yield "touches the same path", SAME_PLACE
    if shared := sorted(rare & set(words_of(f"{change.title} {change.text}"))):
        yield f"shares the word {shared[0]}", SAME_WORD
    if referred := sorted(signal.references & set(change.references)):
        yield f"refers to {referred[0]}", REFERS


def _is_below(change: Change, folders: Iterable[str]) -> bool:
    tops = tuple(folder.rstrip("/") for folder in folders)
    return any(file.path == top or file.path.startswith(f"{top}/") for file in change.files for top in tops)


def _rare_words(signal: Signal, suspects: Sequence[Suspect]) -> frozenset[str]:
    ours = set(words_of(" ".join((signal.name, *signal.labels, *signal.words))))
    held = Counter(word for one in suspects for word in set(words_of(one.change.title)) & ours)
    most = max(RARE_AT_LEAST, RARE_SHARE * len(suspects))
    return frozenset(word for word in ours if held[word] <= most)
