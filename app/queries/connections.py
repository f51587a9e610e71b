"""Configured tools: what administrators see of them, and which of them the worker has to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain import Connection, ConnectionKind, ConnectionState, HandState, KnownHand, Person, Team, Viewer
from app.domain.policy import require_admin
from app.kit.errors import NotFound
from app.kit.ids import is_id
from app.queries.people import NamedShape

MOST_CONNECTIONS = 200
MOST_HANDS = 100
NIGHT = time(2, tzinfo=UTC)
RETRY = timedelta(hours=1)


@dataclass(frozen=True)
class ConnectionRow:
    id: str
    kind: str
    name: str
    address: str
    state: str
    read_at: datetime | None
    tried_at: datetime | None
    is_asked: bool
    trouble: str


@dataclass(frozen=True)
class HandShape:
    """A name in a tool that is joined to nobody yet. `suggested` may be the one meant, and was asked."""

    id: str
    name: str
    state: str
    suggested: NamedShape | None


@dataclass(frozen=True)
class ConnectionShape:
    """`read` and `set_aside` count changes of the whole repository."""

    id: str
    kind: str
    name: str
    address: str
    browse_url: str
    team: NamedShape | None
    history_from: date | None
    state: str
    read_at: datetime | None
    tried_at: datetime | None
    is_asked: bool
    trouble: str
    read: int
    set_aside: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    hands: tuple[HandShape, ...]
    version: int


@dataclass(frozen=True)
class Due:
    """What the worker needs to read one connection."""

    id: str
    name: str
    address: str
    history_from: date | None
    watermark: Mapping[str, Any]


def listed(db: Session, *, viewer: Viewer) -> list[ConnectionRow]:
    require_admin(viewer)
    return rows(db)


def rows(db: Session) -> list[ConnectionRow]:
    """For a page that has asked already whose it is."""
    c = Connection
    mine = col(c.kind) == ConnectionKind.GIT.value  # those that measure stand at /settings/gauges
    question = select(c).where(mine).order_by(col(c.name), col(c.id)).limit(MOST_CONNECTIONS)
    return [
        ConnectionRow(
            row.id, row.kind, row.name, row.address, row.state, row.read_at, row.tried_at, is_asked(row), row.trouble
        )
        for row in db.execute(question).scalars()
    ]


def page_for(db: Session, connection_id: str, *, viewer: Viewer) -> ConnectionShape:
    require_admin(viewer)
    row = db.get(Connection, connection_id) if is_id(connection_id) else None
    if row is None:
        raise NotFound
    figures = row.figures or {}
    team = db.execute(select(col(Team.name)).where(col(Team.id) == row.team_id)).scalar() if row.team_id else None
    return ConnectionShape(
        id=row.id,
        kind=row.kind,
        name=row.name,
        address=row.address,
        browse_url=row.browse_url,
        team=NamedShape(row.team_id, team) if row.team_id and team else None,
        history_from=row.history_from,
        state=row.state,
        read_at=row.read_at,
        tried_at=row.tried_at,
        is_asked=is_asked(row),
        trouble=row.trouble,
        read=int(figures.get("read", 0)),
        set_aside=tuple((str(why), int(n)) for why, n in sorted(figures.get("set_aside", {}).items()) if n),
        notes=tuple(str(one) for one in figures.get("notes", ())),
        hands=_hands(db, row.id),
        version=row.version,
    )


def of_hand(db: Session, hand_id: str) -> str:
    """The connection that shows this name."""
    question = select(col(KnownHand.connection_id)).where(col(KnownHand.id) == hand_id)
    found: str | None = db.execute(question).scalar() if is_id(hand_id) else None
    if found is None:
        raise NotFound
    return found


def is_asked(row: Connection) -> bool:
    """Whether somebody waits for it to be read."""
    return (
        row.state == ConnectionState.ACTIVE
        and row.asked_at is not None
        and (row.tried_at is None or row.tried_at < row.asked_at)
    )


def due(db: Session, *, now: datetime) -> list[Due]:
    """Asked for, or not read since two in the morning. What failed waits an hour, unless somebody asks again."""
    night = datetime.combine(now.date(), NIGHT)
    night = night if night <= now else night - timedelta(days=1)
    question = select(Connection).where(
        col(Connection.kind) == ConnectionKind.GIT.value, col(Connection.state) == ConnectionState.ACTIVE.value
    )
    found = []
    for row in db.execute(question.order_by(col(Connection.id))).scalars():
        is_stale = row.read_at is None or row.read_at < night
        may_try = row.tried_at is None or not row.trouble or row.tried_at <= now - RETRY
        if is_asked(row) or (is_stale and may_try):
            found.append(Due(row.id, row.name, row.address, row.history_from, row.watermark))
    return found


def _hands(db: Session, connection_id: str) -> tuple[HandShape, ...]:
    h, meant = KnownHand, aliased(Person)
    question: Any = (
        select(col(h.id), col(h.name), col(h.state), col(meant.id).label("meant_id"), col(meant.name).label("meant"))
        .outerjoin(meant, col(meant.id) == col(h.suggested_id))
        .where(col(h.connection_id) == connection_id, col(h.state) != HandState.JOINED.value)
        .order_by(col(h.state), col(h.name), col(h.id))
        .limit(MOST_HANDS)
    )
    return tuple(
        HandShape(row.id, row.name, row.state, NamedShape(row.meant_id, row.meant) if row.meant_id else None)
        for row in db.execute(question)
    )
