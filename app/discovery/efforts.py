"""Which changes are one effort. The only module of the room with numpy; the worker and the terminal alone import it.

Likeness of two changes, 0 where they are more than 60 days apart:

    (0.05 + 0.6 * cosine of words + 0.4 * cosine of places) / (1 + days / 20) * (0.4 + 0.6 * people)

Words and places are TF-IDF vectors (Salton and Buckley 1988, sublinear counts). `people` is 1 when an author or
co-author is shared, 0.5 when a reviewer of one is an author of the other. Pairs are looked at only inside blocks (a
person's latest changes, a rare word or place), at most 50 a change, and clusters are joined by average linkage
(linkage.py) down to a mean of 0.08. docs/discovery.md says how the constants were chosen.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.discovery.linkage import Clusters
from app.discovery.links import NOTHING_SAID, Group, Said, groups_of, keyed_together, sides_of
from app.discovery.vocabulary import Vocabulary
from app.domain.sighting import Change

WORDS, PLACES = 0.6, 0.4
GROUND = 0.05
DAYS = 20.0
STRANGERS = 0.4
WINDOW_DAYS = 60
CUT = 0.08
SETTLED_GAIN = 0.1

LATEST_OF_A_PERSON = 200
RARE = 60
LATEST_OF_A_RARE = 20
NEIGHBOURS = 50

Edge = tuple[int, int, float]
Reached = Callable[[int], None]


def group(
    changes: Iterable[Change],
    *,
    said: Said = NOTHING_SAID,
    settled: Mapping[str, str] | None = None,
    reached: Reached | None = None,
) -> list[Group]:
    """Efforts of one or more changes, by repository and then by their first day; every change is in exactly one.

    `said` is what people said (joins and splits). `settled` maps the external id of a change to the key of the effort
    that it stood in after an earlier run (stream mode): such efforts grow, but two of them become one only when that
    gains more than 0.1. `reached` is told now and then how many are done. The order of `changes` is of no matter.
    """
    by_repository: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_repository[change.repository].append(change)
    found: list[Group] = []
    done = 0
    for repository in sorted(by_repository):
        ours = sorted(by_repository.pop(repository), key=_place)
        found += _group_repository(ours, said, settled or {})
        done += len(ours)
        if reached:
            reached(done)
    return found


def _place(change: Change) -> tuple[bool, int, str, str]:
    return change.date is None, change.date.toordinal() if change.date else 0, change.external_id, change.source


def _group_repository(ours: list[Change], said: Said, settled: Mapping[str, str]) -> list[Group]:
    clusters = Clusters(len(ours), sides_of(ours, said))
    for items in keyed_together(ours, said, settled):
        clusters.unite(items)
    for item, change in enumerate(ours):
        if change.external_id in settled:
            clusters.settle(item)
    edges = list(_edges(ours))
    clusters.connect(edges)
    clusters.join(CUT, CUT + SETTLED_GAIN)
    return groups_of(ours, clusters, edges, CUT, settled)


def _edges(ours: list[Change]) -> Iterator[Edge]:
    """Pairs with their likeness, the 50 strongest towards earlier changes for each change."""
    vectors = _Vectors(ours)
    blocks = _Blocks(ours, vectors)
    for item, change in enumerate(ours):
        if change.date is None:
            break  # what has no date stands last, and only a key can join it
        near = blocks.before(item)
        if len(near):
            yield from vectors.alike(item, near)
        blocks.add(item)


class _Vectors:
    """One row a change: the words and the places in one space, scaled so that a product of rows is the whole mix."""

    def __init__(self, ours: Sequence[Change]) -> None:
        self.days = np.array([change.date.toordinal() if change.date else 0 for change in ours], dtype=np.int64)
        hands: dict[str, int] = {}
        self.authors = [
            frozenset(hands.setdefault(one.handle, len(hands)) for one in (change.author, *change.co_authors) if one)
            for change in ours
        ]
        self.reviewers = [
            frozenset(hands.setdefault(one.handle, len(hands)) for one in change.reviewers) for change in ours
        ]
        self._alone = np.array([min(one) if len(one) == 1 else -1 for one in self.authors], dtype=np.int64)
        self._plain = [not reviewers for reviewers in self.reviewers]
        vocabulary = Vocabulary()
        words = _weighted([vocabulary.words_in(change) for change in ours], WORDS)
        places = _weighted([vocabulary.places_in(change) for change in ours], PLACES)
        self.tokens, self.weights, self.frequencies = _beside(words, places)
        self._at = np.zeros(len(self.frequencies), dtype=np.float32)
        self._lengths = np.array([len(one) for one in self.tokens], dtype=np.int64)

    def alike(self, item: int, near: NDArray[np.int64]) -> Iterator[Edge]:
        scratch, tokens = self._at, self.tokens[item]
        scratch[tokens] = self.weights[item]
        lengths = self._lengths[near]
        both = np.concatenate([self.tokens[one] for one in near])
        products = scratch[both] * np.concatenate([self.weights[one] for one in near])
        ends = np.cumsum(lengths)
        totals = np.concatenate(([0.0], np.cumsum(products, dtype=np.float64)))
        shared = totals[ends] - totals[ends - lengths]
        scratch[tokens] = 0
        likeness = (GROUND + shared) / (1 + (self.days[item] - self.days[near]) / DAYS) * self._people(item, near)
        if len(near) > NEIGHBOURS:
            best = np.lexsort((near, -likeness))[:NEIGHBOURS]
            near, likeness = near[best], likeness[best]
        yield from zip([item] * len(near), near.tolist(), likeness.tolist(), strict=True)

    def _people(self, item: int, near: NDArray[np.int64]) -> NDArray[np.float64]:
        ours, reviewed = self.authors[item], self.reviewers[item]
        return np.array(
            [
                STRANGERS
                + (1 - STRANGERS)
                * (
                    1.0
                    if ours & self.authors[one]
                    else 0.5
                    if reviewed & self.authors[one] or ours & self.reviewers[one]
                    else 0.0
                )
                for one in near.tolist()
            ]
        )


class _Blocks:
    """What may be worth a look: the latest changes of the same people, and of the same rare words and places."""

    def __init__(self, ours: Sequence[Change], vectors: _Vectors) -> None:
        self._vectors = vectors
        self._of_person: dict[int, list[int]] = defaultdict(list)
        self._of_token: dict[int, list[int]] = defaultdict(list)
        rare = (vectors.frequencies > 1) & (vectors.frequencies <= RARE)
        self._rare = [tokens[rare[tokens]].tolist() for tokens in vectors.tokens]

    def before(self, item: int) -> NDArray[np.int64]:
        days = self._vectors.days
        oldest = days[item] - WINDOW_DAYS
        found: set[int] = set()
        for person in self._vectors.authors[item]:
            found.update(self._of_person[person][-LATEST_OF_A_PERSON:])
        for token in self._rare[item]:
            found.update(self._of_token[token][-LATEST_OF_A_RARE:])
        near: NDArray[np.int64] = np.array(sorted(found), dtype=np.int64)
        recent: NDArray[np.int64] = near[days[near] >= oldest]
        return recent

    def add(self, item: int) -> None:
        for person in self._vectors.authors[item]:
            self._of_person[person].append(item)
        for token in self._rare[item]:
            self._of_token[token].append(item)


Rows = tuple[list[NDArray[np.int64]], list[NDArray[np.float32]], NDArray[np.int64]]


def _weighted(counts: Sequence[Mapping[int, int]], share: float) -> Rows:
    """Rows of numbers and weights with a squared length of `share`, and in how many rows each number stands."""
    lengths = np.array([len(one) for one in counts], dtype=np.int64)
    total = int(lengths.sum())
    numbers = np.fromiter((number for one in counts for number in one), dtype=np.int64, count=total)
    times = np.fromiter((count for one in counts for count in one.values()), dtype=np.float64, count=total)
    frequencies = np.bincount(numbers) if total else np.zeros(0, dtype=np.int64)
    rarity = np.log((1 + len(counts)) / (1 + frequencies)) + 1
    weights = (1 + np.log(times)) * rarity[numbers]
    ends = np.cumsum(lengths)
    squares = np.concatenate(([0.0], np.cumsum(weights**2)))
    norms = np.sqrt(np.maximum(squares[ends] - squares[ends - lengths], 1e-12) / share)
    weights = (weights / np.repeat(norms, lengths)).astype(np.float32)
    bounds = [0, *ends.tolist()]
    return (
        [numbers[start:end] for start, end in pairwise(bounds)],
        [weights[start:end] for start, end in pairwise(bounds)],
        frequencies,
    )


def _beside(words: Rows, places: Rows) -> Rows:
    shift = len(words[2])
    return (
        [np.concatenate((one, other + shift)) for one, other in zip(words[0], places[0], strict=True)],
        [np.concatenate((one, other)) for one, other in zip(words[1], places[1], strict=True)],
        np.concatenate((words[2], places[2])),
    )
