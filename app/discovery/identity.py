"""Whose hand it was: one handle for the addresses of a person, as far as a history says so by itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from app.domain.sighting import LONGEST_TITLE, Change, Hand
from app.kit.text import fold

_WRITTEN = re.compile(r"^(.*?)\s*<([^<>]*)>?")
# The login stands before `@users.noreply.`, alone or behind a number with a plus or a minus.
_HIDDEN = re.compile(r"^(?:\d+[+-])?([^@]+)@(?:users\.)?noreply\.[\w.-]+$")
_BOT = re.compile(
    r"\[bot\]"
    r"|^(?:dependabot|renovate|copilot|greenkeeper|snyk-bot|mergify|bors|imgbot|depfu|pyup|allcontributors"
    r"|(?:hosted )?weblate|github[ -]actions?|gitlab[ -]ci|pre-commit[ -]ci|copybara-service|autofix-ci)$"
    r"|(?:^|[\W_])(?:ro)?bot(?:$|[\W_])"
    r"|(?-i:[a-z]Bot$)",
    re.IGNORECASE,
)


class Contact(NamedTuple):
    name: str
    address: str


def hand_of(name: str, address: str) -> Hand:
    """The hidden address of a host gives the login; any other stands in small letters; without one the name does."""
    name, address = " ".join(name.split())[:LONGEST_TITLE], address.strip().lower()[:LONGEST_TITLE]
    hidden = _HIDDEN.match(address)
    handle = hidden[1] if hidden else address or fold(name) or "unknown"
    return Hand(handle, name or handle.partition("@")[0])


def written_hand(text: str) -> Contact | None:
    """`Ada Example <ada@company.example>` as it stands in a trailer; None where no name and no address is left."""
    match = _WRITTEN.match(text)
    contact = Contact(match[1].strip(), match[2].strip()) if match else Contact(text.strip(), "")
    return contact if any(contact) else None


def is_bot(hand: Hand, bots: frozenset[str] = frozenset()) -> bool:
    """By the mark that hosts give, by a name that says so, or by the list of the installation (names or handles)."""
    return bool(_BOT.search(hand.name) or "[bot]" in hand.handle) or hand.handle in bots or hand.name in bots


def with_hands_joined(changes: Iterable[Change]) -> Iterator[Change]:
    """One handle for each full name: somebody who writes from two addresses is one person within one repository.

    A name of one word is too little to join by ("root", "alex"), and such hands stay apart. The first handle met wins,
    so the same history gives the same handles. Names are those first met with the handle.
    """
    first: dict[str, Hand] = {}
    known: dict[Hand, Hand] = {}
    for change in changes:
        author = change.author and _joined(change.author, first, known)
        co_authors = tuple(
            dict.fromkeys(hand for one in change.co_authors if (hand := _joined(one, first, known)) != author)
        )
        reviewers = tuple(dict.fromkeys(_joined(one, first, known) for one in change.reviewers))
        if author is change.author and co_authors == change.co_authors and reviewers == change.reviewers:
            yield change
        else:
            yield replace(change, author=author, co_authors=co_authors, reviewers=reviewers)


def _joined(hand: Hand, first: dict[str, Hand], known: dict[Hand, Hand]) -> Hand:
    """By the handle, or by the full name; both lead to the hand that was met first."""
    if (found := known.get(hand)) is not None:
        return found
    name = fold(hand.name)
    found = first.get(f"@{hand.handle}") or (first.get(name) if " " in name else None) or hand
    first.setdefault(f"@{hand.handle}", found)
    if " " in name:
        first.setdefault(name, found)
    known[hand] = found
    return found
