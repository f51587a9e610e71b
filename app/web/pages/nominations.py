"""/nominate and /nominations: put somebody's work forward, or record one's own, in one form."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.nominate import nominate
from app.actions.record import record
from app.domain import ContributionKind, Viewer
from app.domain.blameless import note_for
from app.domain.contribution_draft import ContributionDraft
from app.domain.draft import Draft, ShortText
from app.domain.nomination import NominationDraft
from app.domain.policy import require_member
from app.kit.errors import Code, Fault, NotFound, TooOften
from app.queries import capture, people, people_named, similar
from app.queries.capture import AlreadyHere
from app.queries.standings import sighted
from app.web import held, notices, saved_words
from app.web.body import Form, FormDep
from app.web.capture_form import ASKS, draft_of, filled
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway

router = Doorway()


class NominateQuery(Draft):
    """What a link to the form has filled in."""

    url: str = ""
    person: ShortText = ""
    incident: ShortText = ""
    title: str = ""
    kind: ContributionKind | None = None


class SimilarQuery(Draft):
    title: str = ""


@router.get("/nominate")
def new(visit: VisitDep) -> Response:
    query = visit.query(NominateQuery)
    with visit.reading() as (db, viewer):
        require_member(viewer)
        kept = held.returned(db, visit.request, now=visit.now)
        form = kept or Form(tuple(_prefilled(db, viewer, query)))
        answer = _page(db, visit, viewer, form, is_back=kept is not None)
    if kept:
        held.forget(answer)
    return answer


@router.get("/nominate/similar")
def similar_work(visit: VisitDep) -> Response:
    """A fragment for under the title: work of the same words, as links, never in the way."""
    title = visit.query(SimilarQuery).title
    with visit.reading() as (db, viewer):
        require_member(viewer)
        found = similar.to_title(db, viewer=viewer, title=title)
    return visit.page("pages/nominations/_similar.html", viewer, similar=found)


@router.post("/nominations")
def create(form: FormDep, visit: VisitDep) -> Response:
    if any(form.get(name) for name in ASKS):
        return _asked(form, visit)
    saved: list[notices.Notice] = []

    def deed(db: Session, viewer: Viewer) -> str:
        require_member(viewer)
        draft = draft_of(db, form, NominationDraft, viewer=viewer, now=visit.now)
        done = nominate(db, by=viewer, draft=draft, now=visit.now)
        text = saved_words.nominated(db, done, by=viewer, blameless=note_for(draft.title, draft.words))
        saved.append(notices.Notice(text, undo_url=f"/nominations/{done.nomination.id}/undo"))
        return f"/contributions/{done.nomination.contribution_id}"

    answer = visit.do(form, deed, again=lambda viewer, fault: _again(visit, viewer, form, fault))
    return saved_words.carry(visit, answer, saved)


@router.post("/contributions")
def create_own(form: FormDep, visit: VisitDep) -> Response:
    """The same form, kept as one's own work."""
    if any(form.get(name) for name in ASKS):
        return _asked(form, visit)
    saved: list[notices.Notice] = []

    def deed(db: Session, viewer: Viewer) -> str:
        require_member(viewer)
        draft = draft_of(db, form, ContributionDraft, viewer=viewer, now=visit.now)
        made = record(db, by=viewer, draft=draft, now=visit.now)
        note = note_for(draft.title, draft.words)
        saved.append(notices.Notice(saved_words.recorded(made.self_reported, blameless=note)))
        return f"/contributions/{made.id}"

    answer = visit.do(form, deed, again=lambda viewer, fault: _again(visit, viewer, form, fault))
    return saved_words.carry(visit, answer, saved)


def _asked(form: Form, visit: Visit) -> Response:
    """One more line, or a look whether the link is here: the same page, nothing saved, nothing lost."""
    with visit.reading() as (db, viewer):
        require_member(viewer)
        return _page(db, visit, viewer, form)


def _again(visit: Visit, viewer: Viewer, form: Form, fault: Fault) -> Response:
    """The same form with every fault at its field."""
    if not viewer.is_member:
        raise fault
    with visit.wiring.store.read() as db:
        answer = _page(db, visit, viewer, form, fault)
    if isinstance(fault, TooOften):
        answer.headers["retry-after"] = str(fault.seconds)
    return answer


def _page(
    db: Session, visit: Visit, viewer: Viewer, form: Form, fault: Fault | None = None, *, is_back: bool = False
) -> Response:
    shape = filled(form, fault)
    return visit.page(
        "pages/nominations/new.html",
        viewer,
        status=422 if fault else 200,
        page_title="Nominate work",
        nav_current="nominate",
        form=shape,
        errors=shape.errors,
        own=fault is not None and fault.code is Code.SELF_NOMINATION,
        is_back=is_back,
        already=_already(db, viewer, shape.values.get("url", "")),
        categories=[(name, name) for name in capture.categories(db)],
        similar=similar.to_title(db, viewer=viewer, title=shape.values.get("title", "")),
    )


def _already(db: Session, viewer: Viewer, url: str) -> AlreadyHere | None:
    """Work with this link, if its reader may see it; nothing tells of work that they may not."""
    try:
        known = capture.open_with_link(db, url)
        return capture.already_here(db, sighted(db, viewer, known).contribution_id) if known else None
    except (NotFound, ValueError):
        return None


def _prefilled(db: Session, viewer: Viewer, query: NominateQuery) -> list[tuple[str, str]]:
    """A person comes by id and is shown by name, where the name means nobody else."""
    fields = [("url", query.url), ("title", query.title), ("incident", query.incident)]
    fields.append(("kind", query.kind.value if query.kind else ""))
    if query.person:
        try:
            name = people.page_for(db, query.person, viewer=viewer).name
            meant = people_named.named(db, [name]).get(name)
            fields.append(("person", name if meant and meant.id == query.person else query.person))
        except NotFound:
            pass
    return [(name, value) for name, value in fields if value]
