"""Average linkage over a sparse graph, by chains of nearest neighbours (Benzecri 1982; Murtagh 1983).

A pair that is not in the graph counts as not alike at all, so the mean over all pairs of two clusters is the sum of the
edges between them over the product of their sizes. A merge never makes a third cluster more alike than the better of
its parts was: that is what lets a chain merge two mutual nearest neighbours at once, without a heap of all pairs.
"""

from collections.abc import Iterable, Mapping, Sequence


class Clusters:
    """Items 0..n-1 in clusters. The name of a cluster is one of its items, whichever is cheapest to keep.

    `sides` holds what may not come together: for each item the numbers of the splits that it stands in, with its side.
    Clusters that were settled by an earlier run are joined with each other only from a higher likeness on.
    """

    def __init__(self, count: int, sides: Mapping[int, Mapping[int, int]] | None = None) -> None:
        self.members: dict[int, list[int]] = {item: [item] for item in range(count)}
        self.cluster_of = list(range(count))
        self._first = list(range(count))
        self._size = [1] * count
        self._sums: list[dict[int, float]] = [{} for _ in range(count)]
        self._sides: dict[int, dict[int, int]] = {item: dict(held) for item, held in (sides or {}).items()}
        self._settled: set[int] = set()

    def settle(self, item: int) -> None:
        self._settled.add(self.cluster_of[item])

    def unite(self, items: Sequence[int]) -> None:
        """Must-link, unless a person has split them."""
        for item in items[1:]:
            one, other = self.cluster_of[items[0]], self.cluster_of[item]
            if one != other and self._may_join(one, other):
                self._merge(one, other)

    def connect(self, edges: Iterable[tuple[int, int, float]]) -> None:
        """Likeness above 0 of two items; each pair at most once."""
        cluster_of, sums = self.cluster_of, self._sums
        for one, other, likeness in edges:
            a, b = cluster_of[one], cluster_of[other]
            if a != b:
                sums[a][b] = sums[b][a] = sums[a].get(b, 0.0) + likeness

    def join(self, cut: float, settled_cut: float) -> None:
        """Joins clusters down to a mean likeness of `cut`; ties go to the earliest items."""
        for start in sorted(self.members):
            chain = [start] if start in self.members else []
            while chain:
                nearest = self._nearest(chain[-1], chain[-2] if len(chain) > 1 else None, cut, settled_cut)
                if nearest is None:
                    chain.pop()
                elif len(chain) > 1 and nearest == chain[-2]:
                    merged = self._merge(chain.pop(), chain.pop())
                    if not chain:
                        chain.append(merged)
                else:
                    chain.append(nearest)

    def _nearest(self, a: int, before: int | None, cut: float, settled_cut: float) -> int | None:
        """The most alike cluster that may be joined. The one that led here wins a tie, so a chain comes to its end."""
        size, first = self._size, self._first
        found, best = (before, self._sums[a][before] / size[before]) if before is not None else (None, cut * size[a])
        guarded = a in self._settled or a in self._sides
        for other, total in self._sums[a].items():
            mean = total / size[other]
            if mean < best or other == before:
                continue
            if mean == best and found is not None and (found == before or first[found] < first[other]):
                continue
            if not guarded or self._may_join(a, other, mean / size[a], settled_cut):
                found, best = other, mean
        return found

    def _may_join(self, a: int, b: int, likeness: float = 1.0, settled_cut: float = 0.0) -> bool:
        if likeness <= settled_cut and a in self._settled and b in self._settled:
            return False
        ours, theirs = self._sides.get(a), self._sides.get(b)
        if not ours or not theirs:
            return True
        return all(theirs.get(split, side) == side for split, side in ours.items())

    def _merge(self, a: int, b: int) -> int:
        """Costs as much as the smaller neighbourhood."""
        kept, gone = (a, b) if (len(self._sums[a]), -a) > (len(self._sums[b]), -b) else (b, a)
        moved = self.members.pop(gone)
        self.members[kept].extend(moved)
        self._first[kept] = min(self._first[kept], self._first[gone])
        self._size[kept] += self._size[gone]
        for item in moved:
            self.cluster_of[item] = kept
        ours = self._sums[kept]
        ours.pop(gone, None)
        for other, total in self._sums[gone].items():
            if other != kept:
                theirs = self._sums[other]
                del theirs[gone]
                theirs[kept] = ours[other] = ours.get(other, 0.0) + total
        self._sums[gone] = {}
        if gone in self._sides:
            self._sides.setdefault(kept, {}).update(self._sides.pop(gone))
        if gone in self._settled:
            self._settled.add(kept)
        return kept
