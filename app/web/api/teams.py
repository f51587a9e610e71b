"""/api/v1/teams and /api/v1/services."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.set_up import add_service, add_team, change_team, remove_team
from app.domain import Viewer
from app.domain.person_draft import ServiceDraft, TeamDraft, TeamsQuery
from app.domain.policy import require_admin
from app.queries import services, teams
from app.queries.services import ServiceRow
from app.queries.teams import TeamShape
from app.web.body import JsonDep
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import asks, takes
from app.web.respond import Rows

router = Doorway(tags=["teams"])
PLAIN = [Depends(no_query)]


@router.get("/teams", **asks(TeamsQuery))
def index(visit: VisitDep) -> Response:
    def question(db: Session, viewer: Viewer) -> Rows:
        query = visit.query(TeamsQuery)
        purpose = f"teams:{viewer.person_id}:{query.q}"
        return visit.rows(
            teams.listed(db, query=query, cursor=visit.cursor(query.cursor, purpose=purpose)), purpose=purpose
        )

    return visit.tell(question)


@router.post("/teams", status_code=201, dependencies=PLAIN, **takes(TeamDraft))
def create(body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> TeamShape:
        require_admin(viewer)
        team = add_team(db, by=viewer, draft=body.draft(TeamDraft), now=visit.now)
        db.flush()
        return teams.page_for(db, team.id, viewer=viewer)

    return visit.answer(deed, status=201, location="/api/v1/teams/{id}")


@router.get("/teams/{team_id}", dependencies=PLAIN)
def show(team_id: str, visit: VisitDep) -> Response:
    """Name and members; its work stands at /teams/{id}/contributions for those above it and HR."""
    return visit.tell(lambda db, viewer: teams.page_for(db, team_id, viewer=viewer))


@router.put("/teams/{team_id}", dependencies=PLAIN, **takes(TeamDraft))
def change(team_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> TeamShape:
        require_admin(viewer)
        draft, version = body.draft(TeamDraft), visit.if_match
        change_team(db, team_id=team_id, by=viewer, draft=draft, version=version, now=visit.now)
        db.flush()
        return teams.page_for(db, team_id, viewer=viewer)

    return visit.answer(deed)


@router.delete("/teams/{team_id}", status_code=204, dependencies=PLAIN)
def remove(team_id: str, visit: VisitDep) -> Response:
    """Only an empty one."""

    def deed(db: Session, viewer: Viewer) -> None:
        require_admin(viewer)
        remove_team(db, team_id=team_id, by=viewer, version=visit.if_match, now=visit.now)

    return visit.answer(deed)


@router.get("/services", **asks(TeamsQuery))
def service_index(visit: VisitDep) -> Response:
    def question(db: Session, viewer: Viewer) -> Rows:
        query = visit.query(TeamsQuery)
        purpose = f"services:{viewer.person_id}:{query.q}"
        page = services.listed(db, query=query, cursor=visit.cursor(query.cursor, purpose=purpose))
        return visit.rows(page, purpose=purpose)

    return visit.tell(question)


@router.post("/services", status_code=201, dependencies=PLAIN, **takes(ServiceDraft))
def create_service(body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ServiceRow:
        require_admin(viewer)
        made = add_service(db, by=viewer, draft=body.draft(ServiceDraft), now=visit.now)
        return ServiceRow(made.id, made.name, made.team_id)

    return visit.answer(deed, status=201)
