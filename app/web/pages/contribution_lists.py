"""/contributions, and the same list of one person or one team: by date, in the reader's scope, without totals."""

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from app.domain import State, Viewer
from app.domain.contribution_draft import GradeWord, ListQuery, PageQuery
from app.kit.paging import Page
from app.queries import contribution_lists, people, teams
from app.queries.capture import categories
from app.queries.contribution_lists import ContributionRow
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway

router = Doorway()
ANY = ("", "Any")
KINDS = [ANY, ("preventive_fix", "Preventive fix"), ("incident_response", "Incident response")]
GRADES = [ANY, *((word.value, word.value.replace("_", " ")) for word in GradeWord)]
STATES = [ANY, *((state.value, state.value) for state in State)]
FILTERS = ("q", "kind", "category", "unit", "grade", "state", "service", "from", "to")


@router.get("/contributions")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        query = visit.query(ListQuery)
        purpose = query.purpose("contributions", viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = contribution_lists.listed(db, viewer=viewer, query=query, cursor=cursor)
        offered = [ANY, *((name, name) for name in categories(db))]
    given = visit.request.query_params
    return _list(
        visit,
        viewer,
        page,
        purpose,
        template="pages/contributions/index.html",
        page_title="Contributions",
        kept={name: given.get(name, "") for name in FILTERS},
        filtered=any(given.get(name, "").strip() for name in FILTERS),
        kinds=KINDS,
        grades=GRADES,
        states=STATES,
        categories=offered,
    )


@router.get("/people/{person_id}/contributions")
def of_person(person_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        person = people.row_for(db, person_id, viewer=viewer)
        query = visit.query(PageQuery)
        purpose = query.purpose(f"person:{person_id}", viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = contribution_lists.of_person(db, viewer=viewer, person_id=person_id, query=query, cursor=cursor)
        title, back = f"Work of {person.name}", f"/people/{person_id}"
    return _list(visit, viewer, page, purpose, template="pages/contributions/of.html", page_title=title, back=back)


@router.get("/teams/{team_id}/contributions")
def of_team(team_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        contribution_lists.require_above_team(db, viewer, team_id)
        query = visit.query(PageQuery)
        purpose = query.purpose(f"team:{team_id}", viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = contribution_lists.of_team(db, viewer=viewer, team_id=team_id, query=query, cursor=cursor)
        title, back = f"Work of {teams.page_for(db, team_id, viewer=viewer).name}", f"/teams/{team_id}"
    return _list(visit, viewer, page, purpose, template="pages/contributions/of.html", page_title=title, back=back)


def _list(
    visit: Visit, viewer: Viewer, page: Page[ContributionRow], purpose: str, *, template: str, **context: Any
) -> Response:
    asked = {name: value for name, value in visit.request.query_params.items() if name != "cursor" and value}
    links: dict[str, Any] = {}
    for name, cursor in (("previous_url", page.previous), ("next_url", page.next)):
        sealed = visit.seal(cursor, purpose=purpose)
        links[name] = f"{visit.request.url.path}?{urlencode(asked | {'cursor': sealed})}" if sealed else None
    return visit.page(template, viewer, rows=page.rows, **links, **context)
