"""/contributions/{id}/...: the forms around a contribution, each on a page of its own, and what they do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import Response

from app.actions import annotate, review
from app.actions.assess import replace_impact, state_impact
from app.actions.attach import add_evidence, link_incident
from app.actions.join import add_contributor
from app.actions.restructure import merge, split
from app.domain import Viewer
from app.domain.blameless import note_for
from app.domain.contribution_draft import ContributorDraft
from app.domain.draft import Draft
from app.domain.impact import Method
from app.domain.impact_draft import Typed
from app.domain.policy import Standing, can_see, require_hr
from app.domain.review_draft import EvidenceDraft, HandOverDraft, LinkDraft, MergeDraft, SplitDraft, WordsDraft
from app.domain.rights import Right, to_add_people, to_contest, to_review, to_support
from app.kit.errors import Fault, NotFound
from app.publishing.contribution_wording import EVIDENCE
from app.publishing.impact_wording import amount_of
from app.queries import contribution_pages, impacts, standings
from app.queries.contribution_pages import ContributionPage
from app.queries.impacts import Stated
from app.web.body import Form, FormDep
from app.web.contribution_forms import FORMS, Field, FormPage, FormSpec, is_stale, page_of
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import seen_version
from app.web.impact_form import METHODS, draft_of, form_page

router = Doorway()
HERE = "/contributions/{contribution_id}"


@dataclass(frozen=True)
class Part:
    """What a form needs besides its fields: who may, what is read, and the verb."""

    right: Right
    model: type[BaseModel]
    verb: Callable[..., Any]


def _to_decide(viewer: Viewer, standing: Standing) -> Standing:
    require_hr(viewer)
    return standing


PARTS: Mapping[str, Part] = {
    "replies": Part(to_contest, WordsDraft, annotate.reply),
    "objections": Part(to_contest, WordsDraft, annotate.object_to),
    "corrections": Part(to_contest, WordsDraft, annotate.correct),
    "reports": Part(to_contest, WordsDraft, annotate.report),
    "reports/decision": Part(_to_decide, WordsDraft, annotate.settle_report),
    "questions": Part(to_review, WordsDraft, annotate.ask),
    "decline": Part(to_review, WordsDraft, review.decline),
    "answer": Part(to_contest, WordsDraft, review.answer_decline),
    "handover": Part(to_review, HandOverDraft, review.hand_over),
    "evidence": Part(to_support, EvidenceDraft, add_evidence),
    "links": Part(to_support, LinkDraft, link_incident),
    "contributors": Part(to_add_people, ContributorDraft, add_contributor),
    "merge": Part(to_add_people, MergeDraft, merge),
}


class MethodQuery(Draft):
    method: Typed = Method.STATED


def _add_routes() -> None:
    """One address for each form and one for what it does: `/evidence/new` and `/evidence`."""
    for name in PARTS:
        router.get(f"{HERE}/{name}/new")(_opener(name))
        router.post(f"{HERE}/{name}")(_doer(name))


def _opener(name: str) -> Callable[..., Response]:
    def open_form(contribution_id: str, visit: VisitDep) -> Response:
        with visit.reading() as (db, viewer):
            PARTS[name].right(viewer, standings.sighted(db, viewer, contribution_id))
        return _form(visit, viewer, contribution_id, name, None, None)

    return open_form


def _doer(name: str) -> Callable[..., Response]:
    def send_form(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
        part = PARTS[name]

        def deed(db: Session, viewer: Viewer) -> str:
            part.right(viewer, standings.sighted(db, viewer, contribution_id))
            done = part.verb(db, contribution_id, by=viewer, draft=form.draft(part.model), now=visit.now)
            return f"/contributions/{done if name == 'merge' else contribution_id}"

        def again(viewer: Viewer, fault: Fault) -> Response:
            return _form(visit, viewer, contribution_id, name, form, fault)

        notice = " ".join(filter(None, (FORMS[name].done, note_for(form.get("words")))))
        return visit.do(form, deed, again=again, notice=notice)

    return send_form


_add_routes()


@router.get(HERE + "/split/new")
def open_split(contribution_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        to_add_people(viewer, standings.sighted(db, viewer, contribution_id))
        page = contribution_pages.page_for(db, contribution_id, viewer=viewer, now=visit.now)
    return _show(visit, viewer, page_of(_split(page), **_places(contribution_id, "split"), form=None, fault=None))


@router.post(HERE + "/split")
def do_split(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_add_people(viewer, standings.sighted(db, viewer, contribution_id))
        draft = form.draft(SplitDraft, lists={"contributors": (), "evidence": (), "nominations": ()})
        new_id = split(db, contribution_id, by=viewer, draft=draft, now=visit.now)
        standing = standings.standing_of(db, viewer, new_id)
        return f"/contributions/{new_id if standing and can_see(viewer, standing) else contribution_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.reading() as (db, _):
            page = contribution_pages.page_for(db, contribution_id, viewer=viewer, now=visit.now)
        return _show(visit, viewer, page_of(_split(page), **_places(contribution_id, "split"), form=form, fault=fault))

    return visit.do(form, deed, again=again, notice="Split. What was chosen stands here now.")


@router.get(HERE + "/impacts/new")
def open_impact(contribution_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        method = visit.query(MethodQuery).method
    return _impact(visit, viewer, contribution_id, Method(method), None, None, None)


@router.post(HERE + "/impacts")
def state(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        state_impact(db, contribution_id, by=viewer, draft=draft_of(form), now=visit.now)
        return f"/contributions/{contribution_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        return _impact(visit, viewer, contribution_id, _method(form.get("method")), form, fault, None)

    return visit.do(form, deed, again=again, notice="Saved. Its grade follows from what is recorded.")


@router.get(HERE + "/impacts/{impact_id}/edit")
def edit_impact(contribution_id: str, impact_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        old = _current(db, contribution_id, impact_id)
    return _impact(visit, viewer, contribution_id, _method(old.method), None, None, old)


@router.post(HERE + "/impacts/{impact_id}")
def change_impact(contribution_id: str, impact_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft, version = draft_of(form), seen_version(form)
        replace_impact(db, contribution_id, impact_id, by=viewer, draft=draft, version=version, now=visit.now)
        return f"/contributions/{contribution_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.reading() as (db, _):
            old = _current(db, contribution_id, impact_id)
        return _impact(visit, viewer, contribution_id, _method(form.get("method")), form, fault, old)

    return visit.do(form, deed, again=again, notice="Saved as a new version. The old one is kept.")


def _current(db: Session, contribution_id: str, impact_id: str) -> Stated:
    """The version that stands now, by the id of any."""
    every = impacts.of_contribution(db, contribution_id)
    statement_id = next((one.statement_id for one in every if impact_id in (one.id, one.statement_id)), None)
    for one in every:
        if one.statement_id == statement_id and one.current:
            return one
    raise NotFound


def _method(text: str) -> Method:
    typed = [method for method, _ in METHODS]
    return Method(text) if text in typed else Method.STATED


def _split(page: ContributionPage) -> FormSpec:
    people = [(one.id, one.name) for one in page.contributors]
    proofs = [(one.id, one.title or one.url or EVIDENCE[one.kind]) for one in page.evidence]
    words = [(one.id, f"{one.author.name}: {one.words[:80]}") for one in page.nominations]
    fields = [
        Field("text", "title", "What the new one is called", required=True),
        Field("ticks", "contributors", "Who goes with it", options=people),
    ]
    fields += [Field("ticks", "evidence", "Evidence that goes with it", options=proofs)] if proofs else []
    fields += [Field("ticks", "nominations", "Words that go with it", options=words)] if words else []
    lead = "Thanks stay where they were said. If everybody goes, everybody stands on both. The new one begins private."
    return FormSpec("Split off a part", lead, "Split", tuple(fields), "")


def _places(contribution_id: str, name: str) -> dict[str, str]:
    here = f"/contributions/{contribution_id}"
    return {"action": f"{here}/{name}", "back": here}


def _form(
    visit: Visit, viewer: Viewer, contribution_id: str, name: str, form: Form | None, fault: Fault | None
) -> Response:
    return _show(visit, viewer, page_of(FORMS[name], **_places(contribution_id, name), form=form, fault=fault))


def _impact(
    visit: Visit,
    viewer: Viewer,
    contribution_id: str,
    method: Method,
    form: Form | None,
    fault: Fault | None,
    old: Stated | None,
) -> Response:
    places = _places(contribution_id, f"impacts/{old.id}" if old else "impacts")
    shown = form_page(method, **places, form=form, fault=fault, old=old)
    if old and is_stale(fault):
        now = amount_of(old, finished_on=old.stated_on, locale=viewer.locale)
        shown = replace(shown, now=f"{old.author} wrote meanwhile: {old.sentence} {now}".strip())
    ways = [] if old else [(f"{places['action']}/new?method={key}", words, key == method) for key, words in METHODS]
    return _show(visit, viewer, shown, ways)


def _show(visit: Visit, viewer: Viewer, shown: FormPage, ways: list[tuple[str, str, bool]] | None = None) -> Response:
    return visit.page(
        "pages/contributions/form.html",
        viewer,
        page_title=shown.title,
        form=shown,
        ways=ways or [],
        errors=shown.errors,
    )
