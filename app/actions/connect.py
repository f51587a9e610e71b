"""Connect a repository, ask for it to be read again, stop reading it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.write_audit import write_audit
from app.domain import Connection, ConnectionKind, ConnectionState, Viewer
from app.domain.connection_draft import ConnectionDraft
from app.domain.policy import require_admin
from app.kit.errors import Code, Conflict, Invalid, NotFound
from app.kit.ids import is_id, new_id
from app.queries import teams


def connect(
    db: Session, *, by: Viewer | None, draft: ConnectionDraft, roots: Sequence[Path], now: datetime
) -> Connection:
    """A local clone below one of the `roots` that the operator lists. It is read by the worker, soon."""
    if by is not None:
        require_admin(by)
        _require_below(draft.address, roots)
    if find(db, draft.address) is not None:
        raise Conflict(Code.NAME_TAKEN, "This repository is connected already.")
    made = Connection(
        id=new_id(now),
        name=draft.name,
        address=draft.address,
        browse_url=draft.browse_url.rstrip("/"),
        team_id=teams.id_of(db, draft.team) if draft.team else None,
        history_from=draft.history_from,
        asked_at=now,
        added_by_id=by.person_id if by else None,
        added_at=now,
    )
    db.add(made)
    write_audit(
        db,
        by=by,
        action="connected",
        object_type="connection",
        object_id=made.id,
        changes={"kind": made.kind, "address": made.address},
        now=now,
    )
    return made


def find(db: Session, address: str) -> Connection | None:
    question = select(Connection).where(
        col(Connection.kind) == ConnectionKind.GIT.value, col(Connection.address) == address
    )
    found: Connection | None = db.execute(question).scalar_one_or_none()
    return found


def ask_to_read(db: Session, connection_id: str, *, by: Viewer, now: datetime) -> None:
    """The worker reads it within a minute; what it found, or why it could not, stands on the connection's page."""
    connection = held(db, connection_id, by=by)
    if connection.state != ConnectionState.ACTIVE:
        raise Conflict(Code.WRONG_STATE, "This connection is stopped. Start it first.")
    connection.asked_at = now
    db.add(connection)
    write_audit(db, by=by, action="reading_asked", object_type="connection", object_id=connection_id, now=now)


def stop_reading(db: Session, connection_id: str, *, by: Viewer, now: datetime) -> None:
    """What is stopped collects nothing. What it has shown already stays."""
    _move(db, connection_id, to=ConnectionState.STOPPED, by=by, now=now)


def start_reading(db: Session, connection_id: str, *, by: Viewer, now: datetime) -> None:
    _move(db, connection_id, to=ConnectionState.ACTIVE, by=by, now=now)


def held(db: Session, connection_id: str, *, by: Viewer) -> Connection:
    require_admin(by)
    connection = db.get(Connection, connection_id, with_for_update=True) if is_id(connection_id) else None
    if connection is None:
        raise NotFound
    return connection


def _move(db: Session, connection_id: str, *, to: ConnectionState, by: Viewer, now: datetime) -> None:
    connection = held(db, connection_id, by=by)
    if connection.state == to:
        return
    connection.state, connection.version = to.value, connection.version + 1
    if to is ConnectionState.ACTIVE:
        connection.asked_at = now
    db.add(connection)
    write_audit(db, by=by, action=to.value, object_type="connection", object_id=connection_id, now=now)


def _require_below(address: str, roots: Sequence[Path]) -> None:
    """By its spelling; where it leads is looked at when it is read."""
    if not any(Path(address).is_relative_to(root) for root in roots):
        words = "Only clones below the folders that the operator lists can be read (UNSUNG_GIT_ROOTS)."
        raise Invalid.one("address", Code.ADDRESS_REFUSED, words)
