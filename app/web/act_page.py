"""The acts on one contribution: their form for its page, and a page of their own where one could not be taken."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from starlette.responses import Response

from app.domain import Standing, Viewer
from app.publishing.phrases import and_names, first_name, without_stop
from app.queries import recognitions, standings
from app.queries.recognitions import OnIt
from app.web import act_notice
from app.web.act_forms import ActForm, Opened
from app.web.deps import Visit


def act_form(
    standing: Standing, everybody: Sequence[OnIt], *, viewer: Viewer, title: str, opened: Opened, form_key: str
) -> ActForm | None:
    """None for whoever cannot thank: not a member, or alone on the work."""
    people = tuple(one for one in everybody if one.person_id != viewer.person_id)
    if not people or not viewer.is_member:
        return None
    can_pass_up = standing.is_above and viewer.manager_id is not None
    form = _closed(standing.contribution_id, people, title, can_pass_up, form_key)
    return _with_open_box(form, opened) if opened.item == standing.contribution_id else form


@lru_cache(maxsize=1024)
def _closed(contribution_id: str, people: tuple[OnIt, ...], title: str, can_pass_up: bool, form_key: str) -> ActForm:
    """With no box open: made once for its values, as the page around it is drawn."""
    waiting = [one for one in people if not one.heard] or people
    return ActForm(
        id=contribution_id,
        work=title,
        thank_whom=and_names([one.name for one in waiting]),
        page_url=f"/contributions/{contribution_id}",
        act_url=f"/contributions/{contribution_id}/acts",
        contributors=[(one.person_id, one.name) for one in people],
        can_pass_up=can_pass_up,
        draft=_begun(waiting, title),
        hidden={"form_key": form_key},
    )


def _with_open_box(form: ActForm, opened: Opened) -> ActForm:
    """What was typed stays as it was typed."""
    typed = opened.typed(form.id)
    draft = typed.get("words", "") if opened.form else form.draft
    return replace(form, open=opened.of(form.id), draft=draft, typed=typed, errors=opened.errors(form.id))


def acts_page(visit: Visit, viewer: Viewer, contribution_id: str, opened: Opened) -> Response:
    context = visit.context(viewer)
    with visit.wiring.store.read() as db:
        standing = standings.sighted(db, viewer, contribution_id)
        title = standings.titles_of(db, [contribution_id])[contribution_id]
        everybody = recognitions.contributors_of(db, contribution_id)
        form = act_form(standing, everybody, viewer=viewer, title=title, opened=opened, form_key=context["form_key"])
    fault = opened.fault
    notice = act_notice.refusal(fault) if fault and not fault.errors else context["notice"]
    return visit.page(
        "pages/acts/show.html", viewer, status=422, page_title=title, it=form, errors=opened.summary(), notice=notice
    )


def _begun(people: Sequence[OnIt], title: str) -> str:
    return f'{and_names([first_name(one.name) for one in people])}, thank you for "{without_stop(title)}".'
