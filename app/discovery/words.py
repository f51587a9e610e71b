"""Words of a title, a text or a path: camel case taken apart, lower case, and the stem of each."""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+(?:'[a-z]+)?|\d[\d.]*|[^\W\d_A-Za-z]+")
# Tried in this order, so that "optimization", "optimised" and "optimizing" meet in "optim". An "optimizer" is a thing
# and stays apart.
_ENDINGS = (
    *("ization", "isation", "izing", "ising", "ized", "ised", "izes", "ises", "ize", "ise", "ations", "ation"),
    *("ings", "ing", "edly", "ers", "ies", "ied", "ed", "es", "er", "ly", "s", "e", "y"),
)
_SHORTEST_STEM = 3
_SHORTEST_CUT = 5
NUMBER = "0"


def words_of(text: str) -> list[str]:
    """In their order, lower case; a number is one word."""
    return [word.lower() for word in _WORD.findall(text)]


def stems_of(text: str) -> list[str]:
    """The stems of the words in their order; each number is "0"."""
    return [stem_of(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=1 << 16)
def stem_of(word: str) -> str:
    """Rough on purpose: one table for every word, and no word is shorter than three letters after it."""
    word = word.lower()
    if not word[0].isalpha():
        return NUMBER
    if len(word) < _SHORTEST_CUT:
        return word[:-1] if len(word) > _SHORTEST_STEM and word.endswith("s") and not word.endswith("ss") else word
    if word.endswith("eed"):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
