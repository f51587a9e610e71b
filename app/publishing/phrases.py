"""Small parts of sentences: names joined, titles that fit into a sentence, numbers of times."""

from collections.abc import Collection, Mapping, Sequence

from app.domain import Role

MOST_NAMES = 4
SUPPORT_WORDS: Mapping[str, str] = {Role.HELPED: "helped with", Role.REVIEWED: "reviewed", Role.ADVISED: "advised on"}
_STRONG_VERBS = frozenset(
    "brought built caught cut found gave held kept led made put ran rebuilt rewrote set shut stood took wrote".split()
)


def and_names(names: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"; a long list ends with "others", never with a count."""
    shown = list(names) if len(names) <= MOST_NAMES else [*names[: MOST_NAMES - 1], "others"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def possessive(names: Sequence[str]) -> str:
    """ "Hana Sato's and Jun Park's"."""
    shown = list(names) if len(names) <= MOST_NAMES else [*names[: MOST_NAMES - 1], "others"]
    return and_names([f"{name}'" if name == "others" else f"{name}'s" for name in shown])


def first_name(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else name


def without_stop(text: str) -> str:
    return text.strip().rstrip(".").rstrip()


def lower_first(text: str, kept: Collection[str] = ()) -> str:
    """Ready for the middle of a sentence. Names, acronyms and words with a capital inside keep theirs."""
    word = text.split(" ", 1)[0]
    if word in kept or word.removesuffix("'s") in kept or not word[1:].islower():
        return text
    return text[:1].lower() + text[1:]


def is_done_to(title: str) -> bool:
    """Begins with what was done: "Restored logins in 38 minutes"."""
    word = title.split(" ", 1)[0].lower()
    return word.isascii() and (word in _STRONG_VERBS or (word.endswith("ed") and len(word) > 4))


def is_noun_phrase(title: str) -> bool:
    """Short enough to be the name of a thing: "Deploy runbook". A guess, so only where nothing speaks against it."""
    words = title.split()
    if not 1 < len(words) <= 3 or not title.isascii() or is_done_to(title):
        return False
    first = words[0].lower()
    return first not in {"the", "a", "an"} and not first.endswith(("s", "ing")) and all(one.isalpha() for one in words)


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
