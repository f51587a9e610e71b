"""What joins the changes of an effort, and which of them nearly stood apart, in words."""

from collections import Counter
from collections.abc import Iterator

from app.discovery.links import Group, shared_keys
from app.discovery.naming import Names
from app.domain.effort import Joined

MOST_WORDS = 3
MOST_KEYS = 3


def joins_of(group: Group, names: Names) -> Iterator[Joined]:
    if len(group.changes) < 2:
        return
    everything = tuple(change.external_id for change in group.changes)
    yield Joined(", ".join(_shared(group, names)), everything)
    yield from _named(group)
    if group.loosest is not None:
        change, likeness = group.loosest
        near = "just enough" if likeness < group.cut * 1.5 else "well above what is needed"
        yield Joined(f"least like the rest: {likeness:.2f} where {group.cut:.2f} is needed, {near}", (change,))


def _shared(group: Group, names: Names) -> Iterator[str]:
    hands = [{one.handle for one in (change.author, *change.co_authors) if one} for change in group.changes]
    people = set().union(*hands)
    if set.intersection(*hands):
        yield "same person"
    elif len(people) > 1:
        yield f"{len(people)} people"
    files = Counter(path for change in group.changes for path in {file.path for file in change.files})
    shared = sum(1 for count in files.values() if count > 1)
    if shared:
        yield f"{shared} shared {'file' if shared == 1 else 'files'}"
    if words := names.telling_words(group.changes, MOST_WORDS):
        yield f"{'word' if len(words) == 1 else 'words'} {', '.join(words)}"
    if not shared and not words:
        yield "close in time"


def _named(group: Group) -> Iterator[Joined]:
    named = Counter(key for change in group.changes for key in set(shared_keys(change)))
    for key, count in sorted(named.items(), key=lambda one: (-one[1], one[0]))[:MOST_KEYS]:
        if count > 1:
            yield Joined(
                f"{count} changes of {key}", tuple(one.external_id for one in group.changes if key in shared_keys(one))
            )
