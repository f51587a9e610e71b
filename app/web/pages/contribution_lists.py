"""/contributions, and the same list of one person or one team: by date, in the reader's scope, without totals."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from markupsafe import Markup
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


@router.get("/contributions", swift=True)
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        query = visit.query(ListQuery)
        purpose = query.purpose("contributions", viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = contribution_lists.listed(db, viewer=viewer, query=query, cursor=cursor)
        offered = categories(db)
    given = visit.request.query_params
    kept, drawn = {name: given.get(name, "") for name in FILTERS}, visit.wiring.templates
    return _list(
        visit,
        viewer,
        page,
        purpose,
        template="pages/contributions/index.html",
        page_title="Contributions",
        filters=_filters(drawn, kept, offered) if any(kept.values()) else _plain_filters(drawn, offered),
        filtered=any(value.strip() for value in kept.values()),
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


def _filters(templates: Environment, kept: Mapping[str, str], offered: Sequence[str]) -> Markup:
    names = [ANY, *((name, name) for name in offered)]
    form: Any = templates.get_template("pages/contributions/_filters.html").module
    drawn: Markup = form.filters(kept, KINDS, names, GRADES, STATES)
    return drawn


@lru_cache(maxsize=4)
def _plain_filters(templates: Environment, offered: tuple[str, ...]) -> Markup:
    """The form as most people meet it, drawn once: it cost as much as ten rows."""
    return _filters(templates, dict.fromkeys(FILTERS, ""), offered)


def _list(
    visit: Visit, viewer: Viewer, page: Page[ContributionRow], purpose: str, *, template: str, **context: Any
) -> Response:
    asked = {name: value for name, value in visit.request.query_params.items() if name != "cursor" and value}
    links: dict[str, Any] = {}
    for name, cursor in (("previous_url", page.previous), ("next_url", page.next)):
        sealed = visit.seal(cursor, purpose=purpose)
        links[name] = f"{visit.request.url.path}?{urlencode(asked | {'cursor': sealed})}" if sealed else None
    return visit.page(template, viewer, rows=page.rows, **links, **context)
