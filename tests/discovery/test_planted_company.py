"""Slow fixes that nobody nominated are found among much other work, by the shipped model, without a setting."""

from collections import Counter
from random import Random

from app.discovery.efforts import group
from app.discovery.naming import Names
from app.discovery.slow_fix import found_effort
from app.discovery.tagger import tag_change
from app.domain.candidate import place_of
from app.domain.effort import FoundEffort
from app.domain.sighting import Change
from tests.discovery.planted import other_work, slow_fix, thunderdome


def found_in(changes: list[Change]) -> list[FoundEffort]:
    tagged = {one.external_id: tag_change(one) for one in changes}
    names = Names(changes)
    found = (found_effort(one, tagged, names=names) for one in group(changes))
    return [one for one in found if one is not None]


def candidates(found: list[FoundEffort]) -> list[FoundEffort]:
    """As the list at /candidates stands."""
    open_ = [one for one in found if one.is_slow_fix and one.word]
    return sorted(
        open_,
        key=lambda one: (place_of(is_linked=False, active_days=one.active_days, share=one.share, reach=1), one.key),
    )


def test_of_ten_planted_slow_fixes_eight_are_among_the_first_twenty() -> None:
    rng = Random(2026)
    planted = [change for number in range(10) for change in slow_fix(number, rng)]
    first = candidates(found_in(planted + list(other_work(1_000, rng))))[:20]
    whole = Counter(effort_of(one.external_id) for one in planted)
    assert sum(any(is_nearly(one, name, size) for one in first) for name, size in whole.items()) >= 8


def is_nearly(found: FoundEffort, name: str, size: int) -> bool:
    """Holds four fifths of the planted effort, and little else."""
    ours = sum(effort_of(change) == name for change in found.changes)
    return ours >= 0.8 * size and ours >= 0.8 * len(found.changes)


def effort_of(change: str) -> str:
    return change.rsplit("-", 1)[0]


def test_the_database_repair_is_found_whole_and_named_after_the_database() -> None:
    repair, others = thunderdome(Random(9))
    assert (len(repair), len(others)) == (23, 400)
    best = max(found_in(repair + others), key=lambda one: sum(name.startswith("repair-") for name in one.changes))
    assert sum(name.startswith("repair-") for name in best.changes) >= 22
    assert len(best.changes) <= 24
    assert best.is_slow_fix
    assert best.word
    assert "database" in best.name
    assert best.people[0] == ("erik", "led")
