"""/contributions/{id}: the page, its history, and what is done there with one button."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from app.actions import review
from app.actions.agree import set_visibility
from app.actions.assess import verify_impact
from app.actions.attach import remove_evidence, unlink_incident
from app.actions.join import leave_contribution
from app.domain import Viewer
from app.domain.contribution_draft import PageQuery
from app.domain.draft import Draft
from app.domain.review_draft import VerificationDraft, VisibilityDraft
from app.domain.rights import to_confirm, to_share, to_support, to_take_back
from app.kit.errors import Fault
from app.publishing.contribution_wording import EVIDENCE, happened
from app.queries import contribution_pages, evidence, histories, standings
from app.queries.recognitions import OnIt
from app.web import notices
from app.web.act_forms import Opened
from app.web.act_page import act_form
from app.web.body import Form, FormDep
from app.web.contribution_view import CIRCLES, view_of
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import seen_version
from app.web.respond import see_other

router = Doorway()
HERE = "/contributions/{contribution_id}"


class OpenQuery(Draft):
    """Which of the five acts stands open."""

    item: str = ""
    act: str = ""


@router.get(HERE, swift=True)
def show(contribution_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        query = visit.query(OpenQuery)
        return _page(visit, db, viewer, contribution_id, opened=Opened(query.item, query.act))


@router.get(HERE + "/history")
def history(contribution_id: str, visit: VisitDep) -> Response:
    purpose = f"history:{contribution_id}"
    with visit.reading() as (db, viewer):
        query = visit.query(PageQuery)
        purpose = f"{purpose}:{viewer.person_id}"
        cursor = visit.cursor(query.cursor, purpose=purpose)
        found = histories.of_contribution(
            db, contribution_id, viewer=viewer, cursor=cursor, limit=query.limit, now=visit.now
        )
        title = standings.titles_of(db, [contribution_id])[contribution_id]
    here = f"/contributions/{contribution_id}"
    sealed = {"next": visit.seal(found.next, purpose=purpose), "previous": visit.seal(found.previous, purpose=purpose)}
    links: dict[str, Any] = {
        f"{name}_url": f"{here}/history?cursor={text}" if text else None for name, text in sealed.items()
    }
    lines = [(one.on, one.by, happened(one)) for one in found.rows]
    return visit.page(
        "pages/contributions/history.html", viewer, page_title="History", title=title, url=here, lines=lines, **links
    )


@router.get(HERE + "/evidence/{evidence_id}")
def show_evidence(contribution_id: str, evidence_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        standings.sighted(db, viewer, contribution_id)
        found = evidence.one(db, contribution_id, evidence_id)
        title = standings.titles_of(db, [contribution_id])[contribution_id]
    return visit.page(
        "pages/contributions/evidence.html",
        viewer,
        page_title=found.title or EVIDENCE[found.kind],
        proof=found,
        kind=EVIDENCE[found.kind],
        title=title,
        url=f"/contributions/{contribution_id}",
    )


@router.post(HERE + "/visibility")
def share(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        to_share(viewer, standings.sighted(db, viewer, contribution_id))
        draft, version = form.draft(VisibilityDraft), seen_version(form)
        set_visibility(db, contribution_id, by=viewer, draft=draft, version=version, now=visit.now)

    return _do(visit, form, contribution_id, deed, notice="Saved. It holds from now on.")


@router.post(HERE + "/confirmation")
def confirm(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        to_confirm(viewer, standings.sighted(db, viewer, contribution_id))
        review.confirm(db, contribution_id, by=viewer, now=visit.now)

    return _do(visit, form, contribution_id, deed, notice="Confirmed. Good that you looked.")


@router.post(HERE + "/withdrawal")
def withdraw(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        to_take_back(viewer, standings.sighted(db, viewer, contribution_id))
        review.withdraw(db, contribution_id, by=viewer, now=visit.now)

    return _do(visit, form, contribution_id, deed, notice="Withdrawn. Its contributors were told.")


@router.post(HERE + "/impacts/{impact_id}/verification")
def verify(contribution_id: str, impact_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft = form.draft(VerificationDraft)
        verify_impact(db, contribution_id, impact_id, by=viewer, draft=draft, now=visit.now)

    return _do(visit, form, contribution_id, deed, notice="Noted, with your name and the day.")


@router.post(HERE + "/evidence/{evidence_id}/removal")
def remove(contribution_id: str, evidence_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        remove_evidence(db, contribution_id, evidence_id, by=viewer, now=visit.now)

    return _do(visit, form, contribution_id, deed, notice="Taken away. Its row stays in the history.")


@router.post(HERE + "/links/{link_id}/removal")
def unlink(contribution_id: str, link_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        unlink_incident(db, contribution_id, link_id, by=viewer, now=visit.now)

    return _do(visit, form, contribution_id, deed, notice="The link is gone, on both sides.")


@router.post(HERE + "/contributors/{person_id}/removal")
def leave(contribution_id: str, person_id: str, form: FormDep, visit: VisitDep) -> Response:
    """Whoever takes their name off may no longer see the page."""

    def deed(db: Session, viewer: Viewer) -> str:
        leave_contribution(db, contribution_id, person_id, by=viewer, now=visit.now)
        return "/"

    return visit.do(form, deed, notice="Your name is off it.")


def _do(
    visit: Visit, form: Form, contribution_id: str, deed: Callable[[Session, Viewer], None], *, notice: str
) -> Response:
    """Back to the page, which says what was wrong where the deed could not be done."""

    def done(db: Session, viewer: Viewer) -> str:
        deed(db, viewer)
        return f"/contributions/{contribution_id}"

    def again(_viewer: Viewer, fault: Fault) -> Response:
        with visit.reading() as (db, viewer):
            return _page(visit, db, viewer, contribution_id, opened=Opened(), fault=fault)

    return visit.do(form, done, again=again, notice=notice)


def _page(
    visit: Visit, db: Session, viewer: Viewer, contribution_id: str, *, opened: Opened, fault: Fault | None = None
) -> Response:
    found = contribution_pages.seen(db, contribution_id, viewer=viewer, now=visit.now)
    page = found.page
    if page.id != contribution_id:
        return see_other(f"/contributions/{page.id}")
    context = visit.context(viewer)
    key = context["form_key"]
    acts = None
    if page.can.recognise:
        people = [
            OnIt(one.id, one.person_id, one.name, one.role, one.manager_id, one.recognised) for one in found.people
        ]
        acts = act_form(found.standing, people, viewer=viewer, title=page.title, opened=opened, form_key=key)
    more: dict[str, Any] = {"notice": notices.Notice(fault.message, "error")} if fault else {}
    return visit.page(
        "pages/contributions/show.html",
        viewer,
        page_title=page.title,
        work=view_of(page, viewer, visit.today),
        circles=CIRCLES,
        acts=acts,
        form_key=key,
        **more,
    )
