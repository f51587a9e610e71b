"""What repositories call their work: factors for the types, from what their own people declare."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from app.discovery.model import TYPES
from app.discovery.tagger import Prior, prior_of, tag_change
from app.domain.sighting import Change, ChangeType

MOST_DECLARED = 2_000  # of one repository: more would not change its shares


def priors_of(changes: Iterable[Change]) -> dict[str, Prior]:
    """Repository -> factors for the types (see `prior_of`); none where its people declare too little."""
    declared: dict[str, Counter[ChangeType]] = defaultdict(Counter)
    expected: dict[str, list[float]] = {}
    for change in changes:
        here = declared[change.repository]
        if change.declared_type is None or here.total() >= MOST_DECLARED:
            continue
        here[change.declared_type] += 1
        chances = tag_change(replace(change, declared_type=None)).probabilities
        sums = expected.setdefault(change.repository, [0.0] * len(TYPES))
        for place, chance in enumerate(chances):
            sums[place] += chance
    found = {name: prior_of(declared[name], sums) for name, sums in expected.items()}
    return {name: prior for name, prior in found.items() if prior is not None}
