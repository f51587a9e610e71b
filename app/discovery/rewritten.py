"""A branch that was pushed by force: which new change is an old one, so that what people said of it is kept."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping

from app.domain.sighting import Change


def replaced(gone: Iterable[Change], come: Iterable[Change], patch_ids: Mapping[str, str]) -> dict[str, str]:
    """Old id -> new id, by the same patch, or else by the same author, day and title. Each stands for one alone.

    `patch_ids` may lack any change: contents can be absent. Of several that are alike, the earlier goes to the earlier.
    """
    old, new = sorted(gone, key=_order), sorted(come, key=_order)
    pairs = _paired(old, new, lambda one: patch_ids.get(one.external_id))
    left = [one for one in old if one.external_id not in pairs]
    taken = set(pairs.values())
    return pairs | _paired(left, [one for one in new if one.external_id not in taken], _same)


def _order(change: Change) -> tuple[int, str]:
    return change.position, change.external_id


def _same(change: Change) -> Hashable:
    if change.author is None or change.date is None or not change.title:
        return None
    return change.author.handle, change.date, change.title


def _paired(old: list[Change], new: list[Change], mark: Callable[[Change], Hashable]) -> dict[str, str]:
    waiting: dict[Hashable, deque[str]] = defaultdict(deque)
    for one in new:
        if (key := mark(one)) is not None:
            waiting[key].append(one.external_id)
    pairs = {}
    for one in old:
        if (key := mark(one)) is not None and waiting.get(key):
            pairs[one.external_id] = waiting[key].popleft()
    return pairs
