"""Let somebody in for the first time."""

from datetime import datetime

from sqlmodel import Session

from app.actions.sign_in import make_link
from app.domain import Viewer
from app.domain.policy import require_admin
from app.kit.errors import Code, Conflict
from app.queries import people


def invite(db: Session, *, person_id: str, by: Viewer, now: datetime) -> str:
    """The secret of a one-time link, for somebody active who has never been here.

    For anybody else it takes the operator at the terminal: an administrator reads no private work, and a link into
    an account that is in use would be a way around that.
    """
    require_admin(by)
    if not people.may_be_invited(db, person_id, viewer=by):
        raise Conflict(Code.WRONG_STATE, "They have been here already, or have left. Links for them need the terminal.")
    return make_link(db, person_id=person_id, by=by, now=now)
