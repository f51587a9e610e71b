"""Changes as JSON lines, in the format of the training data: one object a line, any field but `id` may be missing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from app.discovery.declared import ALIASES, declaration_of
from app.domain.sighting import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_FILES,
    MOST_LABELS,
    Change,
    ChangeKind,
    ChangeType,
    Hand,
    TouchedFile,
)

LONGEST_LINE = 1 << 20
LARGEST_COUNT = 10**12
_STATES = ("M", "A", "D", "R", "T")
_UNSTORABLE = {0: None} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


class Unreadable(NamedTuple):
    """A line that holds no change, with the reason as the end of a sentence."""

    reason: str


class BadRow(ValueError):
    """Says, as the end of a sentence, what a row lacks or has wrong."""


def read_changes(lines: Iterable[bytes]) -> Iterator[tuple[int, Change | Unreadable]]:
    """(number of the line from 1, its change or why there is none), in the order of the lines; blank lines are skipped.

    A line may come without its end. Nothing is raised for what stands in a line.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, change_of(parse_line(line))
        except BadRow as error:
            yield number, Unreadable(str(error))


def parse_line(line: bytes) -> dict[str, Any]:
    """The object that a line holds. Raises BadRow."""
    if len(line) > LONGEST_LINE:
        raise BadRow("is longer than a mebibyte")
    try:
        row = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadRow("is not JSON") from None
    if not isinstance(row, dict):
        raise BadRow("is not an object")
    return row


def change_of(row: Mapping[str, Any]) -> Change:
    """One row as a value. Raises BadRow where a field has the wrong form; what is too long is cut.

    `declared` wins over a type in the subject. The scope of the training data is kept as `declared_scope`.
    """
    head = declaration_of(_text(row, "subject", 2 * LONGEST_TITLE))
    return Change(
        external_id=_id(row),
        source=_text(row, "source", 32) or "file",
        repository=_text(row, "repo", 300),
        kind=_kind(row),
        author=_hand(row.get("author"), "author"),
        co_authors=_hands(row, "co_authors"),
        reviewers=_hands(row, "reviewers"),
        date=_day(row, "date"),
        position=_count(row.get("position"), "position") or 0,
        title=head.title[:LONGEST_TITLE],
        text=_text(row, "body", LONGEST_TEXT),
        declared_type=_declared(row) or head.type,
        declared_scope=_text(row, "scope", 100) or head.scope,
        labels=_texts(row, "labels"),
        references=_texts(row, "refs"),
        files=_files(row),
        n_files=_count(row.get("n_files"), "n_files"),
        added=_count(row.get("ins"), "ins"),
        deleted=_count(row.get("del"), "del"),
        branch=_text(row, "branch", 300) or None,
        merged_at=_day(row, "merged_at"),
        service_ids=_texts(row, "services"),
    )


def row_of(change: Change) -> dict[str, Any]:
    """The row of a change. Names of people are left out: a row tells hands apart and says no more about them."""
    row: dict[str, Any] = {
        "id": change.external_id,
        "repo": change.repository,
        "author": change.author.handle if change.author else None,
        "date": change.date.isoformat() if change.date else None,
        "subject": change.title,
        "scope": change.declared_scope,
        "body": change.text,
        "n_files": change.n_files,
        "ins": change.added,
        "del": change.deleted,
        "files": [list(file) for file in change.files],
        "refs": list(change.references),
    }
    more: dict[str, Any] = {
        "source": change.source if change.source != "file" else "",
        "declared": change.declared_type.value if change.declared_type else "",
        "kind": change.kind.value if change.kind is not ChangeKind.COMMIT else "",
        "position": change.position,
        "co_authors": [hand.handle for hand in change.co_authors],
        "reviewers": [hand.handle for hand in change.reviewers],
        "labels": list(change.labels),
        "branch": change.branch,
        "merged_at": change.merged_at.isoformat() if change.merged_at else "",
        "services": list(change.service_ids),
    }
    return row | {name: value for name, value in more.items() if value}


def line_of(row: Mapping[str, Any]) -> bytes:
    """Only ASCII, so that no character of a message can steer a terminal or end a line early."""
    return json.dumps(row, separators=(", ", ": ")).encode() + b"\n"


def _id(row: Mapping[str, Any]) -> str:
    value = row.get("id")
    if not isinstance(value, str) or not value:
        raise BadRow("has no id: a text is needed")
    return value


def _text(row: Mapping[str, Any], name: str, longest: int) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRow(f"has a {name} that is not a text")
    return _storable(value[:longest])


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadRow(f"has {name} that are not a list of texts")
    return tuple(_storable(one[:LONGEST_TITLE]) for one in value[:MOST_LABELS])


def _count(value: object, name: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_COUNT:
        raise BadRow(f"has a {name} that is not a number of 0 or more")
    return value


def _day(row: Mapping[str, Any], name: str) -> date | None:
    value = row.get(name)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo is None else moment.astimezone(UTC)).date()
    except (TypeError, ValueError, OverflowError):
        raise BadRow(f"has a {name} that is not a date of ISO 8601") from None


def _storable(text: str) -> str:
    """Without NUL and lone surrogates, which a database refuses."""
    return text if text.isascii() and "\0" not in text else text.translate(_UNSTORABLE)


def _kind(row: Mapping[str, Any]) -> ChangeKind:
    try:
        return ChangeKind(row.get("kind") or ChangeKind.COMMIT)
    except ValueError:
        raise BadRow("has a kind that is not known") from None


def _declared(row: Mapping[str, Any]) -> ChangeType | None:
    value = _text(row, "declared", 40).lower()
    if value and value not in ALIASES:
        raise BadRow("has a declared type that is not one of the ten")
    return ALIASES[value] if value else None


def _hand(value: object, name: str) -> Hand | None:
    if not value:
        return None
    if not isinstance(value, str):
        raise BadRow(f"has {name} that is not a text")
    return Hand(_storable(value[:LONGEST_TITLE]))


def _hands(row: Mapping[str, Any], name: str) -> tuple[Hand, ...]:
    return tuple(Hand(one) for one in _texts(row, name) if one)


def _files(row: Mapping[str, Any]) -> tuple[TouchedFile, ...]:
    value = row.get("files") or []
    if not isinstance(value, list):
        raise BadRow("has files that are not a list")
    return tuple(_file(one) for one in value[:MOST_FILES])


def _file(value: object) -> TouchedFile:
    """The plain case first: most of the time of reading a row goes into its files."""
    if type(value) is list and len(value) == len(TouchedFile._fields):
        path, added, deleted, status = value
        counted = type(added) is type(deleted) is int and added >= 0 <= deleted and added + deleted < LARGEST_COUNT
        if counted and type(path) is str and path.isascii() and "\0" not in path and status in _STATES:
            return TouchedFile(path, added, deleted, status)
    return _odd_file(value)


def _odd_file(value: object) -> TouchedFile:
    if not isinstance(value, list) or not value or not isinstance(value[0], str):
        raise BadRow("has a file that is not a list of path, added, deleted and status")
    path, added, deleted, status = [*value, None, None, None][:4]
    if status not in _STATES and status is not None:
        raise BadRow("has a file whose status is not one of A, M, D, R, T")
    return TouchedFile(
        _storable(path), _count(added, "number of lines"), _count(deleted, "number of lines"), status or "M"
    )


def _no_number(name: str) -> Any:
    raise ValueError(name)
