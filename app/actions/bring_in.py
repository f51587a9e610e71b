"""Bring in what a company knows already, from a file: what every kind of row shares.

A file is gone through twice by the same functions: the first pass only looks and finds everything that is wrong, the
second writes, in one transaction. Both work on a few hundred rows at a time, so that memory does not follow the file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, Generic

from sqlalchemy import insert, update
from sqlmodel import Session

from app.actions.write_audit import Entry, write_audits
from app.domain import Viewer
from app.domain.draft import D
from app.kit.errors import Code, FieldError, Invalid

CHUNK = 400
MOST_FINDINGS = 50
MOST_EXAMPLES = 20


@dataclass(frozen=True)
class Said(Generic[D]):
    """One row of a file, with the line it begins on."""

    line: int
    draft: D

    def says(self, name: str) -> bool:
        return name in self.draft.model_fields_set


@dataclass(frozen=True)
class Finding:
    line: int
    column: str
    code: Code
    message: str


@dataclass(frozen=True)
class Change:
    """What one row comes to: a new one with all its values, or the values of one that differ. Nothing, without."""

    line: int
    label: str
    id: str
    is_new: bool
    fields: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def new(cls, line: int, label: str, id_: str, fields: tuple[str, ...], values: Mapping[str, Any]) -> "Change":
        return cls(line, label, id_, is_new=True, fields=fields, values=values)

    @classmethod
    def old(cls, line: int, label: str, id_: str, fields: tuple[str, ...], values: Mapping[str, Any]) -> "Change":
        return cls(line, label, id_, is_new=False, fields=fields, values=values)

    @property
    def is_none(self) -> bool:
        return not self.is_new and not self.fields


@dataclass
class Run:
    """One pass over one file. `broken` are the keys of rows that could not be read: others may refer to them."""

    writes: bool = False
    findings: list[Finding] = field(default_factory=list)
    count: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    examples: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    @property
    def may_write(self) -> bool:
        return self.writes and not self.count

    def refuse(self, line: int, column: str, code: Code, message: str) -> None:
        """Kept up to a number that somebody may read, counted beyond it."""
        self.count += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(line, column, code, message))

    def refuse_all(self, line: int, errors: Iterable[FieldError], *, columns: Mapping[str, str] | None = None) -> None:
        """Faults of a draft: "contributors.0.share" belongs to the column contributors."""
        for error in errors:
            first, _, rest = error.field.partition(".")
            place, _, _ = rest.partition(".")
            nth = f"entry {int(place) + 1}: " if place.isdigit() else ""
            self.refuse(line, (columns or {}).get(first, first), error.code, f"{nth}{error.message}")

    def settle(self, change: Change) -> None:
        if change.is_none:
            self.same += 1
            return
        self.added += change.is_new
        self.changed += not change.is_new
        if len(self.examples) < MOST_EXAMPLES:
            what = "new" if change.is_new else f"changes {', '.join(change.fields)}"
            self.examples.append(f"line {change.line}: {change.label}: {what}")

    def require_clean(self) -> None:
        """Whatever was written is taken back by the door: the transaction ends with an error."""
        if self.count:
            one = self.findings[0]
            raise Invalid.one(f"line {one.line}, {one.column}", one.code, one.message)


def chunks(rows: Iterable[Said[D]]) -> Iterator[list[Said[D]]]:
    ahead = iter(rows)
    while chunk := list(islice(ahead, CHUNK)):
        yield chunk


def row_of(noun: Any, **values: Any) -> dict[str, Any]:
    """A whole row with the noun's own defaults. Making the object would cost ten times as much."""
    return {**_plain_defaults(noun), **{name: make() for name, make in _made_defaults(noun).items()}, **values}


@cache
def _plain_defaults(noun: Any) -> dict[str, Any]:
    fields = noun.model_fields.items()
    return {name: field.default for name, field in fields if not field.is_required() and not field.default_factory}


@cache
def _made_defaults(noun: Any) -> dict[str, Any]:
    return {name: field.default_factory for name, field in noun.model_fields.items() if field.default_factory}


def differing(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the file says otherwise than the row."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def keep_changes(
    db: Session, noun: Any, changes: Sequence[Change], *, object_type: str, by: Viewer | None, now: datetime
) -> None:
    """The audit rows first: whoever holds the head of that log is alone until the transaction ends."""
    real = [change for change in changes if not change.is_none]
    entries = [
        Entry("imported", object_type, change.id, {"new": change.is_new, "fields": sorted(change.fields)})
        for change in real
    ]
    write_audits(db, by=by, entries=entries, now=now)
    if added := [dict(change.values) for change in real if change.is_new]:
        db.execute(insert(noun), added)
    if changed := [{"id": change.id, **change.values} for change in real if not change.is_new and change.values]:
        db.execute(update(noun), changed)
