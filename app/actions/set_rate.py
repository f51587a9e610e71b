"""Rate cards: added and ended by administrators, with an owner who answers for them. None is ever edited."""

from datetime import datetime

from sqlmodel import Session

from app.actions.write_audit import write_audit
from app.domain import RateCard, Viewer
from app.domain.measurement_draft import RateCardDraft
from app.domain.policy import require_admin
from app.kit.errors import Code, Conflict, Invalid, NotFound
from app.kit.ids import is_id, new_id
from app.queries import people_named


def add_rate(db: Session, *, by: Viewer, draft: RateCardDraft, now: datetime) -> RateCard:
    require_admin(by)
    owner = people_named.named(db, [draft.owner]).get(draft.owner)
    if owner is None or not owner.active:
        raise Invalid.one("owner", Code.PERSON_UNKNOWN, "Name who answers for this rate: somebody who is here.")
    values = draft.model_dump(exclude={"owner", "line"})
    card = RateCard(
        id=new_id(now), line=draft.line.value, owner_id=owner.id, added_by_id=by.person_id, added_at=now, **values
    )
    db.add(card)
    _note(db, card, by=by, action="rate_added", now=now)
    return card


def end_rate(db: Session, card_id: str, *, by: Viewer, now: datetime) -> RateCard:
    """It holds for nothing new; what was worked out with it keeps it."""
    require_admin(by)
    card = db.get(RateCard, card_id) if is_id(card_id) else None
    if card is None:
        raise NotFound
    if card.ended_at is not None:
        raise Conflict(Code.WRONG_STATE, "This rate has ended already.")
    card.ended_at, card.version = now, card.version + 1
    db.add(card)
    _note(db, card, by=by, action="rate_ended", now=now)
    return card


def _note(db: Session, card: RateCard, *, by: Viewer, action: str, now: datetime) -> None:
    changes = {
        "line": card.line,
        "unit": card.unit,
        "currency": card.currency,
        "likely": format(card.likely, "f"),
        "valid_from": card.valid_from.isoformat(),
        "valid_to": card.valid_to.isoformat(),
    }
    write_audit(db, by=by, action=action, object_type="rate_card", object_id=card.id, changes=changes, now=now)
