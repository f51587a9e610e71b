"""Connect a Prometheus that questions may be asked of. Whether it answers is tried by the worker, off the page."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.keep_time import enqueue
from app.actions.write_audit import write_audit
from app.domain import Connection, ConnectionKind, ConnectionState, Viewer
from app.domain.connection_draft import GaugeDraft
from app.domain.policy import require_admin
from app.kit.errors import Code, Conflict, Invalid, NotFound
from app.kit.ids import is_id, new_id
from app.kit.reach import Reach

TRY = "try_gauge"


def connect_gauge(db: Session, *, by: Viewer, draft: GaugeDraft, reach: Reach, now: datetime) -> Connection:
    """Its address is judged by the operator's list here, and once more when it is dialled."""
    require_admin(by)
    refusal = reach.refusal(draft.address)
    if refusal:
        raise Invalid.one("address", Code.ADDRESS_REFUSED, refusal)
    same = select(col(Connection.id)).where(
        col(Connection.kind) == ConnectionKind.PROMETHEUS.value, col(Connection.address) == draft.address
    )
    if db.execute(same).first() is not None:
        raise Conflict(Code.NAME_TAKEN, "This Prometheus is connected already.")
    made = Connection(
        id=new_id(now),
        kind=ConnectionKind.PROMETHEUS.value,
        name=draft.name,
        address=draft.address,
        added_by_id=by.person_id,
        added_at=now,
    )
    db.add(made)
    db.flush()
    _note(db, made, by=by, action="connected", now=now)
    _put_on_list(db, made, now=now)
    return made


def try_gauge(db: Session, connection_id: str, *, by: Viewer, now: datetime) -> Connection:
    """The worker asks it a question within seconds; how that went stands beside it."""
    made = _held(db, connection_id, by=by)
    _note(db, made, by=by, action="trial_asked", now=now)
    _put_on_list(db, made, now=now)
    return made


def stop_gauge(db: Session, connection_id: str, *, by: Viewer, now: datetime) -> Connection:
    """Nothing more is asked of it. What it has answered stays."""
    made = _held(db, connection_id, by=by)
    if made.state == ConnectionState.STOPPED:
        raise Conflict(Code.WRONG_STATE, "This connection is stopped already.")
    made.state, made.version = ConnectionState.STOPPED.value, made.version + 1
    db.add(made)
    _note(db, made, by=by, action="connection_stopped", now=now)
    return made


def note_trial(db: Session, connection_id: str, *, trouble: str, now: datetime) -> None:
    """How the worker fared."""
    made = db.get(Connection, connection_id)
    if made is None:
        return
    made.tried_at, made.trouble = now, trouble[:300]
    made.read_at = made.read_at if trouble else now
    db.add(made)
    _note(db, made, by=None, action="connection_tried", now=now)


def _held(db: Session, connection_id: str, *, by: Viewer) -> Connection:
    require_admin(by)
    found = db.get(Connection, connection_id) if is_id(connection_id) else None
    if found is None or found.kind != ConnectionKind.PROMETHEUS:
        raise NotFound
    return found


def _put_on_list(db: Session, made: Connection, *, now: datetime) -> None:
    key = f"{TRY}:{made.id}:{now.isoformat()}"
    enqueue(db, kind=TRY, dedupe_key=key, payload={"connection": made.id}, run_at=now, now=now)


def _note(db: Session, made: Connection, *, by: Viewer | None, action: str, now: datetime) -> None:
    changes = {"kind": made.kind, "address": made.address}
    write_audit(db, by=by, action=action, object_type="connection", object_id=made.id, changes=changes, now=now)
