"""The reporting tree as pure arithmetic: from parent pointers to its closure."""

from collections.abc import Iterator, Mapping

from app.domain.person import DEEPEST_TREE
from app.kit.errors import Code, Conflict, Invalid


def lines_of(parents: Mapping[str, str | None]) -> Iterator[tuple[str, str, int]]:
    """(above, below, distance) for every pair, oneself at distance 0, from person -> manager.

    Raises Conflict (org_cycle) for a circle and Invalid (tree_too_deep) for a chain that is too long.
    """
    for person_id in parents:
        above: str | None = person_id
        distance = 0
        while above is not None:
            if distance >= DEEPEST_TREE:
                raise _trouble(person_id, parents)
            yield above, person_id, distance
            above, distance = parents.get(above), distance + 1


def too_deep() -> Invalid:
    return Invalid.one("manager", Code.TREE_TOO_DEEP, f"A reporting tree can be {DEEPEST_TREE} levels deep.")


def cycle() -> Conflict:
    return Conflict(Code.ORG_CYCLE, "This would make somebody their own manager, directly or through others.")


def _trouble(start: str, parents: Mapping[str, str | None]) -> Conflict | Invalid:
    """A chain that does not end is a circle; one that ends was only too long."""
    seen: set[str] = set()
    above: str | None = start
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return too_deep() if above is None else cycle()
