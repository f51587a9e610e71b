"""What is no work of a person, counted by reason so that nothing vanishes: read + set aside = commits."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from app.discovery.history import Recorded
from app.discovery.identity import is_bot
from app.discovery.machine_made import MachineMade
from app.domain.sighting import Change, Hand

_MOST_REMEMBERED = 100_000
_VERSION = r"v?\d+(?:\.\d+){1,3}(?:[-.+]?(?:alpha|beta|rc|dev|pre|post|snapshot|final)[-.\w]*)?"
_PACKAGE = r"(?:@?[\w./-]+[@ ])?"
_RELEASE = re.compile(
    rf"^(?:\[maven-release-plugin\].*"
    rf"|(?:chore|build|ci)\(release\)!?:.*"
    rf"|(?:(?:chore|build|ci|docs)(?:\([\w./@-]+\))?!?:\s*)?(?:"
    rf"(?:cut |prepare |prepare for |preparing |tag )?(?:the )?(?:new )?(?:release|releasing):?(?: of| for| version)?"
    rf"(?: {_PACKAGE}{_VERSION})?"
    rf"|cut {_VERSION}"
    rf"|(?:bump|update|set|prepare|change|increase|upgrade)(?: the)?(?: (?:package|project|crate|release|module))?"
    rf" version(?: number)?s?(?: (?:to|from|for|in) .{{0,60}})?"
    rf"|bump (?:to )?{_VERSION}|version bump(?: to)?(?: {_VERSION})?|version {_VERSION}"
    rf"|publish(?: {_PACKAGE}{_VERSION})?|(?:@?[\w./-]+(?:@| (?=v))|v)?{_VERSION}"
    rf"))(?: (?:pre-)?release)?\.?(?:\s*\([#!]?\d+\))*$",
    re.IGNORECASE,
)
_REVERTED_TITLE = re.compile(r'^Revert "(.+)"(?:\s*\([#!]\d+\))*$', re.DOTALL)


class Reason(StrEnum):
    MERGE = "merge"
    BOT = "bot"
    RELEASE = "release"
    REVERT = "revert"  # of the same day, with what it reverts
    LOCK_FILE = "lock_file"
    VENDORED = "vendored"
    GENERATED = "generated"


_REASON_OF_MADE = {
    MachineMade.LOCK_FILE: Reason.LOCK_FILE,
    MachineMade.VENDORED: Reason.VENDORED,
    MachineMade.GENERATED: Reason.GENERATED,
}


class SetAside:
    """Lets through what somebody did. `counts` is complete once `through` has come to its end.

    A revert is held until what it takes back has come by: of the same day, both are set aside; of another day, both are
    kept. Reverts of which no trace is left are let through. `bots` are names or handles that an installation lists.
    """

    def __init__(self, bots: frozenset[str] = frozenset()) -> None:
        self.counts: Counter[Reason] = Counter(dict.fromkeys(Reason, 0))
        self.read = 0
        self.mended = 0
        self._bots = bots
        self._is_bot: dict[Hand | None, bool] = {None: False}
        self._held: dict[str, Change] = {}
        self._lengths: set[int] = set()  # of the ids that reverts name

    @property
    def commits(self) -> int:
        return self.read + self.counts.total()

    def through(self, history: Iterable[Recorded]) -> Iterator[Change]:
        """Newest first, as `read_log` gives them. A held revert comes out late; its `position` says where it stood."""
        for recorded in history:
            self.mended += recorded.mended
            yield from self._one(recorded)
        for change in self._held.values():
            yield self._kept(change)
        self._held.clear()

    def _one(self, recorded: Recorded) -> Iterator[Change]:
        change, reverting = recorded.change, self._taken_back(recorded)
        if reverting is not None and reverting.date == change.date:
            self.counts[Reason.REVERT] += 2
            return
        if reverting is not None:
            yield self._kept(reverting)
        if (reason := self._reason(recorded)) is not None:
            self.counts[reason] += 1
        elif (target := _target(recorded)) and len(self._held) < _MOST_REMEMBERED and target not in self._held:
            self._held[target] = change
            if target[0] == "@":
                self._lengths.add(len(target) - 1)
        else:
            yield self._kept(change)

    def _kept(self, change: Change) -> Change:
        """Bots are named nowhere, not as helpers or reviewers either."""
        self.read += 1
        if any(self._bot(hand) for hand in (*change.co_authors, *change.reviewers)):
            co_authors = tuple(hand for hand in change.co_authors if not self._bot(hand))
            reviewers = tuple(hand for hand in change.reviewers if not self._bot(hand))
            return replace(change, co_authors=co_authors, reviewers=reviewers)
        return change

    def _bot(self, hand: Hand | None) -> bool:
        if hand not in self._is_bot:
            self._is_bot[hand] = hand is not None and is_bot(hand, self._bots)
        return self._is_bot[hand]

    def _taken_back(self, recorded: Recorded) -> Change | None:
        """The revert that waits for this commit, by its id, whole or shortened, or by its title."""
        if not self._held:
            return None
        sha = recorded.change.external_id
        for length in self._lengths:
            if (found := self._held.pop(f"@{sha[:length]}", None)) is not None:
                return found
        return self._held.pop(f'"{recorded.said.subject}', None)

    def _reason(self, recorded: Recorded) -> Reason | None:
        if recorded.parents > 1:
            return Reason.MERGE
        if self._bot(recorded.change.author):
            return Reason.BOT
        if recorded.machine_made is not None:
            return _REASON_OF_MADE[recorded.machine_made]
        return Reason.RELEASE if _RELEASE.match(recorded.said.subject) else None


def _target(recorded: Recorded) -> str | None:
    """What a revert takes back: "@" and an id, or a quotation mark and a title; None where it is no revert."""
    if recorded.said.takes_back:
        return f"@{recorded.said.takes_back}"
    if recorded.said.subject.startswith("Revert"):
        found = _REVERTED_TITLE.match(recorded.said.subject)
        return f'"{found[1]}' if found else None
    return None
