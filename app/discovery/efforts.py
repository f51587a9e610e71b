"""Which changes are one effort. The only module of the room with numpy; the worker and the terminal alone import it.

Likeness of two changes, 0 where they are more than 60 days apart:

    (0.03 + 0.6 * cosine of words + 0.4 * cosine of places) / (1 + days / 20) * (0.4 + 0.6 * people)

Words and places are TF-IDF vectors (Salton and Buckley 1988, sublinear counts). `people` is 1 when an author or
co-author is shared, 0.5 when a reviewer of one is an author of the other. Pairs are looked at only inside blocks (a
person's latest changes, a rare word or place), at most 30 a change, and clusters are joined by average linkage
(linkage.py) down to a mean of 0.035. docs/discovery.md says how the constants were chosen.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.discovery.linkage import Clusters
from app.discovery.links import NOTHING_SAID, Group, Said, groups_of, keyed_together, sides_of
from app.discovery.vocabulary import Vocabulary
from app.domain.sighting import Change

WORDS, PLACES = 0.6, 0.4
RARITY_POWER = 1.5
GROUND = 0.03
DAYS = 20.0
STRANGERS = 0.4
WINDOW_DAYS = 60
CUT = 0.035
SETTLED_GAIN = 0.1

LATEST_OF_A_PERSON = 100
RARE = 40
LATEST_OF_A_RARE = 10
NEIGHBOURS = 30
AT_ONCE = 50_000

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
    edges = _edges(ours)
    clusters.connect(edges)
    clusters.join(CUT, CUT + SETTLED_GAIN)
    return groups_of(ours, clusters, edges, CUT, settled)


class _Edges:
    """Pairs with their likeness. Kept in arrays: a list of them would take ten times the memory."""

    def __init__(self, found: Sequence[tuple[int, NDArray[np.int32], NDArray[np.float32]]]) -> None:
        self._items = np.repeat([item for item, _, _ in found], [len(near) for _, near, _ in found]).astype(np.int32)
        self._near = np.concatenate([near for _, near, _ in found]) if found else np.zeros(0, dtype=np.int32)
        self._likeness = np.concatenate([one for _, _, one in found]) if found else np.zeros(0, dtype=np.float32)

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        for start in range(0, len(self._items), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            yield from zip(
                self._items[part].tolist(), self._near[part].tolist(), self._likeness[part].tolist(), strict=True
            )


def _edges(ours: list[Change]) -> _Edges:
    """For each change its strongest pairs with earlier ones."""
    vectors = _Vectors(ours)
    blocks = _Blocks(vectors)
    found = []
    for item, change in enumerate(ours):
        if change.date is None:
            break  # what has no date stands last, and only a key can join it
        near = blocks.before(item)
        if len(near):
            found.append((item, *vectors.alike(item, near)))
        blocks.add(item)
    return _Edges(found)


class _Vectors:
    """One row a change: the words and the places in one space, scaled so that a product of rows is the whole mix."""

    def __init__(self, ours: Sequence[Change]) -> None:
        self.days = np.array([change.date.toordinal() if change.date else 0 for change in ours], dtype=np.int64)
        self.people = _People(ours)
        vocabulary = Vocabulary()
        words = _weighted([vocabulary.words_in(change) for change in ours], WORDS)
        places = _weighted([vocabulary.places_in(change) for change in ours], PLACES)
        self.rows = _beside(words, places)
        self._scratch = np.zeros(len(self.rows.held_by), dtype=np.float32)

    def alike(self, item: int, near: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The strongest of the given earlier changes, and how alike each is."""
        rows, scratch = self.rows, self._scratch
        own = slice(rows.starts[item], rows.starts[item + 1])
        scratch[rows.numbers[own]] = rows.weights[own]
        starts = rows.starts[near]
        lengths = rows.starts[near + 1] - starts
        ends = np.cumsum(lengths)
        at = np.arange(ends[-1]) + np.repeat(starts - ends + lengths, lengths)
        totals = np.zeros(len(at) + 1)
        np.cumsum(scratch[rows.numbers[at]] * rows.weights[at], dtype=np.float64, out=totals[1:])
        scratch[rows.numbers[own]] = 0
        shared = totals[ends] - totals[ends - lengths]
        near_in_time = 1 + (self.days[item] - self.days[near]) / DAYS
        likeness = (GROUND + shared) / near_in_time * self.people.factor(item, near)
        if len(near) > NEIGHBOURS:
            best = np.lexsort((near, -likeness))[:NEIGHBOURS]
            near, likeness = near[best], likeness[best]
        return near.astype(np.int32), likeness.astype(np.float32)


class _People:
    """1 where an author or co-author is shared, 0.5 where one reviewed the other, else 0; as a factor of likeness."""

    def __init__(self, ours: Sequence[Change]) -> None:
        hands: dict[str, int] = {}
        self.authors = [
            frozenset(hands.setdefault(one.handle, len(hands)) for one in (change.author, *change.co_authors) if one)
            for change in ours
        ]
        self._reviewers = [
            frozenset(hands.setdefault(one.handle, len(hands)) for one in change.reviewers) for change in ours
        ]
        plain = [
            next(iter(authors)) if len(authors) == 1 and not reviewers else -1
            for authors, reviewers in zip(self.authors, self._reviewers, strict=True)
        ]
        self._plain = np.array(plain, dtype=np.int64)

    def factor(self, item: int, near: NDArray[np.int64]) -> NDArray[np.float64]:
        plain = self._plain[near]
        found = np.where(plain == self._plain[item], 1.0, STRANGERS)
        unclear = np.arange(len(near)) if self._plain[item] < 0 else np.flatnonzero(plain < 0)
        for at in unclear.tolist():
            found[at] = STRANGERS + (1 - STRANGERS) * self._shared(item, int(near[at]))
        return found

    def _shared(self, one: int, other: int) -> float:
        if self.authors[one] & self.authors[other]:
            return 1.0
        return 0.5 if self.authors[one] & self._reviewers[other] or self.authors[other] & self._reviewers[one] else 0.0


class _Blocks:
    """What may be worth a look: the latest changes of the same people, and of the same rare words and places."""

    def __init__(self, vectors: _Vectors) -> None:
        rows = vectors.rows
        self._days = vectors.days
        self._people = vectors.people.authors
        self._of_person: dict[int, list[int]] = defaultdict(list)
        self._of_rare: dict[int, list[int]] = defaultdict(list)
        is_rare = (rows.held_by[rows.numbers] > 1) & (rows.held_by[rows.numbers] <= RARE)
        kept = np.concatenate(([0], np.cumsum(is_rare)))[rows.starts]
        self._rare = np.split(rows.numbers[is_rare], kept[1:-1])

    def before(self, item: int) -> NDArray[np.int64]:
        """Earlier changes of the last 60 days."""
        oldest = self._days[item] - WINDOW_DAYS
        found: set[int] = set()
        for person in self._people[item]:
            found.update(self._of_person[person][-LATEST_OF_A_PERSON:])
        for number in self._rare[item].tolist():
            found.update(self._of_rare[number][-LATEST_OF_A_RARE:])
        near: NDArray[np.int64] = np.array(sorted(found), dtype=np.int64)
        return near[int(np.searchsorted(self._days[near], oldest)) :]

    def add(self, item: int) -> None:
        for person in self._people[item]:
            self._of_person[person].append(item)
        for number in self._rare[item].tolist():
            self._of_rare[number].append(item)


class _Rows(NamedTuple):
    """Sparse rows one after the other: row i is `starts[i]` to `starts[i + 1]`. `held_by`: rows that hold a number."""

    starts: NDArray[np.int64]
    numbers: NDArray[np.int64]
    weights: NDArray[np.float32]
    held_by: NDArray[np.int64]


def _weighted(counts: Sequence[Mapping[int, int]], share: float) -> _Rows:
    """TF-IDF rows with a squared length of `share`."""
    starts = np.concatenate(([0], np.cumsum([len(one) for one in counts], dtype=np.int64)))
    total = int(starts[-1])
    numbers = np.fromiter((number for one in counts for number in one), dtype=np.int64, count=total)
    times = np.fromiter((count for one in counts for count in one.values()), dtype=np.float64, count=total)
    held_by = np.bincount(numbers) if total else np.zeros(0, dtype=np.int64)
    rarity = (np.log((1 + len(counts)) / (1 + held_by)) + 1) ** RARITY_POWER
    weights = (1 + np.log(times)) * rarity[numbers]
    squares = np.concatenate(([0.0], np.cumsum(weights**2)))[starts]
    norms = np.sqrt(np.maximum(np.diff(squares), 1e-12) / share)
    return _Rows(starts, numbers, (weights / np.repeat(norms, np.diff(starts))).astype(np.float32), held_by)


def _beside(one: _Rows, other: _Rows) -> _Rows:
    """The rows of both in one space, those of `one` first."""
    order = np.argsort(np.concatenate((_row_of_each(one), _row_of_each(other))), kind="stable")
    numbers = np.concatenate((one.numbers, other.numbers + len(one.held_by)))[order]
    weights = np.concatenate((one.weights, other.weights))[order]
    return _Rows(one.starts + other.starts, numbers, weights, np.concatenate((one.held_by, other.held_by)))


def _row_of_each(rows: _Rows) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(rows.starts) - 1), np.diff(rows.starts))
