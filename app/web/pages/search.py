"""/search: what the palette shows while somebody types. Only what the reader may open."""

from typing import Any
from urllib.parse import quote

from sqlmodel import Session
from starlette.responses import Response

from app.domain import Viewer
from app.domain.contribution_draft import ListQuery
from app.domain.draft import Draft, ShortText, read_values
from app.domain.incident_draft import IncidentQuery
from app.domain.person_draft import PeopleQuery
from app.kit.errors import NotFound
from app.queries import capture, contribution_lists, incidents, people
from app.queries.standings import sighted
from app.web.deps import VisitDep
from app.web.doorway import Doorway

router = Doorway()
SHOWN = 5
Group = tuple[str, list[tuple[str, str, str]]]


class SearchQuery(Draft):
    q: ShortText = ""


@router.get("/search", slow=True)
def search(visit: VisitDep) -> Response:
    text = visit.query(SearchQuery).q
    with visit.reading() as (db, viewer):
        groups = _found(db, viewer, text) if text else []
    return visit.page("pages/search/found.html", viewer, groups=groups, q=text)


def _found(db: Session, viewer: Viewer, text: str) -> list[Group]:
    if text.startswith(("http://", "https://")):
        return [("Link", [_link(db, viewer, text)])]
    asked = {"q": text, "limit": SHOWN}
    work = contribution_lists.listed(db, viewer=viewer, query=read_values(ListQuery, asked), cursor=None)
    events = _incidents(db, viewer, {"ref": text.upper()}) | _incidents(db, viewer, asked)
    who = people.listed(db, query=read_values(PeopleQuery, asked), cursor=None)
    groups: list[Group] = [
        ("Contributions", [(f"/contributions/{row.id}", row.title, row.grade) for row in work.rows]),
        ("Incidents", list(events.values())[:SHOWN]),
        ("People", [(f"/people/{row.id}", row.name, row.team.name if row.team else "") for row in who.rows]),
    ]
    return [(label, entries) for label, entries in groups if entries]


def _incidents(db: Session, viewer: Viewer, asked: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    found = incidents.listed(db, viewer=viewer, query=read_values(IncidentQuery, asked), cursor=None)
    return {row.id: (f"/incidents/{row.id}", row.title, row.ref) for row in found.rows}


def _link(db: Session, viewer: Viewer, url: str) -> tuple[str, str, str]:
    """The contribution that a link belongs to, where the reader may know; else Nominate with it filled in."""
    known = capture.open_with_link(db, url)
    if known is not None:
        try:
            sighted(db, viewer, known)
        except NotFound:
            known = None
    if known is not None:
        return f"/contributions/{known}", capture.already_here(db, known).title, "already here"
    return f"/nominate?url={quote(url, safe='')}", "Nominate this work", ""
