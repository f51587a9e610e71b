"""/contributions/{id}/nominations and /nominations/{id}: one's own words, added, corrected, taken back, undone."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.support import support
from app.actions.take_back import correct_nomination, take_back_nomination, to_own_words, undo_nomination
from app.domain import Viewer
from app.domain.blameless import note_for
from app.domain.draft import Draft
from app.domain.nomination import NominationWords
from app.domain.rights import to_support
from app.kit.errors import Code, Fault
from app.queries import standings
from app.queries.contribution_facts import facts_for
from app.queries.nominations import shape_of
from app.web import notices, saved_words
from app.web.body import OWN_FIELDS, Form, FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import seen_version

router = Doorway()
# The form of Nominate may post its words here; what else it holds is about the work, which is here already.
OF_NOMINATE = {
    "url", "title", "effect_unknown", "person", "role", "share", "kind", "category", "finished_on", "started_on",
    "incident", "service",
}  # fmt: skip


@router.post("/contributions/{contribution_id}/nominations")
def add(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    saved: list[notices.Notice] = []

    def deed(db: Session, viewer: Viewer) -> str:
        to_support(viewer, standings.sighted(db, viewer, contribution_id))
        draft = _words_alone(form).draft(NominationWords)
        made = support(db, contribution_id, by=viewer, draft=draft, now=visit.now)
        text = f"Your words stand beside it. {note_for(draft.words)}".strip()
        saved.append(notices.Notice(text, undo_url=f"/nominations/{made.id}/undo"))
        return f"/contributions/{contribution_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        action = f"/contributions/{contribution_id}/nominations"
        return _page(visit, viewer, contribution_id, action=action, words=form.get("words"), fault=fault)

    return saved_words.carry(visit, visit.do(form, deed, again=again), saved)


@router.get("/nominations/{nomination_id}/edit")
def edit(nomination_id: str, visit: VisitDep) -> Response:
    visit.query(Draft)
    with visit.reading() as (db, viewer):
        shape = shape_of(to_own_words(db, nomination_id, by=viewer))
    action = f"/nominations/{nomination_id}"
    return _page(visit, viewer, shape.contribution_id, action=action, words=shape.words, version=shape.version)


@router.post("/nominations/{nomination_id}")
def change(nomination_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_own_words(db, nomination_id, by=viewer)
        draft, version = form.draft(NominationWords), seen_version(form)
        made = correct_nomination(db, nomination_id, by=viewer, draft=draft, version=version, now=visit.now)
        return f"/contributions/{made.contribution_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            shape = shape_of(to_own_words(db, nomination_id, by=viewer))
        return _page(
            visit,
            viewer,
            shape.contribution_id,
            action=f"/nominations/{nomination_id}",
            words=form.get("words"),
            version=shape.version,
            kept=shape.words if fault.code is Code.PRECONDITION_FAILED else "",
            fault=fault,
        )

    return visit.do(form, deed, again=again, notice="Saved.")


@router.post("/nominations/{nomination_id}/removal")
def remove(nomination_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        nomination = to_own_words(db, nomination_id, by=viewer)
        take_back_nomination(db, nomination_id, by=viewer, version=seen_version(form), now=visit.now)
        sight = standings.standing_of(db, viewer, nomination.contribution_id)
        still = sight is not None and (sight.is_inside or sight.visibility != "private")
        return f"/contributions/{nomination.contribution_id}" if still else "/contributions"

    return visit.do(form, deed, notice="Your words are taken back.")


@router.post("/nominations/{nomination_id}/undo")
def undo(nomination_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        undo_nomination(db, nomination_id, by=viewer, now=visit.now)
        return "/contributions"

    return visit.do(form, deed, notice="Undone. Nobody was told.")


def _words_alone(form: Form) -> Form:
    kept = {*OF_NOMINATE, *OWN_FIELDS}
    return Form(tuple(pair for pair in form.fields if pair[0] not in kept and not pair[0].startswith("impact.")))


def _page(
    visit: Visit,
    viewer: Viewer,
    contribution_id: str,
    *,
    action: str,
    words: str,
    version: int | None = None,
    kept: str = "",
    fault: Fault | None = None,
) -> Response:
    with visit.wiring.store.read() as db:
        work = facts_for(db, contribution_id, viewer=viewer)
    return visit.page(
        "pages/nominations/edit.html",
        viewer,
        status=422 if fault else 200,
        page_title="Add what you know" if version is None else "Correct your words",
        work=work,
        action=action,
        words=words,
        version=version,
        kept=kept,
        errors=fault.by_field if fault else {},
    )
