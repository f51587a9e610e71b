"""A link from a letter does its one act, once. Whoever opened it first has used nothing up: only the act does."""

from datetime import datetime

from sqlmodel import Session

from app.actions.act import act
from app.actions.arrange import stop_digest, stop_notices
from app.domain import Act, UsedLink, Viewer
from app.domain.act_draft import ActDraft
from app.domain.act_link import Aim
from app.kit.crypto import fingerprint
from app.kit.errors import Code, NotFound


def act_by_link(
    db: Session, contribution_id: str, *, token: str, by: Viewer, draft: ActDraft, item_id: str, now: datetime
) -> Act:
    """The act on the item that the link names, by the manager whose edition it is. Raises NotFound (gone) if used."""
    require_unused(db, token=token)
    db.add(UsedLink(id=fingerprint(token), person_id=by.person_id, used_at=now))
    return act(db, contribution_id, by=by, draft=draft, item_id=item_id, now=now)


def stop_by_link(db: Session, *, aim: Aim, by: Viewer, now: datetime) -> None:
    """Switches off the letters that the link came with, and nothing else. A second time changes nothing."""
    if aim is Aim.STOP_NOTICES:
        stop_notices(db, by=by, now=now)
    elif by.is_manager:
        stop_digest(db, by=by, now=now)


def require_unused(db: Session, *, token: str) -> None:
    used = db.get(UsedLink, fingerprint(token))
    if used is not None:
        raise NotFound(Code.GONE, f"This was done on {used.used_at:%A} {used.used_at.day} {used.used_at:%B}.")
