"""/api/v1: what belongs to a contribution: evidence, contributors, links to incidents, statements of its effect."""

from dataclasses import dataclass
from datetime import date

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.assess import replace_impact, state_impact, verify_impact
from app.actions.attach import add_evidence, link_incident, remove_evidence, unlink_incident
from app.actions.join import add_contributor, leave_contribution
from app.domain import Viewer
from app.domain.contribution_draft import ContributorDraft
from app.domain.impact_draft import ImpactDraft
from app.domain.review_draft import EvidenceDraft, LinkDraft, VerificationDraft
from app.domain.rights import to_add_people, to_support
from app.queries import evidence, impacts, standings
from app.queries.impacts import Stated
from app.web.body import JsonDep
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import takes
from app.web.respond import Rows

router = Doorway(tags=["contributions"])
PLAIN = [Depends(no_query)]
HERE = "/contributions/{contribution_id}"


@dataclass(frozen=True)
class ContributorShape:
    id: str
    contribution_id: str
    role: str
    share: int | None
    on: date


@dataclass(frozen=True)
class LinkShape:
    id: str
    contribution_id: str
    incident_id: str
    relation: str
    on: date


@router.get(HERE + "/evidence/{evidence_id}", dependencies=PLAIN)
def show_evidence(contribution_id: str, evidence_id: str, visit: VisitDep) -> Response:
    def question(db: Session, viewer: Viewer) -> evidence.Support:
        standings.sighted(db, viewer, contribution_id)
        return evidence.one(db, contribution_id, evidence_id)

    return visit.tell(question)


@router.post(HERE + "/evidence", status_code=201, dependencies=PLAIN, **takes(EvidenceDraft))
def add_one(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> evidence.Support:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        added = add_evidence(db, contribution_id, by=viewer, draft=body.draft(EvidenceDraft), now=visit.now)
        db.flush()
        return evidence.one(db, contribution_id, added.id)

    return visit.answer(deed, status=201, location=f"/api/v1/contributions/{contribution_id}/evidence/{{id}}")


@router.delete(HERE + "/evidence/{evidence_id}", status_code=204, dependencies=PLAIN)
def remove_one(contribution_id: str, evidence_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        remove_evidence(db, contribution_id, evidence_id, by=viewer, now=visit.now)

    return visit.answer(deed, status=204)


@router.post(HERE + "/contributors", status_code=201, dependencies=PLAIN, **takes(ContributorDraft))
def name_one_more(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ContributorShape:
        to_add_people(viewer, standings.sighted(db, viewer, contribution_id))
        draft = body.draft(ContributorDraft)
        one = add_contributor(db, contribution_id, by=viewer, draft=draft, now=visit.now)
        return ContributorShape(one.person_id, contribution_id, one.role, one.share, one.added_at.date())

    return visit.answer(deed, status=201)


@router.delete(HERE + "/contributors/{person_id}", status_code=204, dependencies=PLAIN)
def leave(contribution_id: str, person_id: str, visit: VisitDep) -> Response:
    """Only one's own name."""

    def deed(db: Session, viewer: Viewer) -> None:
        leave_contribution(db, contribution_id, person_id, by=viewer, now=visit.now)

    return visit.answer(deed, status=204)


@router.post(HERE + "/links", status_code=201, dependencies=PLAIN, **takes(LinkDraft))
def link(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> LinkShape:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        one = link_incident(db, contribution_id, by=viewer, draft=body.draft(LinkDraft), now=visit.now)
        return LinkShape(one.id, contribution_id, one.incident_id, one.relation, one.added_at.date())

    return visit.answer(deed, status=201)


@router.delete(HERE + "/links/{link_id}", status_code=204, dependencies=PLAIN)
def unlink(contribution_id: str, link_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        unlink_incident(db, contribution_id, link_id, by=viewer, now=visit.now)

    return visit.answer(deed, status=204)


@router.get(HERE + "/impacts", dependencies=PLAIN)
def list_impacts(contribution_id: str, visit: VisitDep) -> Response:
    """Every version of every statement, newest version first; `current` marks those that stand."""

    def question(db: Session, viewer: Viewer) -> Rows:
        standings.sighted(db, viewer, contribution_id)
        return Rows(list(impacts.of_contribution(db, contribution_id)), None, None)

    return visit.tell(question)


@router.get(HERE + "/impacts/{impact_id}", dependencies=PLAIN)
def show_impact(contribution_id: str, impact_id: str, visit: VisitDep) -> Response:
    """One version, by its own id."""

    def question(db: Session, viewer: Viewer) -> Stated:
        standings.sighted(db, viewer, contribution_id)
        return impacts.one(db, contribution_id, impact_id)

    return visit.tell(question)


@router.post(HERE + "/impacts", status_code=201, dependencies=PLAIN, **takes(ImpactDraft))
def state(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> Stated:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        stated = state_impact(db, contribution_id, by=viewer, draft=body.draft(ImpactDraft), now=visit.now)
        return impacts.one(db, contribution_id, stated.id)

    return visit.answer(deed, status=201, location=f"/api/v1/contributions/{contribution_id}/impacts/{{id}}")


@router.put(HERE + "/impacts/{impact_id}", dependencies=PLAIN, **takes(ImpactDraft))
def replace(contribution_id: str, impact_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """A new version; the old one keeps its id and stays readable."""

    def deed(db: Session, viewer: Viewer) -> Stated:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft, version = body.draft(ImpactDraft), visit.if_match
        stated = replace_impact(db, contribution_id, impact_id, by=viewer, draft=draft, version=version, now=visit.now)
        return impacts.one(db, contribution_id, stated.id)

    return visit.answer(deed)


@router.post(HERE + "/impacts/{impact_id}/verification", dependencies=PLAIN, **takes(VerificationDraft))
def verify(contribution_id: str, impact_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """The second person. It lifts only what is measured."""

    def deed(db: Session, viewer: Viewer) -> Stated:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft = body.draft(VerificationDraft)
        stated = verify_impact(db, contribution_id, impact_id, by=viewer, draft=draft, now=visit.now)
        db.flush()
        return impacts.one(db, contribution_id, stated.id)

    return visit.answer(deed)
