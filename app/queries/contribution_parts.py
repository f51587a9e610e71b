"""Everything that stands beside a contribution, read in one round trip: words, thanks, evidence, links.

One UNION ALL of small indexed branches: a page must not cost a statement for each kind of part.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Row,
    Select,
    String,
    Text,
    bindparam,
    cast,
    exists,
    false,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlmodel import Session

from app.domain import Standing, Viewer, metadata
from app.domain.contribution import NoteKind
from app.domain.policy import can_see_recognition
from app.kit.columns import UtcDateTime


@dataclass(frozen=True)
class Someone:
    id: str
    name: str


@dataclass(frozen=True)
class Words:
    """A nomination, or a note beside the text; `kind` says which."""

    id: str
    kind: str
    author: Someone
    words: str
    on: date


@dataclass(frozen=True)
class Thanks:
    id: str
    form: str
    level: str
    giver: Someone
    recipients: tuple[Someone, ...]
    words: str
    said_on: date
    bulk: bool


@dataclass(frozen=True)
class Proof:
    id: str
    kind: str
    url: str
    title: str
    words: str
    added_by: Someone
    on: date


@dataclass(frozen=True)
class Link:
    """The incident's own events carry their time of day; a person's work never does."""

    id: str
    relation: str
    incident_id: str
    ref: str
    title: str
    started_at: datetime
    mitigated_at: datetime | None
    resolved_at: datetime | None


@dataclass(frozen=True)
class Parts:
    """`heard` are the people whose silence ended with thanks that this viewer can see."""

    nominations: tuple[Words, ...]
    notes: tuple[Words, ...]
    recognitions: tuple[Thanks, ...]
    evidence: tuple[Proof, ...]
    links: tuple[Link, ...]
    heard: frozenset[str]


def parts_of(db: Session, standing: Standing, *, viewer: Viewer, now: datetime) -> Parts:
    """Only what this viewer may see: rewards have their own circle, reports are between their writer and HR."""
    rows: dict[str, list[Any]] = {
        what: [] for what in ("nomination", "note", "recognition", "recipient", "proof", "link")
    }
    values = {"contribution": standing.contribution_id, "me": viewer.person_id}
    for row in db.execute(_EVERYTHING, values):
        rows[row.what].append(row)
    people: dict[str, list[Someone]] = {}
    for row in rows["recipient"]:
        people.setdefault(row.id, []).append(Someone(row.person_id, row.name))
    shown = {
        row.id: _thanks(row, tuple(people.get(row.id, ())))
        for row in rows["recognition"]
        if _is_shown(row, people.get(row.id, []), standing, viewer=viewer, now=now)
    }
    return Parts(
        nominations=tuple(_words(row, "nomination") for row in rows["nomination"]),
        notes=tuple(_words(row, row.kind) for row in rows["note"] if _is_open(row, viewer)),
        recognitions=tuple(shown.values()),
        evidence=tuple(
            Proof(row.id, row.kind, row.url, row.title, row.words, Someone(row.person_id, row.name), row.at.date())
            for row in rows["proof"]
        ),
        links=tuple(
            Link(row.id, row.kind, row.person_id, row.words, row.title, row.at, row.second_at, row.third_at)
            for row in rows["link"]
        ),
        heard=frozenset(row.person_id for row in rows["recipient"] if row.flag and row.id in shown),
    )


def _words(row: Row[Any], kind: str) -> Words:
    return Words(row.id, kind, Someone(row.person_id, row.name), row.words, row.at.date())


def _thanks(row: Row[Any], people: tuple[Someone, ...]) -> Thanks:
    giver = Someone(row.person_id, row.name)
    return Thanks(row.id, row.kind, row.title, giver, people, row.words, row.on_day, row.flag)


def _is_open(row: Row[Any], viewer: Viewer) -> bool:
    if row.kind in (NoteKind.REPORT, NoteKind.DECISION):
        return bool(viewer.is_hr or row.person_id == viewer.person_id)
    return True


def _is_shown(row: Row[Any], people: list[Someone], standing: Standing, *, viewer: Viewer, now: datetime) -> bool:
    """Until the time to undo ends, nobody but the giver has seen it."""
    if row.second_at > now and row.person_id != viewer.person_id:
        return False
    return can_see_recognition(
        viewer,
        standing,
        form=row.kind,
        giver_id=row.person_id,
        is_recipient=any(one.id == viewer.person_id for one in people),
        is_above_recipient=row.second_flag,
    )


_T = metadata.tables
_P, _N, _R, _RC = _T["person"], _T["nomination"], _T["recognition"], _T["recipient"]
_E, _K, _L, _I, _RE = _T["evidence"], _T["note"], _T["incident_link"], _T["incident"], _T["responder"]
_LINE = _T["reporting_line"]
_HERE, _ME = bindparam("contribution", type_=String()), bindparam("me", type_=String())
_EMPTY = literal_column("''", Text())
_NEVER, _NO_DAY, _NO = cast(null(), UtcDateTime()), cast(null(), Date()), cast(false(), Boolean())


def _branch(what: str, **columns: Any) -> Select[Any]:
    """All branches have the same columns, in the same order; what a part lacks is empty."""
    order: dict[str, Any] = {
        "id": None, "kind": _EMPTY, "person_id": None, "name": _EMPTY, "words": _EMPTY, "title": _EMPTY, "url": _EMPTY,
        "at": None, "second_at": _NEVER, "third_at": _NEVER, "on_day": _NO_DAY, "flag": _NO, "second_flag": _NO,
    }  # fmt: skip
    named = [(order | columns)[name].label(name) for name in order]
    return select(literal_column(f"'{what}'", Text()).label("what"), *named)


_IS_ABOVE_RECIPIENT = exists().where(
    _RC.c.recognition_id == _R.c.id, _LINE.c.below_id == _RC.c.person_id, _LINE.c.above_id == _ME, _LINE.c.distance > 0
)
_MAY_SEE_INCIDENT = or_(
    _I.c.restricted == false(),
    exists().where(_RE.c.incident_id == _I.c.id, _LINE.c.below_id == _RE.c.person_id, _LINE.c.above_id == _ME),
)
_EVERYTHING = union_all(
    _branch("nomination", id=_N.c.id, person_id=_N.c.author_id, name=_P.c.name, words=_N.c.words, at=_N.c.written_at)
    .join(_P, _P.c.id == _N.c.author_id)
    .where(_N.c.contribution_id == _HERE),
    _branch(
        "note", id=_K.c.id, kind=_K.c.kind, person_id=_K.c.author_id, name=_P.c.name, words=_K.c.words,
        at=_K.c.written_at,
    )
    .join(_P, _P.c.id == _K.c.author_id)
    .where(_K.c.contribution_id == _HERE),
    _branch(
        "recognition", id=_R.c.id, kind=_R.c.form, person_id=_R.c.giver_id, name=_P.c.name, words=_R.c.words,
        title=_R.c.level, at=_R.c.given_at, second_at=_R.c.delivered_at, on_day=_R.c.said_on, flag=_R.c.bulk,
        second_flag=_IS_ABOVE_RECIPIENT,
    )
    .join(_P, _P.c.id == _R.c.giver_id)
    .where(_R.c.contribution_id == _HERE, _R.c.undone_at.is_(None)),
    _branch(
        "recipient", id=_R.c.id, person_id=_RC.c.person_id, name=_P.c.name, at=_R.c.given_at, flag=_RC.c.ends_silence
    )
    .select_from(_R.join(_RC, _RC.c.recognition_id == _R.c.id).join(_P, _P.c.id == _RC.c.person_id))
    .where(_R.c.contribution_id == _HERE, _R.c.undone_at.is_(None)),
    _branch(
        "proof", id=_E.c.id, kind=_E.c.kind, person_id=_E.c.added_by_id, name=_P.c.name, words=_E.c.words,
        title=_E.c.title, url=_E.c.url, at=_E.c.added_at,
    )
    .join(_P, _P.c.id == _E.c.added_by_id)
    .where(_E.c.contribution_id == _HERE, _E.c.removed_at.is_(None)),
    _branch(
        "link", id=_L.c.id, kind=_L.c.relation, person_id=_I.c.id, words=_I.c.ref, title=_I.c.title,
        at=_I.c.started_at, second_at=_I.c.mitigated_at, third_at=_I.c.resolved_at,
    )
    .select_from(_L.join(_I, _I.c.id == _L.c.incident_id))
    .where(_L.c.contribution_id == _HERE, _MAY_SEE_INCIDENT),
).order_by(*(literal_column(name) for name in ("at", "id", "name", "person_id")))  # fmt: skip
