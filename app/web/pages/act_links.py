"""/acts/{token}: the one anonymous door that a letter opens. GET shows; only POST does."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.act import undo_act
from app.actions.use_link import act_by_link, stop_by_link
from app.domain.act_draft import ActDraft
from app.domain.act_link import Aim, Sealer
from app.domain.draft import Draft
from app.kit.errors import Code, Fault, NotFound
from app.queries import act_links
from app.web import act_link_page as pages
from app.web.act_forms import LISTS, opened_by
from app.web.act_link_page import Bound
from app.web.body import Form, FormDep
from app.web.csrf import require_same_site
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.respond import PRIVATE, see_other
from app.web.statuses import status_of

router = Doorway()
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@router.get("/acts/{token}")
def show(token: str, visit: VisitDep) -> Response:
    """For whoever holds the letter, and for every scanner on its way: nothing changes."""
    visit.query(Draft)
    with visit.wiring.store.read() as db:
        at = pages.bound(visit, db, token)
        if at is None:
            return visit.page("pages/acts/gone.html", None, page_title=pages.OF_NO_USE)
        if at.link.aim.is_stop:
            return pages.stop_page(visit, db, at)
        if pages.is_another(visit, db, at.viewer):
            return visit.page("pages/acts/gone.html", None, page_title=pages.FOR_ANOTHER)
        if at.link.aim is Aim.CALENDAR:
            return pages.calendar_of(visit, db, at.viewer, at.link.subject_id)
        return pages.done_page(visit, db, at) if at.link.aim is Aim.UNDO else pages.item_page(visit, db, at)


@router.post("/acts/{token}")
def take(token: str, form: FormDep, visit: VisitDep) -> Response:
    one_click = form.get(ONE_CLICK[0]) == ONE_CLICK[1]
    if not one_click:
        require_same_site(visit.request, visit.wiring.settings.base_url)
    with visit.wiring.store.read() as db:
        at = pages.bound(visit, db, token)
    if at is None or at.link.aim is Aim.CALENDAR:
        raise NotFound(Code.GONE, pages.OF_NO_USE)
    if at.link.aim.is_stop:
        return _stop(visit, at, one_click=one_click)
    try:
        with visit.wiring.store.write() as db:
            pages.require_not_another(visit, db, at.viewer)
            path = _undone(visit, db, at) if at.link.aim is Aim.UNDO else _acted(visit, db, at, form)
        return see_other(path)
    except Fault as fault:
        return _again(visit, at, form, fault)


def _stop(visit: Visit, at: Bound, *, one_click: bool) -> Response:
    """Mail services follow no redirect here, so they are told at once (RFC 8058)."""
    with visit.wiring.store.write() as db:
        stop_by_link(db, aim=at.link.aim, by=at.viewer, now=visit.now)
    if one_click:
        return Response("Stopped.\n", 200, PRIVATE, "text/plain; charset=utf-8")
    return see_other(f"/acts/{at.token}")


def _acted(visit: Visit, db: Session, at: Bound, form: Form) -> str:
    item = act_links.item(db, at.viewer, at.link.subject_id)
    if item is None:
        raise NotFound(Code.GONE, pages.OF_NO_USE)
    draft = form.draft(ActDraft, lists=LISTS)
    if draft.act is not at.link.aim.act:
        raise NotFound
    done = act_by_link(
        db, item.contribution_id, token=at.token, by=at.viewer, draft=draft, item_id=item.id, now=visit.now
    )
    return f"/acts/{Sealer(visit.wiring.secret, visit.today).token(Aim.UNDO, done.id)}"


def _undone(visit: Visit, db: Session, at: Bound) -> str:
    undo_act(db, at.link.subject_id, by=at.viewer, now=visit.now)
    return f"/acts/{at.token}"


def _again(visit: Visit, at: Bound, form: Form, fault: Fault) -> Response:
    """As typed, with what was wrong; whatever cannot be mended on this page is said on one of its own."""
    if isinstance(fault, NotFound) or at.link.aim is Aim.UNDO or not fault.errors:
        raise fault
    with visit.wiring.store.read() as db:
        return pages.item_page(
            visit, db, at, opened=opened_by(form, at.link.subject_id, fault), status=status_of(fault)
        )
