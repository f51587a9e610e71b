"""/teams: name and members for everybody, its work for those above it and HR. /services, for administrators."""

from collections.abc import Callable
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.responses import Response

from app.actions.set_up import add_service, add_team, change_team, remove_team
from app.domain import Viewer
from app.domain.contribution_draft import PageQuery
from app.domain.person_draft import ServiceDraft, TeamDraft, TeamsQuery
from app.domain.policy import require_admin
from app.kit.errors import Fault
from app.kit.paging import Cursor, Page
from app.queries import contribution_lists, teams
from app.web.body import FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import seen_version, typed

router = Doorway()
Again = Callable[[Viewer, Fault], Response]


@router.get("/teams")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        return _index(visit, db, viewer)


@router.post("/teams")
def create(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_admin(viewer)
        return f"/teams/{add_team(db, by=viewer, draft=form.draft(TeamDraft), now=visit.now).id}"

    return visit.do(form, deed, again=_index_again(visit, "team", typed(form)), notice="Added.")


@router.post("/services")
def create_service(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_admin(viewer)
        add_service(db, by=viewer, draft=form.draft(ServiceDraft), now=visit.now)
        return "/teams"

    return visit.do(form, deed, again=_index_again(visit, "service", typed(form)), notice="Added.")


@router.get("/teams/{team_id}")
def show(team_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        return _show(visit, db, viewer, team_id)


@router.post("/teams/{team_id}")
def change(team_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_admin(viewer)
        draft = form.draft(TeamDraft)
        change_team(db, team_id=team_id, by=viewer, draft=draft, version=seen_version(form), now=visit.now)
        return f"/teams/{team_id}"

    return visit.do(form, deed, again=_show_again(visit, team_id, typed(form)), notice="Saved.")


@router.post("/teams/{team_id}/removal")
def remove(team_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_admin(viewer)
        remove_team(db, team_id=team_id, by=viewer, version=seen_version(form), now=visit.now)
        return "/teams"

    return visit.do(form, deed, again=_show_again(visit, team_id, {}), notice="Removed.")


def _index(
    visit: Visit, db: Session, viewer: Viewer, *, which: str = "", values: dict[str, str] | None = None,
    fault: Fault | None = None,
) -> Response:  # fmt: skip
    """With a fault in one of the two forms below the list, the fields of that form say what is wrong."""
    query = TeamsQuery() if fault else visit.query(TeamsQuery)
    purpose = f"teams:{viewer.person_id}:{query.q}"
    page = teams.listed(db, query=query, cursor=visit.cursor(query.cursor, purpose=purpose))
    found = fault.by_field if fault else {}
    return visit.page(
        "pages/teams/index.html",
        viewer,
        page_title="Teams",
        rows=page.rows,
        which=which,
        typed=values or {},
        errors={f"{which}-{field}": words for field, words in found.items()},
        previous_url=_link(visit, "/teams", page.previous, purpose),
        next_url=_link(visit, "/teams", page.next, purpose),
    )


def _index_again(visit: Visit, which: str, values: dict[str, str]) -> Again:
    def again(viewer: Viewer, fault: Fault) -> Response:
        require_admin(viewer)
        with visit.wiring.store.read() as db:
            return _index(visit, db, viewer, which=which, values=values, fault=fault)

    return again


def _show(
    visit: Visit, db: Session, viewer: Viewer, team_id: str, *, values: dict[str, str] | None = None,
    fault: Fault | None = None,
) -> Response:  # fmt: skip
    team = teams.page_for(db, team_id, viewer=viewer)
    query = PageQuery() if fault else visit.query(PageQuery)
    purpose = f"team:{viewer.person_id}:{team_id}"
    cursor = visit.cursor(query.cursor, purpose=purpose)
    work: Page[contribution_lists.ContributionRow] = Page([], None, None)
    if team.shows_work:
        work = contribution_lists.of_team(db, viewer=viewer, team_id=team_id, query=query, cursor=cursor)
    path = f"/teams/{team_id}"
    return visit.page(
        "pages/teams/show.html",
        viewer,
        page_title=team.name,
        team=team,
        work=work.rows,
        typed=values or {"name": team.name, "parent": team.parent.name if team.parent else ""},
        errors=fault.by_field if fault else {},
        previous_url=_link(visit, path, work.previous, purpose),
        next_url=_link(visit, path, work.next, purpose),
    )


def _show_again(visit: Visit, team_id: str, values: dict[str, str]) -> Again:
    def again(viewer: Viewer, fault: Fault) -> Response:
        require_admin(viewer)
        with visit.wiring.store.read() as db:
            return _show(visit, db, viewer, team_id, values=values, fault=fault)

    return again


def _link(visit: Visit, path: str, cursor: Cursor | None, purpose: str) -> str | None:
    sealed = visit.seal(cursor, purpose=purpose)
    return f"{path}?{urlencode({'cursor': sealed})}" if sealed else None
