"""/incidents: what happened, who helped, and what was done so that it does not happen again. Never who caused it."""

from collections.abc import Callable
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.responses import Response

from app.actions.attach import link_incident, unlink_incident
from app.actions.follow_up import add_follow_up, complete_follow_up
from app.actions.report_incident import amend_incident, report_incident
from app.domain import ResponderRole, Viewer
from app.domain.incident_draft import (
    TIMES,
    CompletionDraft,
    FixDraft,
    FollowUpDraft,
    IncidentChange,
    IncidentDraft,
    IncidentQuery,
)
from app.domain.policy import require, require_member
from app.domain.review_draft import LinkDraft
from app.kit.errors import Fault
from app.kit.paging import Cursor
from app.queries import incident_page, incidents, services
from app.web.body import Form, FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import seen_version, typed
from app.web.incident_forms import as_typed, filled, on_form, read

router = Doorway()
Again = Callable[[Viewer, Fault], Response]
ROLES = [
    (ResponderRole.RESPONDER.value, "Responder"),
    (ResponderRole.LEAD.value, "Led the response"),
    (ResponderRole.COMMUNICATOR.value, "Kept people informed"),
    (ResponderRole.OBSERVER.value, "Observed"),
]
RELATIONS = [("prevents", "It keeps this from happening again"), ("follows_up", "It follows up on this"),
             ("responded_to", "It was the response")]  # fmt: skip


@router.get("/incidents")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        query = visit.query(IncidentQuery)
        purpose = query.purpose(viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = incidents.listed(db, viewer=viewer, query=query, cursor=cursor)
        offered = services.names(db)
    kept = {key: value for key, value in visit.request.query_params.items() if key != "cursor" and value}
    return visit.page(
        "pages/incidents/index.html",
        viewer,
        page_title="Incidents",
        rows=page.rows,
        kept={"q": "", "service": "", "severity": "", "from": "", "to": ""} | kept,
        filtered=bool(kept),
        services=[("", "Any service"), *offered],
        previous_url=_link(visit, page.previous, purpose, kept),
        next_url=_link(visit, page.next, purpose, kept),
    )


@router.get("/incidents/new")
def new(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        require_member(viewer)
        return _form(visit, db, viewer, filled(None, viewer.time_zone))


@router.post("/incidents")
def create(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_member(viewer)
        draft = read(form, IncidentDraft, zone=viewer.time_zone)
        return f"/incidents/{report_incident(db, by=viewer, draft=draft, now=visit.now).id}"

    if form.get("add_person"):
        return _longer(visit, form)
    return visit.do(form, deed, again=lambda viewer, fault: _again(visit, viewer, form, None, fault), notice="Saved.")


@router.get("/incidents/{incident_id}")
def show(incident_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        return _show(visit, db, viewer, incident_id)


@router.get("/incidents/{incident_id}/edit")
def edit(incident_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        page = incident_page.page_for(db, incident_id, viewer=viewer)
        require(
            page.can_keep, "You can read this. Its recorder, its responders and the people above them can change it."
        )
        return _form(visit, db, viewer, filled(page, viewer.time_zone), incident_id=incident_id)


@router.post("/incidents/{incident_id}")
def change(incident_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        incidents.row_for(db, incident_id, viewer=viewer)
        draft = read(form, IncidentChange, zone=viewer.time_zone)
        version = seen_version(form)
        amend_incident(db, incident_id=incident_id, by=viewer, draft=draft, version=version, now=visit.now)
        return f"/incidents/{incident_id}"

    if form.get("add_person"):
        return _longer(visit, form, incident_id)
    again = lambda viewer, fault: _again(visit, viewer, form, incident_id, fault)  # noqa: E731
    return visit.do(form, deed, again=again, notice="Saved.")


@router.post("/incidents/{incident_id}/follow-ups")
def follow_up(incident_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        incidents.row_for(db, incident_id, viewer=viewer)
        draft = form.draft(FollowUpDraft)
        add_follow_up(db, incident_id=incident_id, by=viewer, draft=draft, now=visit.now)
        return f"/incidents/{incident_id}"

    return visit.do(form, deed, again=_shown_again(visit, incident_id, "follow-up", form), notice="Added.")


@router.post("/incidents/{incident_id}/follow-ups/{follow_up_id}/completion")
def complete(incident_id: str, follow_up_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        draft = form.draft(CompletionDraft)
        complete_follow_up(
            db, incident_id=incident_id, follow_up_id=follow_up_id, by=viewer, draft=draft, now=visit.now
        )
        return f"/incidents/{incident_id}"

    return visit.do(form, deed, notice="Done. It is work worth a word like any other: nominate it.")


@router.post("/incidents/{incident_id}/links")
def link(incident_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        incidents.row_for(db, incident_id, viewer=viewer)
        require_member(viewer)
        draft = form.draft(FixDraft)
        fix_id = incident_page.fix_meant(db, draft.contribution, viewer=viewer)
        wanted = LinkDraft(incident=incident_id, relation=draft.relation)
        link_incident(db, fix_id, by=viewer, draft=wanted, now=visit.now)
        return f"/incidents/{incident_id}"

    return visit.do(
        form, deed, again=_shown_again(visit, incident_id, "link", form), notice="Linked. It shows on both sides."
    )


@router.post("/incidents/{incident_id}/links/{link_id}/removal")
def unlink(incident_id: str, link_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        fix_id = incident_page.fix_linked(db, incident_id, link_id, viewer=viewer)
        unlink_incident(db, fix_id, link_id, by=viewer, now=visit.now)
        return f"/incidents/{incident_id}"

    return visit.do(form, deed, notice="The link is taken away; both pages stay.")


def _show(
    visit: Visit, db: Session, viewer: Viewer, incident_id: str, *, which: str = "",
    values: dict[str, str] | None = None, fault: Fault | None = None,
) -> Response:  # fmt: skip
    page = incident_page.page_for(db, incident_id, viewer=viewer)
    found = fault.by_field if fault else {}
    return visit.page(
        "pages/incidents/show.html",
        viewer,
        page_title=f"{page.ref}: {page.title}",
        it=page,
        role_words=dict(ROLES),
        relations=RELATIONS,
        typed={which: values or {}},
        errors={f"{which}-{field}": words for field, words in found.items()},
    )


def _shown_again(visit: Visit, incident_id: str, which: str, form: Form) -> Again:
    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            return _show(visit, db, viewer, incident_id, which=which, values=typed(form), fault=fault)

    return again


def _form(
    visit: Visit, db: Session, viewer: Viewer, values: dict[str, object], *, incident_id: str | None = None,
    fault: Fault | None = None,
) -> Response:  # fmt: skip
    return visit.page(
        "pages/incidents/edit.html" if incident_id else "pages/incidents/new.html",
        viewer,
        page_title="Change the facts" if incident_id else "Record an incident",
        incident_id=incident_id,
        it=values,
        times=TIMES,
        roles=ROLES,
        offered=services.names(db),
        errors=on_form(fault) if fault else {},
    )


def _again(visit: Visit, viewer: Viewer, form: Form, incident_id: str | None, fault: Fault | None) -> Response:
    """As typed; after somebody else's change with their version, so that a second save is a decision."""
    require_member(viewer)
    with visit.wiring.store.read() as db:
        version = incidents.row_for(db, incident_id, viewer=viewer).version if incident_id else 0
        return _form(visit, db, viewer, as_typed(form, version), incident_id=incident_id, fault=fault)


def _longer(visit: Visit, form: Form, incident_id: str | None = None) -> Response:
    """One more row for a responder, without script; nothing is saved yet."""
    with visit.reading() as (_, viewer):
        pass
    return _again(visit, viewer, form, incident_id, None)


def _link(visit: Visit, cursor: Cursor | None, purpose: str, kept: dict[str, str]) -> str | None:
    sealed = visit.seal(cursor, purpose=purpose)
    return f"/incidents?{urlencode(kept | {'cursor': sealed})}" if sealed else None
