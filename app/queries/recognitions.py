"""What was said about a piece of work, by whom, and to whom it may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, String, bindparam, func, select
from sqlmodel import Session, col

from app.domain import Contributor, IncidentLink, Person, Recipient, Recognition, Relation, ReportingLine, Viewer
from app.domain.policy import can_see_recognition
from app.domain.recognition import can_undo
from app.kit.errors import NotFound
from app.kit.ids import is_id
from app.queries import standings


@dataclass(frozen=True)
class Named:
    id: str
    name: str


@dataclass(frozen=True)
class Thanks:
    """One recognition with its words. `bulk`: the same was said to several, so the silence stays."""

    id: str
    contribution_id: str
    giver: Named
    recipients: tuple[Named, ...]
    form: str
    level: str
    words: str
    said_on: date
    given_at: datetime
    delivered_at: datetime
    bulk: bool
    can_undo: bool
    version: int


class OnIt(NamedTuple):
    """A contributor, as thanks need to know them. `line_id`: the row that
    holds them to the work; `heard`: somebody above has thanked them for it."""

    line_id: str
    person_id: str
    name: str
    role: str
    manager_id: str | None
    heard: bool


def recognitions_of(db: Session, contribution_id: str, *, viewer: Viewer, now: datetime) -> list[Thanks]:
    """Oldest first. Until the time to undo ends, only the giver finds it here; rewards have their own circle."""
    standing = standings.sighted(db, viewer, contribution_id)
    said = Recognition
    rows = db.execute(
        _question().where(col(said.contribution_id) == contribution_id).order_by(col(said.given_at), col(said.id))
    )
    found = [row for row in rows.all() if row.giver_id == viewer.person_id or row.delivered_at <= now]
    people = _recipients(db, [row.id for row in found])
    above = _below(db, viewer, [one.id for each in people.values() for one in each])
    return [
        _thanks(row, people[row.id], viewer=viewer, now=now)
        for row in found
        if can_see_recognition(
            viewer,
            standing,
            form=row.form,
            giver_id=row.giver_id,
            is_recipient=any(one.id == viewer.person_id for one in people[row.id]),
            is_above_recipient=any(one.id in above for one in people[row.id]),
        )
    ]


def one(db: Session, recognition_id: str, *, viewer: Viewer, now: datetime) -> Thanks:
    """Raises NotFound for what is not there, not delivered yet, undone, or outside the viewer's circle."""
    said = db.get(Recognition, recognition_id) if is_id(recognition_id) else None
    if said is None:
        raise NotFound
    for thanks in recognitions_of(db, said.contribution_id, viewer=viewer, now=now):
        if thanks.id == recognition_id:
            return thanks
    raise NotFound


def in_scope(db: Session, said: Recognition, *, viewer: Viewer) -> bool:
    """Whether the viewer belongs to the circle of a recognition, delivered or not."""
    standing = standings.standing_of(db, viewer, said.contribution_id)
    people = [person.id for person in _recipients(db, [said.id])[said.id]]
    return standing is not None and can_see_recognition(
        viewer,
        standing,
        form=said.form,
        giver_id=said.giver_id,
        is_recipient=viewer.person_id in people,
        is_above_recipient=bool(_below(db, viewer, people)),
    )


def thanks_of_incident(db: Session, incident_id: str) -> tuple[int, int]:
    """How often the response was thanked, and how often the work that prevents the next one."""
    return thanks_of_incidents(db, [incident_id]).get(incident_id, (0, 0))


def thanks_of_incidents(db: Session, incident_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The same for a page of incidents; those of which nobody said a word are absent."""
    is_response = (col(IncidentLink.relation) == Relation.RESPONDED_TO.value).label("is_response")
    question = (
        select(col(IncidentLink.incident_id), is_response, func.count(col(Recognition.id).distinct()))
        .join(Recognition, col(Recognition.contribution_id) == col(IncidentLink.contribution_id))
        .where(col(IncidentLink.incident_id).in_(incident_ids), col(Recognition.undone_at).is_(None))
        .group_by(col(IncidentLink.incident_id), is_response)
    )
    counts: dict[str, tuple[int, int]] = {}
    for incident_id, response, count in db.execute(question):
        responses, preventions = counts.get(incident_id, (0, 0))
        counts[incident_id] = (count, preventions) if response else (responses, count)
    return counts


def last_of(db: Session, contribution_id: str, *, giver_id: str) -> str | None:
    said = Recognition
    question = select(col(said.id)).where(
        col(said.contribution_id) == contribution_id, col(said.giver_id) == giver_id, col(said.undone_at).is_(None)
    )
    return db.execute(question.order_by(col(said.given_at).desc(), col(said.id).desc()).limit(1)).scalar()


def recipients_of(db: Session, recognition_id: str) -> list[str]:
    return [person.id for person in named_in(db, recognition_id)]


def named_in(db: Session, recognition_id: str) -> list[Named]:
    return _recipients(db, [recognition_id])[recognition_id]


def contributors_of(db: Session, contribution_id: str) -> list[OnIt]:
    """In the order in which they were added."""
    return [OnIt._make(row) for row in db.execute(_ON_IT, {"contribution": contribution_id})]


def distances(db: Session, above_id: str, people: Sequence[str]) -> dict[str, int]:
    """How far somebody stands above each of `people`; whoever is not below is absent."""
    line = ReportingLine
    question = select(col(line.below_id), col(line.distance)).where(
        col(line.above_id) == above_id, col(line.below_id).in_(people), col(line.distance) > 0
    )
    return {row.below_id: row.distance for row in db.execute(question)}


def is_top(db: Session, person_id: str) -> bool:
    return db.execute(select(col(Person.manager_id)).where(col(Person.id) == person_id)).scalar() is None


def _question() -> Any:
    said = Recognition
    return (
        select(
            col(said.id), col(said.contribution_id), col(said.giver_id), col(Person.name).label("giver_name"),
            col(said.form), col(said.level), col(said.words), col(said.said_on), col(said.given_at),
            col(said.delivered_at), col(said.bulk), col(said.version),
        )
        .join(Person, col(Person.id) == col(said.giver_id))
        .where(col(said.undone_at).is_(None))
    )  # fmt: skip


def _recipients(db: Session, ids: Sequence[str]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {recognition_id: [] for recognition_id in ids}
    question = (
        select(col(Recipient.recognition_id), col(Person.id), col(Person.name))
        .join(Person, col(Person.id) == col(Recipient.person_id))
        .where(col(Recipient.recognition_id).in_(ids))
        .order_by(col(Person.name_folded), col(Person.id))
    )
    for recognition_id, person_id, name in db.execute(question):
        found[recognition_id].append(Named(person_id, name))
    return found


def _below(db: Session, viewer: Viewer, people: Sequence[str]) -> set[str]:
    return set(distances(db, viewer.person_id, people))


def _thanks(row: Row[Any], people: list[Named], *, viewer: Viewer, now: datetime) -> Thanks:
    return Thanks(
        id=row.id,
        contribution_id=row.contribution_id,
        giver=Named(row.giver_id, row.giver_name),
        recipients=tuple(people),
        form=row.form,
        level=row.level,
        words=row.words,
        said_on=row.said_on,
        given_at=row.given_at,
        delivered_at=row.delivered_at,
        bulk=row.bulk,
        can_undo=row.giver_id == viewer.person_id and can_undo(row.given_at, now),
        version=row.version,
    )


_ON_IT = (
    select(
        col(Contributor.id),
        col(Contributor.person_id),
        col(Person.name),
        col(Contributor.role),
        col(Person.manager_id),
        col(Contributor.recognised_at).is_not(None),
    )
    .join(Person, col(Person.id) == col(Contributor.person_id))
    .where(col(Contributor.contribution_id) == bindparam("contribution", type_=String()))
    .order_by(col(Contributor.added_at), col(Contributor.id))
)
