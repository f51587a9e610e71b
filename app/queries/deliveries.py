"""Letters on their way: what the worker looks for, and what their recipient and administrators are shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session, col

from app.domain import Delivery, DeliveryState, Person, Viewer, metadata
from app.domain.delivery import TEST, digest_occasion
from app.domain.policy import require_admin
from app.kit.paging import Cursor, Page, cut
from app.kit.prepared import prepared

IN_APP = "app"
MOST_TESTS = 3
_OPEN = (DeliveryState.DUE.value, DeliveryState.RETRY_AT.value)
_HELD = (DeliveryState.CLAIMED.value, DeliveryState.SENDING.value)
# What an administrator wants to see: letters that have not arrived as they should.
_TROUBLED = tuple(
    state.value
    for state in (DeliveryState.RETRY_AT, DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.SKIPPED)
)
AGAIN = (DeliveryState.UNCERTAIN.value, DeliveryState.FAILED.value)


@dataclass(frozen=True)
class LetterState:
    """How a letter fares, without a word of what it says."""

    id: str
    about: str
    channel: str
    recipient_id: str
    recipient: str
    state: str
    reason: str
    due_at: datetime
    sent_at: datetime | None

    @property
    def can_send_again(self) -> bool:
        return self.state in AGAIN


def anything_due(db: Session, *, channel: str, now: datetime) -> bool:
    """Also where another worker has left something behind. Asked every second, so that no lock is taken for nothing."""
    return db.execute(_ANYTHING, {"channel": channel, "now": now}).first() is not None


def require_reader(viewer: Viewer) -> None:
    """States of everybody's letters are for administrators."""
    require_admin(viewer)


def troubled(db: Session, *, viewer: Viewer, cursor: Cursor | None, limit: int) -> Page[LetterState]:
    """For administrators: newest first, states alone."""
    require_reader(viewer)
    letter = Delivery
    place = (col(letter.due_at), col(letter.id))
    question = _shown().where(col(letter.channel) != IN_APP, col(letter.state).in_(_TROUBLED))
    backward = cursor is not None and cursor.backward
    if cursor is not None:
        at, one = datetime.fromisoformat(cursor.values[0]), cursor.values[1]
        beyond = place[0] > at if backward else place[0] < at
        same = (place[0] == at) & ((place[1] > one) if backward else (place[1] < one))
        question = question.where(or_(beyond, same))
    order = [column.asc() if backward else column.desc() for column in place]
    rows = [LetterState(*row) for row in db.execute(question.order_by(*order).limit(limit + 1))]
    return cut(rows, limit=limit, cursor=cursor, place=lambda row: (row.due_at.isoformat(), row.id))


def of_edition(db: Session, *, viewer: Viewer, monday: date) -> LetterState | None:
    """The letter of one's own edition where something is wrong with it, by whatever channel it was to come."""
    row = db.execute(_OF_EDITION, {"me": viewer.person_id, "occasion": digest_occasion(monday)}).first()
    return LetterState(*row) if row else None


def one(db: Session, delivery_id: str) -> LetterState:
    """Of what the asker may see, which whoever asks has made sure of."""
    return LetterState(*db.execute(_shown().where(col(Delivery.id) == delivery_id)).one())


def tests_of(db: Session, *, viewer: Viewer) -> list[LetterState]:
    """An administrator's own test letters, the newest first."""
    require_admin(viewer)
    letter = Delivery
    question = _shown().where(
        col(letter.recipient_id) == viewer.person_id, col(letter.kind) == TEST, col(letter.channel) != IN_APP
    )
    rows = db.execute(question.order_by(col(letter.due_at).desc(), col(letter.id).desc()).limit(MOST_TESTS))
    return [LetterState(*row) for row in rows]


def _shown() -> Any:
    letter = Delivery
    return select(
        col(letter.id), col(letter.kind), col(letter.channel), col(letter.recipient_id), col(Person.name),
        col(letter.state), col(letter.reason), col(letter.due_at), col(letter.sent_at),
    ).join(Person, col(Person.id) == col(letter.recipient_id))  # fmt: skip


_D = metadata.tables["delivery"]
_OF_EDITION = prepared(
    _shown()
    .where(_D.c.recipient_id == bindparam("me"), _D.c.occasion == bindparam("occasion"), _D.c.state.in_(_TROUBLED))
    .limit(1)
)
_ANYTHING = (
    select(_D.c.id)
    .where(_D.c.channel == bindparam("channel"))
    .where(
        or_(
            _D.c.state.in_(_OPEN) & (_D.c.due_at <= bindparam("now")),
            _D.c.state.in_(_HELD) & (_D.c.lease_until < bindparam("now")),
        )
    )
    .limit(1)
)
