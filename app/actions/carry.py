"""Hold letters while they are carried, and write down what came of each. No wire here: the worker speaks with it.

    due -> claimed -> sending -> sent | retry_at | failed | uncertain;  due -> skipped

`claimed` may be taken by anybody once its lease has run out. `sending` never goes back by itself: between the letter's
last dot and the answer nobody can know, so a dead lease makes it `uncertain`. Every update asks for the fence of its
own claim; a worker that slept past its lease finds that it holds nothing any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Executable, bindparam, select, update
from sqlmodel import Session

from app.domain import DeliveryState, Mailbox, Verdict, metadata
from app.domain.delivery import LETTER_LEASE, MOST_REFUSALS, wait_after

ENDED_MIDWAY = "the worker ended between the letter and its answer"


@dataclass(frozen=True)
class Held:
    """A letter in hand. `fence` is the number of this very claim."""

    id: str
    kind: str
    occasion: str
    recipient_id: str
    fence: int
    attempts: int
    contribution_id: str | None = None
    subject_id: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def claim_letters(db: Session, *, channel: str, limit: int, now: datetime) -> list[Held]:
    """Those that have been due longest, at most `limit`; what another worker has in hand is passed over."""
    rows = db.execute(_DUE, {"channel": channel, "now": now, "most": limit}).all()
    if not rows:
        return []
    values = {"ids": [row.id for row in rows], "until": now + LETTER_LEASE}
    db.execute(_CLAIM, values)
    return [
        Held(
            row.id, row.kind, row.occasion, row.recipient_id, row.fence + 1, row.attempts, row.contribution_id,
            row.subject_id, row.facts,
        )
        for row in rows
    ]  # fmt: skip


def begin_sending(db: Session, *, held: Held, now: datetime) -> bool:
    """Committed before the first byte of the letter leaves. False where another has taken over since."""
    return _hit(db, _BEGIN, {"one": held.id, "mine": held.fence, "until": now + LETTER_LEASE})


def settle_letter(db: Session, *, held: Held, verdict: Verdict, now: datetime) -> bool:
    """Writes down what came of it. False where the letter is no longer ours to say anything about."""
    state, due_at, reason = verdict.state, None, verdict.reason
    if state is DeliveryState.RETRY_AT:
        wait = wait_after(held.attempts + 1, held.id)
        if wait is None:
            state, reason = DeliveryState.FAILED, f"given up after 72 hours: {reason}"
        else:
            due_at = now + wait
    values: dict[str, Any] = {"one": held.id, "mine": held.fence, "new": state.value, "why": _short(reason)}
    if state is DeliveryState.SENT:
        return _hit(db, _SENT, values | {"at": now})
    if due_at is not None:
        return _hit(db, _AGAIN, values | {"at": due_at, "tried": held.attempts + 1})
    done = _hit(db, _ENDED, values)
    if done and verdict.bounced:
        _count_refusal(db, held.recipient_id, now)
    return done


def release_letters(db: Session, *, held: Sequence[Held]) -> None:
    """Not begun: free for anybody at once."""
    for one in held:
        db.execute(_RELEASE, {"one": one.id, "mine": one.fence})


def renew_letters(db: Session, *, held: Sequence[Held], now: datetime) -> None:
    for one in held:
        db.execute(_RENEW, {"one": one.id, "mine": one.fence, "until": now + LETTER_LEASE})


def recover_letters(db: Session, *, now: datetime) -> int:
    """What a worker left behind: not begun is due again, begun is uncertain. Returns how many became uncertain."""
    db.execute(_LAPSED, {"now": now})
    doubt = db.execute(_IN_DOUBT, {"now": now, "why": ENDED_MIDWAY})
    return doubt.rowcount if isinstance(doubt, CursorResult) else 0


def _count_refusal(db: Session, person_id: str, now: datetime) -> None:
    """An address that was refused for good three times is left in peace until a person says otherwise."""
    box = db.get(Mailbox, person_id) or Mailbox(person_id=person_id)
    box.refusals += 1
    if box.refusals >= MOST_REFUSALS:
        box.paused_at = box.paused_at or now
    db.add(box)


def _hit(db: Session, statement: Executable, values: Mapping[str, Any]) -> bool:
    result = db.connection().execute(statement, values)
    return bool(result.rowcount == 1)


def _short(reason: str) -> str:
    return " ".join(reason.split())[:200]


# Made once: a thousand letters a minute go through these.
_D = metadata.tables["delivery"]
_OPEN = (DeliveryState.DUE.value, DeliveryState.RETRY_AT.value)
_CLAIMED, _SENDING = DeliveryState.CLAIMED.value, DeliveryState.SENDING.value
_MINE = (_D.c.id == bindparam("one"), _D.c.fence == bindparam("mine"))
_DUE = (
    select(
        _D.c.id, _D.c.kind, _D.c.occasion, _D.c.recipient_id, _D.c.fence, _D.c.attempts, _D.c.contribution_id,
        _D.c.subject_id, _D.c.facts,
    )
    .where(_D.c.channel == bindparam("channel"), _D.c.state.in_(_OPEN), _D.c.due_at <= bindparam("now"))
    .order_by(_D.c.due_at, _D.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)  # fmt: skip
_CLAIM = (
    update(_D)
    .where(_D.c.id.in_(bindparam("ids", expanding=True)), _D.c.state.in_(_OPEN))
    .values(state=_CLAIMED, fence=_D.c.fence + 1, lease_until=bindparam("until"))
)
_BEGIN = update(_D).where(*_MINE, _D.c.state == _CLAIMED).values(state=_SENDING, lease_until=bindparam("until"))
_RESULT: dict[str, Any] = {"state": bindparam("new"), "reason": bindparam("why"), "lease_until": None}
# The answer of a letter that was thought lost meanwhile is still the truth about it.
_SENT = (
    update(_D)
    .where(*_MINE, _D.c.state.in_((_SENDING, DeliveryState.UNCERTAIN.value)))
    .values(**_RESULT, sent_at=bindparam("at"))
)
_IN_HAND = (*_MINE, _D.c.state.in_((_CLAIMED, _SENDING)))
_ENDED = update(_D).where(*_IN_HAND).values(**_RESULT)
_AGAIN = update(_D).where(*_IN_HAND).values(**_RESULT, due_at=bindparam("at"), attempts=bindparam("tried"))
_RELEASE = update(_D).where(*_MINE, _D.c.state == _CLAIMED).values(state=DeliveryState.DUE.value, lease_until=None)
_RENEW = update(_D).where(*_IN_HAND).values(lease_until=bindparam("until"))
_DEAD = _D.c.lease_until < bindparam("now")
_LAPSED = update(_D).where(_D.c.state == _CLAIMED, _DEAD).values(state=DeliveryState.DUE.value, lease_until=None)
_IN_DOUBT = (
    update(_D)
    .where(_D.c.state == _SENDING, _DEAD)
    .values(state=DeliveryState.UNCERTAIN.value, lease_until=None, reason=bindparam("why"))
)
