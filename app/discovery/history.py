"""The parser: bytes of `git log` in, changes out. The process is started elsewhere.

What git puts out is read as a stream of tokens that end with NUL, which no message and no path can hold. Nothing is
kept but the record at hand, so a history of any length and a commit of any number of files take the same memory.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from app.discovery.identity import hand_of, written_hand
from app.discovery.machine_made import MachineMade, machine_made
from app.discovery.messages import Said, said
from app.domain.sighting import MOST_FILES, Change, Hand, TouchedFile

# Line ends and no unit separator stand between the fields: no name, address or date can hold one. The message is last.
LOG_FORMAT = "%H%n%P%n%at%n%ct%n%aN%n%aE%n%B"
_FIELDS = 6
_EPOCH = date(1970, 1, 1)
_DAY = 86_400
_YEAR = 365 * _DAY
_LAST_DAY = 2_932_000  # in the year 9997; what stands beyond cannot be written as a date
_MOST_REMEMBERED = 50_000
_LONGEST_TOKEN = 1 << 22
RENAMED = b"RC"
STATES = {b"A": "A", b"M": "M", b"D": "D", b"T": "T", b"R": "R", b"C": "A"}

Canonical = Callable[[str, str], tuple[str, str]]


class ContentMissing(Exception):
    """git needed the contents of a file that this clone does not hold (a partial clone, a snapshot)."""


class BadHistory(Exception):
    """The stream is not what git writes: it ended within a record, or fields are missing."""


class Recorded(NamedTuple):
    """A commit as it came. `parents` tells a merge (2 or more) from a root (0).

    `machine_made` is set where the commit touches files of that sort and no file that somebody writes. `mended` says
    that a date was not believed.
    """

    change: Change
    said: Said
    parents: int
    machine_made: MachineMade | None
    mended: bool


def read_log(
    chunks: Iterable[bytes], *, repository: str, count: int, newest: int, canonical: Canonical | None = None
) -> Iterator[Recorded]:
    """`git log -z --raw --format=LOG_FORMAT`, newest first; `count` is how many commits the history has in all.

    `newest` (seconds since 1970) is the newest date that is believed. `canonical` gives the name and address that the
    mail map has for those of a trailer; git has applied it to authors. Raises BadHistory, and what `chunks` raises.
    """
    writer = _Writer(repository, newest, canonical or _as_written)
    files = _Files()
    head: bytes | None = None
    position = count
    tokens = _tokens(chunks)
    for token in tokens:
        if token.startswith((b":", b"\n:")):
            state = token[-1:]
            path = next(tokens, None)
            if state.isdigit():  # R100, C075: how alike they are follows the letter, and both paths do
                state = token[token.rindex(b" ") + 1 :][:1]
                path = next(tokens, None) if state in RENAMED else path
            if path is None:
                raise BadHistory("The list of files ends within a file.")
            files.add(state, path)
            continue
        if head is not None:
            position -= 1
            yield writer.recorded(head, files, position)
            files.clear()
        head = token
    if head is not None:
        yield writer.recorded(head, files, position - 1)


def _as_written(name: str, address: str) -> tuple[str, str]:
    return name, address


def _tokens(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What stands before each NUL. Raises BadHistory for a rest without one."""
    rest = b""
    for chunk in chunks:
        parts = chunk.split(b"\0")
        if len(parts) == 1 and len(rest) > _LONGEST_TOKEN:
            continue  # an endless message keeps its beginning
        parts[0] = rest + parts[0]
        rest = parts.pop()
        yield from parts
    if rest.strip(b"\n"):
        raise BadHistory("The history ends within a record.")


class _Files:
    """The files of the commit at hand. Those that somebody writes come first, and the others if there is room."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[TouchedFile, MachineMade | None]] = {}
        self.clear()

    def clear(self) -> None:
        self.count = 0
        self.written: list[TouchedFile] = []
        self.made: list[TouchedFile] = []
        self.sort: MachineMade | None = None

    def add(self, state: bytes, raw: bytes) -> None:
        """The same few files are touched again and again, so what is known of one is kept."""
        key = state + raw
        known = self._known.get(key)
        file, sort = known or self._remember(key)
        self.count += 1
        if sort is None:
            if len(self.written) < MOST_FILES:
                self.written.append(file)
            return
        self.sort = self.sort or sort
        if len(self.made) < MOST_FILES:
            self.made.append(file)

    def all(self) -> tuple[TouchedFile, ...]:
        return tuple((self.written + self.made)[:MOST_FILES] if self.made else self.written)

    @property
    def machine_made(self) -> MachineMade | None:
        return None if self.written else self.sort

    def _remember(self, key: bytes) -> tuple[TouchedFile, MachineMade | None]:
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        file = TouchedFile(key[1:].decode("utf-8", "replace"), None, None, STATES.get(key[:1], "M"))
        self._known[key] = known = (file, machine_made(file.path))
        return known


class _Writer:
    """Makes changes of heads and files; remembers hands, since few people write most commits."""

    def __init__(self, repository: str, newest: int, canonical: Canonical) -> None:
        self._repository = repository
        self._newest = newest
        self._canonical = canonical
        self._hands: dict[tuple[bytes, bytes], Hand] = {}
        self._helpers: dict[str, Hand | None] = {}
        self._days: dict[int, date] = {}

    def recorded(self, head: bytes, files: _Files, position: int) -> Recorded:
        fields = head.split(b"\n", _FIELDS)
        if len(fields) <= _FIELDS:
            raise BadHistory("A commit lacks some of its fields.")
        sha, parents, written_at, committed_at, name, address, message = fields
        words = said(message.decode("utf-8", "replace"))
        day, mended = self._date(written_at, committed_at)
        author = self._hands.get((name, address)) or self._author(name, address)
        change = Change(
            external_id=sha.decode("ascii", "replace"),
            repository=self._repository,
            author=author,
            co_authors=self._people(words.co_authors, author) if words.co_authors else (),
            reviewers=self._people(words.reviewers, author) if words.reviewers else (),
            date=day,
            position=position,
            title=words.head.title,
            text=words.text,
            declared_type=words.head.type,
            declared_scope=words.head.scope,
            references=words.references,
            files=files.all(),
            n_files=files.count,
        )
        return Recorded(change, words, parents.count(b" ") + 1 if parents else 0, files.machine_made, mended)

    def _author(self, name: bytes, address: bytes) -> Hand:
        hand = hand_of(name.decode("utf-8", "replace"), address.decode("utf-8", "replace"))
        if len(self._hands) >= _MOST_REMEMBERED:
            self._hands.clear()
        self._hands[name, address] = hand
        return hand

    def _people(self, written: tuple[str, ...], author: Hand) -> tuple[Hand, ...]:
        hands = dict.fromkeys(hand for one in written if (hand := self._helper(one)) and hand.handle != author.handle)
        return tuple(hands)

    def _helper(self, written: str) -> Hand | None:
        if written not in self._helpers:
            if len(self._helpers) >= _MOST_REMEMBERED:
                self._helpers.clear()
            parted = written_hand(written)
            self._helpers[written] = parted and hand_of(*self._canonical(parted.name, parted.address))
        return self._helpers[written]

    def _date(self, written_at: bytes, committed_at: bytes) -> tuple[date, bool]:
        """The author's day, or that of the commit where the author's clock cannot have been right; and whether so."""
        written, committed = _seconds(written_at), _seconds(committed_at)
        believed = self._newest if committed is None or committed > self._newest else committed
        mended = written is None or written > self._newest or written < believed - _YEAR
        number = (believed if written is None or mended else written) // _DAY
        day = self._days.get(number)
        if day is None:
            self._days[number] = day = _EPOCH + timedelta(days=min(max(number, 0), _LAST_DAY))
        return day, mended


def _seconds(digits: bytes) -> int | None:
    try:
        return int(digits)
    except ValueError:
        return None
