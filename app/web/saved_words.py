"""What the next page says once something was saved, and how it carries it."""

from collections.abc import Sequence

from sqlmodel import Session
from starlette.responses import Response

from app.actions.nominate import Nominated
from app.domain import Viewer
from app.publishing.phrases import and_names, first_name
from app.queries import contribution_lists
from app.web import notices
from app.web.deps import Visit


def nominated(db: Session, done: Nominated, *, by: Viewer, blameless: str) -> str:
    """ "Saved. Hana and Jun will see it, and it can appear in Monday's digest." """
    id_ = done.nomination.contribution_id
    people = [one for one in contribution_lists.people_on(db, [id_]).get(id_, ()) if one.id != by.person_id]
    will_see = and_names([first_name(one.name) for one in people])
    said = "This was here already; your words now stand beside it." if done.attached else "Saved."
    return f"{said} {will_see} will see it, and it can appear in Monday's digest. {blameless}".strip()


def recorded(is_own: bool, *, blameless: str) -> str:
    if is_own:
        return f"Saved as your own work. A second person can confirm it. {blameless}".strip()
    return f"Saved. It can appear in Monday's digest. {blameless}".strip()


def carry(visit: Visit, answer: Response, saved: Sequence[notices.Notice]) -> Response:
    """A repeated click finds nothing new to tell."""
    if saved and answer.status_code == 303:
        notices.write(answer, saved[-1], visit.wiring.secret, secure=visit.is_secure)
    return answer
