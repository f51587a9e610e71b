"""/contributions/{id}/edit: put the facts right, or remove what is only proposed."""

from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from app.actions.revise import discard, revise
from app.domain import State, Viewer
from app.domain.contribution_draft import ContributionPatch
from app.domain.draft import Draft, read_values
from app.domain.rights import require_kept, to_edit, to_take_back
from app.kit.errors import Code, Fault, FieldError, Invalid
from app.queries import standings
from app.queries.capture import categories
from app.queries.contribution_facts import ContributionFacts, facts_of
from app.web.body import OWN_FIELDS, Form, FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import seen_version

router = Doorway()
FIELDS = ("title", "kind", "category", "summary", "service", "started_on", "finished_on")


@router.get("/contributions/{contribution_id}/edit")
def edit(contribution_id: str, visit: VisitDep) -> Response:
    visit.query(Draft)
    with visit.reading() as (db, viewer):
        require_kept(to_edit(viewer, standings.sighted(db, viewer, contribution_id)))
        facts = facts_of(db, contribution_id)
        return _page(db, visit, viewer, facts, _typed(facts))


@router.post("/contributions/{contribution_id}")
def change(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_kept(to_edit(viewer, standings.sighted(db, viewer, contribution_id)))
        draft = read_values(ContributionPatch, _given(form))
        revise(db, contribution_id, by=viewer, draft=draft, version=seen_version(form), now=visit.now)
        return f"/contributions/{contribution_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            to_edit(viewer, standings.sighted(db, viewer, contribution_id))
            typed = {name: value for name, value in form.fields if name in (*FIELDS, "effect_unknown")}
            return _page(db, visit, viewer, facts_of(db, contribution_id), typed, fault)

    return visit.do(form, deed, again=again, notice="Saved.")


@router.post("/contributions/{contribution_id}/removal")
def remove(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        to_take_back(viewer, standings.sighted(db, viewer, contribution_id))
        discard(db, contribution_id, by=viewer, version=seen_version(form), now=visit.now)
        return "/contributions"

    return visit.do(form, deed, notice="Removed. Its history is kept.")


def _given(form: Form) -> dict[str, Any]:
    """A form sends every field it shows: an empty one means empty, a box that is not ticked means no."""
    doubled = {name for name, _ in form.fields if len(form.all(name)) > 1}
    if doubled:
        raise Invalid.many(FieldError(name, Code.DUPLICATE_KEY, "This field came twice.") for name in sorted(doubled))
    values: dict[str, Any] = {name: value for name, value in form.fields if name not in OWN_FIELDS}
    for name in ("started_on", "finished_on"):
        if name in values:
            values[name] = values[name].strip() or None
    return values | {"effect_unknown": bool(values.get("effect_unknown"))}


def _typed(facts: ContributionFacts) -> dict[str, str]:
    values = {name: getattr(facts, name) for name in FIELDS}
    shown = {name: str(value) for name, value in values.items() if value is not None}
    return shown | ({"effect_unknown": "yes"} if facts.effect_unknown else {})


def _page(
    db: Session,
    visit: Visit,
    viewer: Viewer,
    facts: ContributionFacts,
    typed: dict[str, str],
    fault: Fault | None = None,
) -> Response:
    is_stale = fault is not None and fault.code is Code.PRECONDITION_FAILED
    may_remove = facts.state == State.PROPOSED and facts.recorded_by_id == viewer.person_id
    return visit.page(
        "pages/contributions/edit.html",
        viewer,
        status=422 if fault else 200,
        page_title="Edit the facts",
        facts=facts,
        typed=typed,
        kept=facts if is_stale else None,
        may_remove=may_remove,
        categories=[(name, name) for name in categories(db)],
        errors=fault.by_field if fault else {},
    )
