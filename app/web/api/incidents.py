"""/api/v1/incidents. No route and no field says who caused one, and no such name will ever be answered."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.attach import link_incident, unlink_incident
from app.actions.follow_up import add_follow_up, complete_follow_up
from app.actions.report_incident import amend_incident, report_incident
from app.domain import Viewer
from app.domain.incident_draft import (
    CompletionDraft,
    FixDraft,
    FollowUpDraft,
    IncidentChange,
    IncidentDraft,
    IncidentQuery,
)
from app.domain.policy import require_member
from app.domain.review_draft import LinkDraft
from app.queries import incident_page, incidents
from app.queries.incident_page import IncidentShape
from app.web.body import JsonDep
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import asks, takes
from app.web.respond import Rows

router = Doorway(tags=["incidents"])
PLAIN = [Depends(no_query)]


@router.get("/incidents", **asks(IncidentQuery))
def index(visit: VisitDep) -> Response:
    """Newest first. Restricted ones stand here for their responders and the chain above them alone."""

    def question(db: Session, viewer: Viewer) -> Rows:
        query = visit.query(IncidentQuery)
        purpose = query.purpose(viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        return visit.rows(incidents.listed(db, viewer=viewer, query=query, cursor=cursor), purpose=purpose)

    return visit.tell(question)


@router.post("/incidents", status_code=201, dependencies=PLAIN, **takes(IncidentDraft))
def create(body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> IncidentShape:
        require_member(viewer)
        made = report_incident(db, by=viewer, draft=body.draft(IncidentDraft), now=visit.now)
        return incident_page.page_for(db, made.id, viewer=viewer)

    return visit.answer(deed, status=201, location="/api/v1/incidents/{id}")


@router.get("/incidents/{incident_id}", dependencies=PLAIN)
def show(incident_id: str, visit: VisitDep) -> Response:
    return visit.tell(lambda db, viewer: incident_page.page_for(db, incident_id, viewer=viewer))


@router.patch("/incidents/{incident_id}", dependencies=PLAIN, **takes(IncidentChange))
def change(incident_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> IncidentShape:
        incidents.row_for(db, incident_id, viewer=viewer)
        draft, version = body.draft(IncidentChange), visit.if_match
        amend_incident(db, incident_id=incident_id, by=viewer, draft=draft, version=version, now=visit.now)
        return incident_page.page_for(db, incident_id, viewer=viewer)

    return visit.answer(deed)


@router.post("/incidents/{incident_id}/follow-ups", status_code=201, dependencies=PLAIN, **takes(FollowUpDraft))
def follow_up(incident_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> IncidentShape:
        incidents.row_for(db, incident_id, viewer=viewer)
        require_member(viewer)
        draft = body.draft(FollowUpDraft)
        add_follow_up(db, incident_id=incident_id, by=viewer, draft=draft, now=visit.now)
        return incident_page.page_for(db, incident_id, viewer=viewer)

    return visit.answer(deed, status=201)


@router.post(
    "/incidents/{incident_id}/follow-ups/{follow_up_id}/completion", dependencies=PLAIN, **takes(CompletionDraft)
)
def complete(incident_id: str, follow_up_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> IncidentShape:
        incidents.row_for(db, incident_id, viewer=viewer)
        require_member(viewer)
        complete_follow_up(
            db,
            incident_id=incident_id,
            follow_up_id=follow_up_id,
            by=viewer,
            draft=body.draft(CompletionDraft),
            now=visit.now,
        )
        return incident_page.page_for(db, incident_id, viewer=viewer)

    return visit.answer(deed)


@router.post("/incidents/{incident_id}/links", status_code=201, dependencies=PLAIN, **takes(FixDraft))
def link(incident_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """Link a fix that is here already; it must be one that the caller may see."""

    def deed(db: Session, viewer: Viewer) -> IncidentShape:
        incidents.row_for(db, incident_id, viewer=viewer)
        require_member(viewer)
        draft = body.draft(FixDraft)
        fix_id = incident_page.fix_meant(db, draft.contribution, viewer=viewer)
        wanted = LinkDraft(incident=incident_id, relation=draft.relation)
        link_incident(db, fix_id, by=viewer, draft=wanted, now=visit.now)
        return incident_page.page_for(db, incident_id, viewer=viewer)

    return visit.answer(deed, status=201)


@router.delete("/incidents/{incident_id}/links/{link_id}", status_code=204, dependencies=PLAIN)
def unlink(incident_id: str, link_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        fix_id = incident_page.fix_linked(db, incident_id, link_id, viewer=viewer)
        unlink_incident(db, fix_id, link_id, by=viewer, now=visit.now)

    return visit.answer(deed)
