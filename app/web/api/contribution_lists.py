"""/api/v1: contributions as lists, by date and by nothing else."""

from sqlmodel import Session
from starlette.responses import Response

from app.domain import Viewer
from app.domain.contribution_draft import ListQuery, PageQuery
from app.queries import contribution_lists
from app.web.deps import VisitDep
from app.web.doorway import Doorway
from app.web.openapi import asks
from app.web.respond import Rows

router = Doorway(tags=["contributions"])


@router.get("/contributions", swift=True, quiet=True, **asks(ListQuery))
def index(visit: VisitDep) -> Response:
    """Everything in the caller's scope, newest first."""

    def question(db: Session, viewer: Viewer) -> Rows:
        query = visit.query(ListQuery)
        purpose = query.purpose("contributions", viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        return visit.rows(contribution_lists.listed(db, viewer=viewer, query=query, cursor=cursor), purpose=purpose)

    return visit.tell(question)


@router.get("/people/{person_id}/contributions", swift=True, quiet=True, **asks(PageQuery))
def of_person(person_id: str, visit: VisitDep) -> Response:
    """One person's work, as far as the caller may see it. No totals."""

    def question(db: Session, viewer: Viewer) -> Rows:
        contribution_lists.require_person(db, viewer, person_id)
        query = visit.query(PageQuery)
        purpose = query.purpose(f"person:{person_id}", viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = contribution_lists.of_person(db, viewer=viewer, person_id=person_id, query=query, cursor=cursor)
        return visit.rows(page, purpose=purpose)

    return visit.tell(question)


@router.get("/teams/{team_id}/contributions", swift=True, quiet=True, **asks(PageQuery))
def of_team(team_id: str, visit: VisitDep) -> Response:
    """A team's work, for the chain above it and HR; for everybody else there is no such list."""

    def question(db: Session, viewer: Viewer) -> Rows:
        contribution_lists.require_above_team(db, viewer, team_id)
        query = visit.query(PageQuery)
        purpose = query.purpose(f"team:{team_id}", viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = contribution_lists.of_team(db, viewer=viewer, team_id=team_id, query=query, cursor=cursor)
        return visit.rows(page, purpose=purpose)

    return visit.tell(question)
