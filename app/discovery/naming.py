"""What an effort is called: its two most telling shared words, and the deepest place that most of its changes touch."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log

from app.discovery.vocabulary import places_of, stems_of, words_of
from app.domain.sighting import Change

WORDS_IN_A_NAME = 2
SHARE_OF_A_PLACE = 0.6
LONGEST_NAME = 200
_RECORDS = re.compile(r"(?i)(^|/)(change(s|log)|history|news|releases?|release[-_]notes)\b")
_NUMBERED = re.compile(r"[0-9]|^(issue|ref|user|revert|merge|branch|pull|request)$")


class Names:
    """Knows how usual each word is in the titles of one repository, so that a name says what is special."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._in: Counter[str] = Counter()
        self._titles = 0
        for change in changes:
            self._titles += 1
            self._in.update(set(words_of(change.title)))

    def name_of(self, changes: Sequence[Change]) -> str:
        """Such as "query planner, src/db". The first title where neither a word nor a place is shared."""
        words = " ".join(self.telling_words(changes, WORDS_IN_A_NAME))
        place = common_place(changes)
        found = ", ".join(part for part in (words, place) if part)
        return (found or next((change.title for change in changes if change.title), "work without a title"))[
            :LONGEST_NAME
        ]

    def telling_words(self, changes: Sequence[Change], most: int) -> list[str]:
        """Words that two changes or more share, weighted by how many do and how rare they are elsewhere, as written."""
        held: Counter[str] = Counter()
        written: dict[str, Counter[str]] = {}
        places: dict[str, list[float]] = {}
        for change in changes:
            met: set[str] = set()
            for at, (stem, word) in enumerate(_words(change)):
                written.setdefault(stem, Counter())[word] += 1
                if stem not in met:
                    met.add(stem)
                    places.setdefault(stem, []).append(at)
            held.update(met)
        weights = {
            stem: count * log((2 + self._titles) / (1 + self._in[stem]))
            for stem, count in held.items()
            if count > 1 and not _NUMBERED.search(stem)
        }
        best: list[str] = []
        for stem in sorted(weights, key=lambda stem: (-weights[stem], -len(stem), stem)):
            if len(best) < most and not any(stem in other or other in stem for other in best):
                best.append(stem)
        best.sort(key=lambda stem: (sum(places[stem]) / len(places[stem]), stem))  # as they follow each other in titles
        return [min(written[stem], key=lambda word: (-written[stem][word], len(word), word)) for stem in best]


def common_place(changes: Sequence[Change]) -> str:
    """The deepest path that 60 % of the changes touch; "" for none below the root. Change logs do not count."""
    touched: Counter[str] = Counter()
    for change in changes:
        paths = [file.path for file in change.files if not _RECORDS.search(file.path)]
        touched.update({place for path in paths for place in places_of(path)})
    enough = [place for place, count in touched.items() if count >= SHARE_OF_A_PLACE * len(changes)]
    return min(enough, key=lambda place: (-place.count("/"), -touched[place], place), default="")


def _words(change: Change) -> Iterator[tuple[str, str]]:
    return stems_of(change.title)
