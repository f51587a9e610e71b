"""Everything that hangs on a contribution, as one reader may see it: people, words, thanks, evidence, links."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.domain import Standing, Viewer
from app.domain.contribution import NoteKind
from app.domain.policy import can_see_recognition
from app.queries.contribution_union import EVERYTHING


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
class Line:
    """A contributor with what the question of publicity and the thanks for the work need to know."""

    id: str
    person_id: str
    name: str
    role: str
    share: int | None
    added_by_id: str
    manager_id: str | None
    agreed_company: bool
    recognised: bool


@dataclass(frozen=True)
class Parts:
    """`heard` are the people whose silence ended with thanks that this viewer can see."""

    people: tuple[Line, ...]
    nominations: tuple[Words, ...]
    notes: tuple[Words, ...]
    recognitions: tuple[Thanks, ...]
    evidence: tuple[Proof, ...]
    links: tuple[Link, ...]
    heard: frozenset[str]
    has_questions: bool


def parts_of(db: Session, standing: Standing, *, viewer: Viewer, now: datetime) -> Parts:
    """Only what this viewer may see: rewards have their own circle, reports are between their writer and HR."""
    rows: dict[str, list[Any]] = {
        what: [] for what in ("person", "nomination", "note", "recognition", "recipient", "proof", "link", "question")
    }
    values = {"contribution": standing.contribution_id, "me": viewer.person_id}
    for row in db.execute(EVERYTHING, values):
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
        people=tuple(_line(row) for row in rows["person"]),
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
        has_questions=bool(rows["question"]),
    )


def _line(row: Row[Any]) -> Line:
    return Line(
        id=row.id,
        person_id=row.person_id,
        name=row.name,
        role=row.kind,
        share=int(row.title) if row.title else None,
        added_by_id=row.url,
        manager_id=row.words or None,
        agreed_company=row.flag,
        recognised=row.second_flag,
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
