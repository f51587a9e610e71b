"""What a page behind a link of a letter shows: one act, its thing and one button. Looking changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from app.actions.use_link import require_unused
from app.domain import Act, DigestSetting, Viewer
from app.domain.act_link import ActLink, Aim, Sealer, read_link
from app.kit.errors import Code, NotAllowed, NotFound
from app.publishing import digest_wording as wording
from app.publishing.calendar_file import calendar_file
from app.publishing.phrases import and_names
from app.publishing.thanks_draft import thanks_draft
from app.queries import act_links, plans
from app.queries.act_links import LinkedItem
from app.web import act_notice
from app.web.act_forms import ActForm, Opened
from app.web.deps import Visit
from app.web.respond import PRIVATE

ENDED = "This link has ended. Sign in to do it from the digest."
OF_NO_USE = "This link is of no use any more."
FOR_ANOTHER = "This link is for somebody else. Sign out, or use your own letter."
TITLES = {
    Aim.THANK: "Say thank you",
    Aim.PASS_UP: "Pass it up",
    Aim.SCHEDULE: "Plan a word for it",
    Aim.ALREADY_DONE: "Already done",
    Aim.NOT_NOW: "Not now",
    Aim.UNDO: "It is done",
    Aim.STOP_DIGEST: "The weekly letter",
    Aim.STOP_NOTICES: "Letters about your work",
}


@dataclass(frozen=True)
class Bound:
    """A link whose signature holds, with the person it is bound to as they stand today."""

    token: str
    link: ActLink
    viewer: Viewer


def bound(visit: Visit, db: Session, token: str) -> Bound | None:
    """None where the person has left. Raises NotFound for a stranger's text and for a link that has ended."""
    link = read_link(token, visit.wiring.secret)
    if link is None:
        raise NotFound
    if link.is_over(visit.today):
        raise NotFound(Code.GONE, ENDED)
    person_id: str | None = link.subject_id
    if link.aim in (Aim.UNDO, Aim.CALENDAR):
        person_id = act_links.person_of_act(db, link.subject_id)
    elif not link.aim.is_stop:
        person_id = act_links.person_of_item(db, link.subject_id)
    viewer = act_links.holder(db, person_id) if person_id else None
    return Bound(token, link, viewer) if viewer else None


def is_another(visit: Visit, db: Session, holder: Viewer) -> bool:
    """Somebody else who is signed in neither reads nor acts in another's name, not even with their letter at hand."""
    try:
        return visit.viewer(db).person_id != holder.person_id
    except NotAllowed as fault:
        if fault.code is Code.NOT_SIGNED_IN:
            return False
        raise


def require_not_another(visit: Visit, db: Session, holder: Viewer) -> None:
    if is_another(visit, db, holder):
        raise NotAllowed(Code.LINK_FOR_OTHER, FOR_ANOTHER)


def item_page(visit: Visit, db: Session, at: Bound, *, opened: Opened | None = None, status: int = 200) -> Response:
    require_unused(db, token=at.token)
    item = act_links.item(db, at.viewer, at.link.subject_id)
    if item is None:
        raise NotFound(Code.GONE, OF_NO_USE)
    if at.link.aim is Aim.THANK and not item.left:
        raise NotFound(Code.GONE, "Everybody on it has heard a word meanwhile. Good that it was said.")
    form = _form(at, item, opened)
    return _page(
        visit,
        at,
        status=status,
        it=form,
        reason=wording.reason(item.facts),
        quotes=wording.quotes(item.facts),
        about=item.facts,
        errors=opened.summary() if opened else {},
        notice=act_notice.refusal(opened.fault) if opened and opened.fault and not opened.fault.errors else None,
    )


def done_page(visit: Visit, db: Session, at: Bound) -> Response:
    """After an act by link: what happened, the way back for ten minutes, and the day for a calendar."""
    done = db.get(Act, at.link.subject_id)
    if done is None:
        raise NotFound
    calendar = Sealer(visit.wiring.secret, visit.today).token(Aim.CALENDAR, done.id) if done.on_date else ""
    taken_back = done.undone_at is not None
    said = "Taken back. Nothing was sent." if taken_back else act_notice.words(db, done, viewer=at.viewer)
    can_undo = not taken_back and act_notice.can_still_undo(done, visit.now)
    return _page(
        visit, at, said=said, can_undo=can_undo, calendar_url="" if taken_back else calendar and f"/acts/{calendar}"
    )


def stop_page(visit: Visit, db: Session, at: Bound) -> Response:
    if at.link.aim is Aim.STOP_NOTICES:
        stopped = act_links.stopped_notices(db, at.viewer.person_id)
    else:
        setting = db.get(DigestSetting, at.viewer.person_id)
        stopped = setting is not None and setting.stopped_at is not None
    return _page(visit, at, stopped=stopped, is_digest=at.link.aim is Aim.STOP_DIGEST)


def calendar_of(visit: Visit, db: Session, viewer: Viewer, act_id: str) -> Response:
    plan = plans.one(db, viewer=viewer, act_id=act_id)
    body = calendar_file(
        act_id=plan.id,
        host=visit.wiring.letterhead.host,
        on=plan.on_date,
        occasion=plan.occasion,
        title=plan.title,
        url=f"{visit.wiring.settings.base_url}/contributions/{plan.contribution_id}",
        planned_at=plan.planned_at,
    )
    headers = {**PRIVATE, "content-disposition": 'attachment; filename="plan.ics"'}
    return Response(body, 200, headers, "text/calendar; charset=utf-8")


def _form(at: Bound, item: LinkedItem, opened: Opened | None) -> ActForm:
    shown = opened or Opened(item.id, _act_name(at))
    typed: Mapping[str, Any] = shown.typed(item.id)
    return ActForm(
        id=item.id,
        work=item.facts["title"],
        thank_whom=and_names([name for _id, name in item.left]) if item.left else "",
        page_url="",
        act_url=f"/acts/{at.token}",
        contributors=[*item.left],
        open=_act_name(at),
        draft=typed.get("words", "") if shown.form else thanks_draft(item.facts),
        typed=typed,
        errors=shown.errors(item.id),
    )


def _act_name(at: Bound) -> str:
    return at.link.aim.act.value if at.link.aim.act else ""


def _page(visit: Visit, at: Bound, *, status: int = 200, **context: Any) -> Response:
    names = {"it": None, "said": "", "can_undo": False, "calendar_url": "", "stopped": False, "is_digest": False}
    more = {"aim": at.link.aim.name.lower(), "act_url": f"/acts/{at.token}", "holder": at.viewer.name}
    return visit.page(
        "pages/acts/link.html", None, status=status, page_title=TITLES[at.link.aim], **(names | more | context)
    )
