"""One incident whole: what happened, who helped, what was agreed, and what ended it."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import FollowUp, Person, Relation, Responder, State, Viewer, metadata
from app.domain.impact import GRADE_WORDS
from app.kit.errors import Code, Invalid, NotFound
from app.kit.ids import is_id
from app.queries import incidents
from app.queries.contribution_lists import ContributorShape, people_on
from app.queries.incidents import ServiceShape, ThanksShape
from app.queries.visibility import values_of, visible

C = metadata.tables["contribution"]
LINK = metadata.tables["incident_link"]
WORK = (C.c.id, C.c.ref, C.c.kind, C.c.title, C.c.grade, C.c.finished_on)
GONE = (State.WITHDRAWN.value, State.MERGED.value)


@dataclass(frozen=True)
class ResponderShape:
    """For what they did. A leaver still stands here; `active` says whether there is a page to go to."""

    id: str
    name: str
    role: str
    active: bool


@dataclass(frozen=True)
class OwnerShape:
    id: str
    name: str


@dataclass(frozen=True)
class FollowUpShape:
    id: str
    title: str
    owner: OwnerShape | None
    url: str
    done_on: date | None


@dataclass(frozen=True)
class WorkShape:
    """A linked contribution that the reader may see."""

    id: str
    link_id: str
    ref: str | None
    kind: str
    title: str
    relation: str
    contributors: tuple[ContributorShape, ...]
    grade: str
    finished_on: date


@dataclass(frozen=True)
class IncidentShape:
    """`fixes` prevent it or follow it up; `responses` helped while it lasted. `customer_share` is in per cent."""

    id: str
    ref: str
    title: str
    summary: str
    severity: str
    priority: str
    urgency: str
    started_at: datetime
    detected_at: datetime | None
    mitigated_at: datetime | None
    resolved_at: datetime | None
    customer_share: Decimal | None
    services: tuple[ServiceShape, ...]
    responders: tuple[ResponderShape, ...]
    factors: tuple[str, ...]
    follow_ups: tuple[FollowUpShape, ...]
    fixes: tuple[WorkShape, ...]
    responses: tuple[WorkShape, ...]
    thanks: ThanksShape
    url: str
    restricted: bool
    can_keep: bool
    version: int


def page_for(db: Session, incident_id: str, *, viewer: Viewer) -> IncidentShape:
    """Raises NotFound for what is not there or not for this reader."""
    row = incidents.row_for(db, incident_id, viewer=viewer)
    work = _work(db, incident_id, viewer)
    return IncidentShape(
        id=row.id,
        ref=row.ref,
        title=row.title,
        summary=row.summary,
        severity=row.severity,
        priority=row.priority,
        urgency=row.urgency,
        started_at=row.started_at,
        detected_at=row.detected_at,
        mitigated_at=row.mitigated_at,
        resolved_at=row.resolved_at,
        customer_share=None if row.customer_share is None else Decimal(row.customer_share) / 10,
        services=incidents.services_of(db, [row.id]).get(row.id, ()),
        responders=_responders(db, row.id),
        factors=tuple(row.factors),
        follow_ups=_follow_ups(db, row.id),
        fixes=tuple(one for one in work if one.relation != Relation.RESPONDED_TO.value),
        responses=tuple(one for one in work if one.relation == Relation.RESPONDED_TO.value),
        thanks=incidents.thanks_for(db, [row.id])[row.id],
        url=row.url,
        restricted=row.restricted,
        can_keep=viewer.is_member and incidents.may_keep(db, row, viewer=viewer),
        version=row.version,
    )


def fix_meant(db: Session, text: str, *, viewer: Viewer) -> str:
    """The contribution that an id, a ref or the address of its page means, if the reader may see it."""
    key = re.split(r"[?#]", text)[0].rstrip("/").rsplit("/", 1)[-1]
    which = C.c.id == key if is_id(key) else C.c.ref == key
    found: str | None = db.execute(select(C.c.id).where(which, visible(is_hr=viewer.is_hr)), values_of(viewer)).scalar()
    if found is None:
        words = "We cannot find this work, or it is not shared with you. Give its number or the address of its page."
        raise Invalid.one("contribution", Code.NOT_FOUND, words)
    return found


def fix_linked(db: Session, incident_id: str, link_id: str, *, viewer: Viewer) -> str:
    """The contribution behind a link on this page. Raises NotFound for what this reader does not see there."""
    incidents.row_for(db, incident_id, viewer=viewer)
    found = next((one.id for one in _work(db, incident_id, viewer) if one.link_id == link_id), None)
    if found is None:
        raise NotFound
    return found


def _responders(db: Session, incident_id: str) -> tuple[ResponderShape, ...]:
    question = (
        select(col(Person.id), col(Person.name), col(Responder.role), col(Person.active))
        .join(Responder, col(Responder.person_id) == col(Person.id))
        .where(col(Responder.incident_id) == incident_id)
        .order_by(col(Person.name_folded), col(Person.id))
    )
    return tuple(ResponderShape(*row) for row in db.execute(question))


def _follow_ups(db: Session, incident_id: str) -> tuple[FollowUpShape, ...]:
    f = FollowUp
    question: Any = (
        select(col(f.id), col(f.title), col(f.url), col(f.done_on), col(Person.id).label("owner_id"), col(Person.name))
        .outerjoin(Person, col(Person.id) == col(f.owner_id))
        .where(col(f.incident_id) == incident_id)
        .order_by(col(f.id))
    )
    return tuple(
        FollowUpShape(
            row.id, row.title, OwnerShape(row.owner_id, row.name) if row.owner_id else None, row.url, row.done_on
        )
        for row in db.execute(question)
    )


def _work(db: Session, incident_id: str, viewer: Viewer) -> list[WorkShape]:
    """What the reader may not see is neither shown nor counted."""
    question = (
        select(*WORK, LINK.c.id.label("link_id"), LINK.c.relation)
        .select_from(LINK.join(C, C.c.id == LINK.c.contribution_id))
        .where(LINK.c.incident_id == incident_id, visible(is_hr=viewer.is_hr), C.c.state.not_in(GONE))
        .order_by(C.c.finished_on.desc(), C.c.id, LINK.c.relation)
    )
    rows = db.execute(question, values_of(viewer)).all()
    people = people_on(db, [row.id for row in rows]) if rows else {}
    return [
        WorkShape(
            id=row.id,
            link_id=row.link_id,
            ref=row.ref,
            kind=row.kind,
            title=row.title,
            relation=row.relation,
            contributors=people.get(row.id, ()),
            grade=GRADE_WORDS[row.grade],
            finished_on=row.finished_on,
        )
        for row in rows
    ]
