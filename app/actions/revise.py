"""Put the facts of a contribution right, or take it off again while it is only proposed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.actions.change_state import change_state, hold
from app.actions.deliver import take_back_letters
from app.actions.index_words import index_words
from app.actions.note_change import note_change
from app.actions.record import local_day
from app.actions.renew import renew
from app.actions.write_audit import trace
from app.domain import Contribution, Nomination, State, Viewer
from app.domain.contribution_draft import ContributionPatch
from app.domain.rights import require_kept, to_edit, to_take_back
from app.kit.errors import Code, Conflict, FieldError, Invalid, Stale
from app.queries import services, standings
from app.queries.capture import categories

TEXTS = {"title", "summary"}


def revise(
    db: Session, contribution_id: str, *, by: Viewer, draft: ContributionPatch, version: int, now: datetime
) -> int:
    """Only what the draft gives. Changing the kind keeps everything else. Returns the new version."""
    require_kept(to_edit(by, standings.sighted(db, by, contribution_id)))
    if (held := hold(db, contribution_id)) != version:
        raise Stale(held, "Somebody has changed this since you opened it. Look at both texts.")
    values = _values(db, contribution_id, draft, today=local_day(by, now))
    changed = update(Contribution).where(col(Contribution.id) == contribution_id)
    db.execute(changed.values(**values, changed_at=now, version=version + 1))
    changes = {name: trace(value) if name in TEXTS else _plain(value) for name, value in values.items()}
    note_change(db, contribution_id, by=by, action="revised", changes=changes, now=now)
    index_words(db, contribution_id)
    renew(db, [contribution_id])
    return version + 1


def discard(db: Session, contribution_id: str, *, by: Viewer, version: int, now: datetime) -> None:
    """By its recorder, while nobody else stands behind it. It is withdrawn, with its history and its letters."""
    standing = to_take_back(by, standings.sighted(db, by, contribution_id))
    if standing.state != State.PROPOSED:
        raise Conflict(Code.WRONG_STATE, "Only what is still proposed can be removed; you can withdraw it.")
    if (held := hold(db, contribution_id)) != version:
        raise Stale(held, "Somebody has changed this since you opened it. Look at it again.")
    change_state(db, contribution_id, at=[State.PROPOSED], to=State.WITHDRAWN, now=now)
    mine = select(col(Nomination.id)).where(
        col(Nomination.contribution_id) == contribution_id, col(Nomination.author_id) == by.person_id
    )
    for nomination_id in db.execute(mine).scalars():
        take_back_letters(db, occasion=f"nominated:{nomination_id}")
    take_back_letters(db, occasion=f"recorded:{contribution_id}")
    note_change(db, contribution_id, by=by, action="removed", now=now)
    renew(db, [contribution_id])


def _values(db: Session, contribution_id: str, draft: ContributionPatch, *, today: date) -> dict[str, Any]:
    """What is set, as columns. Raises Invalid with every fault at once."""
    given = {name: getattr(draft, name) for name in draft.model_fields_set}
    c = Contribution
    old = db.execute(select(col(c.started_on), col(c.finished_on)).where(col(c.id) == contribution_id)).one()
    first, last = given.get("started_on", old.started_on), given.get("finished_on", old.finished_on)
    faults = []
    if "category" in given and given["category"] not in categories(db):
        faults.append(FieldError("category", Code.BAD_CHOICE, "Choose one of the categories that are offered."))
    late = [name for name in ("started_on", "finished_on") if given.get(name) and given[name] > today]
    faults += [FieldError(name, Code.BAD_DATE, "Choose a day that is not in the future.") for name in late]
    if first and first > last:
        place = "finished_on" if "finished_on" in given else "started_on"
        faults.append(FieldError(place, Code.BAD_DATE, "The work cannot finish before it began."))
    if "service" in given:
        try:
            given["service_id"] = services.id_of(db, given.pop("service") or "")
        except Invalid as unknown:
            faults += unknown.errors
    if faults:
        raise Invalid.many(faults)
    return {name: getattr(value, "value", value) for name, value in given.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
