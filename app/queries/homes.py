"""The first page of each role, in a number of statements that no history changes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.domain import Delivery, DeliveryState, Export, Job, Viewer
from app.kit.errors import NotFound
from app.queries import candidates, connections, digests, notices, plans, waiting
from app.queries.candidates import Waits as Found
from app.queries.connections import ConnectionRow
from app.queries.digests import Edition
from app.queries.notices import Notice
from app.queries.plans import Plan
from app.queries.waiting import Waits

MOST_LETTERS = 100


@dataclass(frozen=True)
class LastExport:
    id: str
    dataset: str
    format: str
    state: str
    asked_on: date


@dataclass(frozen=True)
class Machine:
    """For administrators: letters in trouble, counted up to a bound, and what is due next."""

    failed: int
    uncertain: int
    next_kind: str | None
    next_at: datetime | None


@dataclass(frozen=True)
class Home:
    """A part is None where its role is missing. Roles add up."""

    edition: Edition | None
    plans: list[Plan]
    notices: list[Notice] | None
    in_record: list[Waits] | None
    on_team: list[Waits] | None
    last_export: LastExport | None
    machine: Machine | None
    candidates: list[Found] | None
    connections: list[ConnectionRow] | None


def home(db: Session, *, viewer: Viewer, now: datetime) -> Home:
    member = viewer.is_member
    return Home(
        edition=_edition(db, viewer, now) if viewer.is_manager else None,
        plans=plans.due(db, viewer=viewer, today=now.date()) if member else [],
        notices=notices.about(db, viewer=viewer, now=now) if member else None,
        in_record=waiting.in_record(db, viewer=viewer) if member else None,
        on_team=waiting.on_team(db, viewer=viewer) if member and not viewer.is_manager else None,
        last_export=_last_export(db, viewer) if viewer.is_hr else None,
        machine=_machine(db) if viewer.is_admin else None,
        candidates=candidates.waiting(db, viewer=viewer, now=now) if member else None,
        connections=connections.rows(db) if viewer.is_admin else None,
    )


def _edition(db: Session, viewer: Viewer, now: datetime) -> Edition | None:
    try:
        return digests.edition(db, viewer=viewer, week="current", now=now)
    except NotFound:
        return None


def _last_export(db: Session, viewer: Viewer) -> LastExport | None:
    one = Export
    question = (
        select(col(one.id), col(one.dataset), col(one.format), col(one.state), col(one.asked_at))
        .where(col(one.by_id) == viewer.person_id)
        .order_by(col(one.asked_at).desc(), col(one.id).desc())
        .limit(1)
    )
    row = db.execute(question).first()
    return LastExport(row.id, row.dataset, row.format, row.state, row.asked_at.date()) if row else None


def _machine(db: Session) -> Machine:
    job = Job
    next_job = select(col(job.kind), col(job.run_at)).where(col(job.done_at).is_(None)).order_by(col(job.run_at))
    row = db.execute(next_job.limit(1)).first()
    failed, uncertain = (_letters(db, state) for state in (DeliveryState.FAILED, DeliveryState.UNCERTAIN))
    return Machine(failed, uncertain, row.kind if row else None, row.run_at if row else None)


def _letters(db: Session, state: DeliveryState) -> int:
    some = select(col(Delivery.id)).where(col(Delivery.state) == state.value).limit(MOST_LETTERS).subquery()
    count: int = db.execute(select(func.count()).select_from(some)).scalar_one()
    return count
