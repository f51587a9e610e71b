"""What joins changes besides likeness: keys that tools give, and what people said; and the groups that come out."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.discovery.linkage import Clusters
from app.domain.sighting import Change

MOST_OF_A_KEY = 60  # a key that more changes name is an umbrella, or a mistake
MOST_KEYS = 3  # a change that names more is a summary of others
TRUNKS = frozenset("main master trunk develop dev development head".split())


@dataclass(frozen=True, slots=True)
class Said:
    """What people said, in external ids. A split has an earlier and a later part, and is stronger than any join."""

    joins: tuple[tuple[str, ...], ...] = ()
    splits: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Changes that are one effort, oldest first.

    `key` is made from the earliest change and kept while the effort grows; `keys_before` are keys of efforts that went
    into this one. `cohesion` (0 to 1) is the share of its pairs that are alike enough by themselves; `loosest` is the
    change that is least like the rest, with the mean likeness, and `cut` what was needed.
    """

    key: str
    changes: tuple[Change, ...]
    cohesion: float = 1.0
    loosest: tuple[str, float] | None = None
    cut: float = 0.0
    keys_before: tuple[str, ...] = ()


def effort_key(change: Change) -> str:
    text = f"{change.repository}\n{change.source}\n{change.external_id}"
    return "e-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def keyed_together(ours: Sequence[Change], said: Said, settled: Mapping[str, str]) -> Iterator[list[int]]:
    """Must-link: what people joined, what stood together before, and what a branch, an issue or an epic joins."""
    at = {change.external_id: item for item, change in enumerate(ours)}
    for joined in said.joins:
        yield [at[one] for one in joined if one in at]
    standing: dict[str, list[int]] = defaultdict(list)
    keyed: dict[str, list[int]] = defaultdict(list)
    for item, change in enumerate(ours):
        if change.external_id in settled:
            standing[settled[change.external_id]].append(item)
        for key in shared_keys(change):
            keyed[key].append(item)
    yield from standing.values()
    yield from (items for items in keyed.values() if len(items) <= MOST_OF_A_KEY)


def sides_of(ours: Sequence[Change], said: Said) -> dict[int, dict[int, int]]:
    """Cannot-link: for each change the numbers of the splits that it stands in, and on which side."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for item, change in enumerate(ours):
        for number, parts in enumerate(said.splits):
            for side, part in enumerate(parts):
                if change.external_id in part:
                    found[item][number] = side
    return found


def groups_of(
    ours: Sequence[Change],
    clusters: Clusters,
    edges: Iterable[tuple[int, int, float]],
    cut: float,
    settled: Mapping[str, str],
) -> list[Group]:
    alike: Counter[int] = Counter()
    mean: dict[int, float] = defaultdict(float)
    for one, other, likeness in edges:
        if clusters.cluster_of[one] == clusters.cluster_of[other]:
            alike[clusters.cluster_of[one]] += likeness >= cut
            mean[one] += likeness
            mean[other] += likeness
    groups = []
    for cluster, members in clusters.members.items():
        members.sort()
        size = len(members)
        key, before = _key(ours, members, settled)
        last = min(members, key=lambda item: (mean[item], item))
        groups.append(
            Group(
                key=key,
                changes=tuple(ours[item] for item in members),
                cohesion=alike[cluster] / (size * (size - 1) / 2) if size > 1 else 1.0,
                loosest=(ours[last].external_id, mean[last] / (size - 1)) if size > 1 else None,
                cut=cut,
                keys_before=before,
            )
        )
    return sorted(
        groups, key=lambda one: (one.changes[0].date is None, str(one.changes[0].date), one.changes[0].external_id)
    )


def _key(ours: Sequence[Change], members: Sequence[int], settled: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The bigger of the earlier efforts gives its key, the earlier one where they are alike; the others redirect."""
    before = Counter(settled[ours[item].external_id] for item in members if ours[item].external_id in settled)
    if not before:
        return effort_key(ours[members[0]]), ()
    ranked = [key for key, _ in before.most_common()]  # of equal size: the one met first, so the earlier
    return ranked[0], tuple(sorted(ranked[1:]))


def shared_keys(change: Change) -> Iterator[str]:
    if change.branch and change.branch.lower() not in TRUNKS:
        yield f"the branch {change.branch}"
    if len(change.references) <= MOST_KEYS:
        yield from (reference for reference in change.references)
