"""What grouping reads of a change: the words of its title, text and file names, and the places that it touches."""

import re
from collections import Counter
from collections.abc import Iterator

from app.domain.sighting import Change

READ_CHARACTERS = 300
READ_FILES = 20
SHORTEST_WORD = 3
NEAR_FOLDERS = 2

_RUN = re.compile(r"[^\W_]+")
_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[^\W\dA-Za-z_]+")
_ENDINGS = ("ing", "ed", "es", "s")
# The closed words of English: articles, pronouns, prepositions, auxiliaries and the like.
_CLOSED = frozenset(
    """
    about above across after again against all almost alone along already also although always among and another
    any anyone anything are around because been before behind being below between both but can cannot could does
    doing done down during each either else enough etc even ever every everyone everything few for from further
    get give had has have having her here hers him his how however into its itself just keep last least less
    made make many may might mine more most much must myself neither never nevertheless next nobody none nor not
    nothing now off often once one only onto other others otherwise our ours out over own per perhaps please put
    rather same see seem several she should show since some someone something still such take than that the
    their theirs them then there therefore these they this those though through thus together too toward towards
    two under until upon very via was well were what whatever when where whether which while who whole whom
    whose why will with within without would yet you your yours
    """.split()
)


def words_of(text: str) -> Iterator[str]:
    """Words of three letters or more without English function words and plural or verb endings, in lower case.

    A name such as `queryPlanner` gives its parts and itself.
    """
    return (stem for stem, _ in stems_of(text))


def stems_of(text: str) -> Iterator[tuple[str, str]]:
    """Each word of `words_of` with the form that was written."""
    for run in _RUN.findall(text):
        parts = [part.lower() for part in _PART.findall(run)]
        if len(parts) > 1 and len(run) >= SHORTEST_WORD:
            parts.append(run.lower())
        for part in parts:
            if len(part) >= SHORTEST_WORD and part not in _CLOSED:
                yield _stem(part), part


def near_places(path: str) -> list[str]:
    """The path itself and the two folders nearest to it: what stands above them is shared by too much."""
    found = [path]
    at = len(path)
    for _ in range(NEAR_FOLDERS):
        at = path.rfind("/", 0, at)
        if at < 0:
            break
        found.append(path[:at])
    return found


def places_of(path: str) -> list[str]:
    """The path itself, then each folder above it, the nearest last."""
    found = [path]
    at = path.find("/")
    while at >= 0:
        found.append(path[:at])
        at = path.find("/", at + 1)
    return found


class Vocabulary:
    """Numbers for words and places. What a run of letters or a path holds is remembered: both come again and again."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self._runs: dict[str, tuple[int, ...]] = {}
        self._paths: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def words_in(self, change: Change) -> Counter[int]:
        head = f"{change.title} {change.declared_scope or ''} {change.text[:READ_CHARACTERS]}"
        found = self._words(head)
        for file in change.files[:READ_FILES]:
            found += self._path(file.path)[0]
        return Counter(found)

    def places_in(self, change: Change) -> Counter[int]:
        return Counter([place for file in change.files[:READ_FILES] for place in self._path(file.path)[1]])

    def _words(self, text: str) -> list[int]:
        found: list[int] = []
        known, runs = self.words, self._runs
        for run in _RUN.findall(text):
            numbers = runs.get(run)
            if numbers is None:
                numbers = runs[run] = tuple(known.setdefault(word, len(known)) for word in words_of(run))
            found += numbers
        return found

    def _path(self, path: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        if path not in self._paths:
            places = self.places
            name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
            numbers = tuple(places.setdefault(place, len(places)) for place in near_places(path))
            self._paths[path] = tuple(self._words(name)), numbers
        return self._paths[path]


def _stem(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("ss"):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_WORD:
            return word[: -len(ending)]
    return word
