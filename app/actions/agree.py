"""Decide who can see the work: wider only with everybody's consent, narrower alone and at once.

A question, and an answer that leaves the circle as it is, change no version and no date: nobody outside the
contributors can tell that publicity was ever asked for or declined.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.change_state import hold, touch
from app.actions.deliver import queue_letters
from app.actions.note_change import note_change
from app.actions.renew import renew
from app.domain import Contributor, Viewer, Visibility
from app.domain.contribution import visibility_of
from app.domain.review_draft import VisibilityDraft
from app.domain.rights import require_open, to_share
from app.kit.errors import Stale
from app.queries import standings


def set_visibility(
    db: Session, contribution_id: str, *, by: Viewer, draft: VisibilityDraft, version: int, now: datetime
) -> Visibility:
    """Returns the circle as it is now, which for the company may still wait for others to agree."""
    standing = to_share(by, standings.sighted(db, by, contribution_id))
    require_open(standing)
    held = hold(db, contribution_id)
    people = _contributors(db, contribution_id)
    before = visibility_of(people)
    if _stands(people, by.person_id, draft.visibility):
        return before
    if held != version:
        raise Stale(held, "Somebody has changed this since you opened it.")
    _agree(people, by.person_id, draft.visibility)
    db.add_all(people)
    db.flush()
    after = visibility_of(people)
    changes = {"wanted": draft.visibility.value, "before": before.value, "after": after.value}
    note_change(db, contribution_id, by=by, action="visibility_set", changes=changes, now=now)
    if after is not before:
        touch(db, contribution_id, now=now)
    elif draft.visibility is Visibility.COMPANY:
        _ask(db, contribution_id, people, by=by, now=now)
    renew(db, [contribution_id])
    return after


def _stands(people: Sequence[Contributor], person_id: str, wanted: Visibility) -> bool:
    """Whether this is already so, so that asking or declining twice gives the first answer again."""
    if wanted is Visibility.PRIVATE:
        return not any(one.agreed_team or one.agreed_company for one in people)
    me = next(one for one in people if one.person_id == person_id)
    if wanted is Visibility.COMPANY:
        return me.agreed_company
    return me.agreed_team and not any(one.agreed_company for one in people)


def _agree(people: Sequence[Contributor], person_id: str, wanted: Visibility) -> None:
    """Widening speaks for oneself alone; narrowing ends what anybody had agreed to beyond it."""
    for one in people:
        mine = one.person_id == person_id
        if wanted is Visibility.COMPANY:
            one.agreed_company = one.agreed_company or mine
            one.asked_company = one.asked_company or mine
        else:
            one.agreed_company = one.asked_company = False
            one.agreed_team = wanted is Visibility.TEAM and (one.agreed_team or mine)


def _ask(db: Session, contribution_id: str, people: Sequence[Contributor], *, by: Viewer, now: datetime) -> None:
    queue_letters(
        db,
        kind="company_asked",
        occasion=f"company_asked:{contribution_id}:{now:%Y%m%d}",
        recipients=[one.person_id for one in people if not one.agreed_company],
        contribution_id=contribution_id,
        facts={"asked_by": by.person_id},
        now=now,
    )


def _contributors(db: Session, contribution_id: str) -> list[Contributor]:
    question = select(Contributor).where(col(Contributor.contribution_id) == contribution_id)
    return list(db.execute(question.order_by(col(Contributor.id))).scalars())
