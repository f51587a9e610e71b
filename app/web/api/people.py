"""/api/v1/people and /api/v1/me."""

from dataclasses import dataclass

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.amend import amend
from app.actions.enrol import enrol
from app.actions.invite import invite
from app.actions.leave import deactivate, reinstate
from app.domain import Viewer
from app.domain.person_draft import PeopleQuery, PersonChange, PersonDraft
from app.domain.policy import require_admin
from app.queries import people
from app.queries.people import PersonShape
from app.web.body import JsonDep
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import asks, takes
from app.web.respond import Rows

router = Doorway(tags=["people"])
PLAIN = [Depends(no_query)]


@router.get("/people", **asks(PeopleQuery))
def index(visit: VisitDep) -> Response:
    """Name and team, by name. There is no other order."""

    def question(db: Session, viewer: Viewer) -> Rows:
        query = visit.query(PeopleQuery)
        purpose = f"people:{viewer.person_id}:{query.q}"
        return visit.rows(
            people.listed(db, query=query, cursor=visit.cursor(query.cursor, purpose=purpose)), purpose=purpose
        )

    return visit.tell(question)


@router.post("/people", status_code=201, dependencies=PLAIN, **takes(PersonDraft))
def create(body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> PersonShape:
        require_admin(viewer)
        person = enrol(db, by=viewer, draft=body.draft(PersonDraft), now=visit.now)
        return people.page_for(db, person.id, viewer=viewer)

    return visit.answer(deed, status=201, location="/api/v1/people/{id}")


@router.get("/me", dependencies=PLAIN)
def me(visit: VisitDep) -> Response:
    return visit.tell(lambda db, viewer: people.page_for(db, viewer.person_id, viewer=viewer))


@router.get("/people/{person_id}", dependencies=PLAIN)
def show(person_id: str, visit: VisitDep) -> Response:
    """`private` is given to the person, the chain above them and HR."""
    return visit.tell(lambda db, viewer: people.page_for(db, person_id, viewer=viewer))


@router.patch("/people/{person_id}", dependencies=PLAIN, **takes(PersonChange))
def change(person_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """Name, language, zone and handles are the person's own; the rest an administrator's."""

    def deed(db: Session, viewer: Viewer) -> PersonShape:
        draft, version = body.draft(PersonChange), visit.if_match
        amend(db, person_id=person_id, by=viewer, draft=draft, version=version, now=visit.now)
        return people.page_for(db, person_id, viewer=viewer)

    return visit.answer(deed)


@router.post("/people/{person_id}/deactivation", status_code=204, dependencies=PLAIN)
def leave(person_id: str, visit: VisitDep) -> Response:
    """Ends every way in at once; credit and counts stay."""
    return visit.answer(lambda db, viewer: deactivate(db, person_id=person_id, by=viewer, now=visit.now))


@router.post("/people/{person_id}/reinstatement", status_code=204, dependencies=PLAIN)
def come_back(person_id: str, visit: VisitDep) -> Response:
    return visit.answer(lambda db, viewer: reinstate(db, person_id=person_id, by=viewer, now=visit.now))


@dataclass(frozen=True)
class LinkShape:
    """`url` signs its person in once."""

    url: str


@router.post("/people/{person_id}/sign-in-links", status_code=201, dependencies=PLAIN)
def first_link(person_id: str, visit: VisitDep) -> Response:
    """For somebody who has never been here. The link is in this answer and nowhere else."""

    def deed(db: Session, viewer: Viewer) -> LinkShape:
        secret = invite(db, person_id=person_id, by=viewer, now=visit.now)
        return LinkShape(f"{visit.wiring.settings.base_url}/sign-in/{secret}")

    return visit.answer(deed, status=201, secret=True)
