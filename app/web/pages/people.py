"""/people, /people/{id} and /me: who is here, and what of their work the reader may open."""

from urllib.parse import urlencode

from sqlmodel import Session
from starlette.responses import Response

from app.actions.amend import amend
from app.actions.enrol import enrol
from app.actions.invite import invite
from app.actions.leave import deactivate, reinstate
from app.domain import Viewer
from app.domain.contribution_draft import PageQuery
from app.domain.draft import Draft, ShortText
from app.domain.person_draft import LOCALES, PeopleQuery, PersonChange, PersonDraft, Right
from app.domain.policy import require, require_admin
from app.kit.errors import Fault
from app.kit.paging import Cursor
from app.queries import contribution_lists, people
from app.queries.people import PersonShape
from app.web import notices
from app.web.body import FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import renamed, seen_version, typed
from app.web.respond import see_other

router = Doorway()
RIGHTS = [(Right.MEMBER.value, "Member"), (Right.HR.value, "HR"), (Right.ADMIN.value, "Administrator")]
LISTS: dict[str, tuple[str, ...]] = {"roles": ()}


class SuggestionQuery(Draft):
    q: ShortText = ""


@router.get("/people")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        query = visit.query(PeopleQuery)
        purpose = f"people:{viewer.person_id}:{query.q}"
        page = people.listed(db, query=query, cursor=visit.cursor(query.cursor, purpose=purpose))
    kept = {"q": query.q} if query.q else {}
    return visit.page(
        "pages/people/index.html",
        viewer,
        page_title="People",
        q=query.q,
        rows=page.rows,
        previous_url=_link(visit, "/people", page.previous, purpose, kept),
        next_url=_link(visit, "/people", page.next, purpose, kept),
    )


@router.get("/people/suggestions")
def suggestions(visit: VisitDep) -> Response:
    """The fragment under a field of the people picker."""
    with visit.reading() as (db, viewer):
        found = people.suggested(db, visit.query(SuggestionQuery).q, viewer=viewer)
    return visit.page("pages/people/suggestions.html", viewer, found=found)


@router.get("/people/new")
def new(visit: VisitDep) -> Response:
    with visit.reading() as (_, viewer):
        require_admin(viewer)
    return _new(visit, viewer, {})


@router.post("/people")
def create(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_admin(viewer)
        return f"/people/{enrol(db, by=viewer, draft=form.draft(PersonDraft, lists=LISTS), now=visit.now).id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        require_admin(viewer)
        return _new(visit, viewer, typed(form), roles=form.all("roles"), fault=fault)

    return visit.do(form, deed, again=again, notice="Added. Make a link that lets them in.")


@router.get("/me")
def me(visit: VisitDep) -> Response:
    with visit.reading() as (_, viewer):
        return see_other(f"/people/{viewer.person_id}")


@router.get("/people/{person_id}")
def show(person_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        person = people.page_for(db, person_id, viewer=viewer)
        query = visit.query(PageQuery)
        purpose = f"person:{viewer.person_id}:{person_id}"
        cursor = visit.cursor(query.cursor, purpose=purpose)
        work = contribution_lists.of_person(db, viewer=viewer, person_id=person_id, query=query, cursor=cursor)
        left_at = None if person.active else people.left_at(db, person_id)
        is_new = viewer.is_admin and people.may_be_invited(db, person_id, viewer=viewer)
    path = f"/people/{person_id}"
    return visit.page(
        "pages/people/show.html",
        viewer,
        page_title=person.name,
        person=person,
        roles=[words for key, words in RIGHTS if person.roles and key in person.roles],
        left_at=left_at,
        is_new=is_new,
        work=work.rows,
        previous_url=_link(visit, path, work.previous, purpose, {}),
        next_url=_link(visit, path, work.next, purpose, {}),
    )


@router.get("/people/{person_id}/edit")
def edit(person_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        person = people.page_for(db, person_id, viewer=viewer)
        require(viewer.is_admin, "You can read this. An administrator can change it; your own part is in Settings.")
    return _edit(visit, viewer, person, {"name": person.name, "team": person.team.name if person.team else ""})


@router.post("/people/{person_id}")
def change(person_id: str, form: FormDep, visit: VisitDep) -> Response:
    """An empty e-mail or manager stays as it is; "at the top" is a tick of its own."""
    given = renamed(form, {"at_top": ""})

    def deed(db: Session, viewer: Viewer) -> str:
        people.row_for(db, person_id, viewer=viewer)
        draft = given.draft(PersonChange, lists=LISTS)
        if form.get("at_top") or ("team" in typed(form) and not form.get("team").strip()):
            emptied = ({"manager": ""} if form.get("at_top") else {}) | (
                {} if form.get("team").strip() else {"team": ""}
            )
            draft = PersonChange(**(draft.model_dump(exclude_unset=True) | emptied))
        amend(db, person_id=person_id, by=viewer, draft=draft, version=seen_version(form), now=visit.now)
        return f"/people/{person_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        require_admin(viewer)
        with visit.wiring.store.read() as db:
            person = people.page_for(db, person_id, viewer=viewer)
        return _edit(visit, viewer, person, typed(form), roles=form.all("roles"), fault=fault)

    return visit.do(form, deed, again=again, notice="Saved.")


@router.get("/people/{person_id}/deactivation")
def before_leave(person_id: str, visit: VisitDep) -> Response:
    """Says what will happen; the button on it does it."""
    with visit.reading() as (db, viewer):
        require_admin(viewer)
        person = people.page_for(db, person_id, viewer=viewer)
    return visit.page("pages/people/deactivation.html", viewer, page_title=f"Deactivate {person.name}", person=person)


@router.post("/people/{person_id}/deactivation")
def leave(person_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        deactivate(db, person_id=person_id, by=viewer, now=visit.now)
        return f"/people/{person_id}"

    return visit.do(form, deed, notice="Deactivated. Every session and token has ended.")


@router.post("/people/{person_id}/reinstatement")
def come_back(person_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        reinstate(db, person_id=person_id, by=viewer, now=visit.now)
        return f"/people/{person_id}"

    return visit.do(form, deed, notice="Here again.")


@router.post("/people/{person_id}/sign-in-links")
def first_link(person_id: str, form: FormDep, visit: VisitDep) -> Response:
    """Shown once, on the page that follows."""
    made: list[str] = []

    def deed(db: Session, viewer: Viewer) -> str:
        made.append(invite(db, person_id=person_id, by=viewer, now=visit.now))
        return f"/people/{person_id}"

    answer = visit.do(form, deed)
    if made:
        text = f"Send them this link, it works once: {visit.wiring.settings.base_url}/sign-in/{made[0]}"
        notices.write(answer, notices.Notice(text), visit.wiring.secret, secure=visit.is_secure)
    return answer


def _new(
    visit: Visit, viewer: Viewer, values: dict[str, str], *, roles: list[str] | None = None, fault: Fault | None = None
) -> Response:
    return visit.page(
        "pages/people/new.html",
        viewer,
        page_title="Add a person",
        typed=values,
        rights=RIGHTS,
        roles=[Right.MEMBER.value] if roles is None else roles,
        locales=list(LOCALES.items()),
        errors=fault.by_field if fault else {},
    )


def _edit(
    visit: Visit,
    viewer: Viewer,
    person: PersonShape,
    values: dict[str, str],
    *,
    roles: list[str] | None = None,
    fault: Fault | None = None,
) -> Response:
    return visit.page(
        "pages/people/edit.html",
        viewer,
        page_title=f"Change {person.name}",
        person=person,
        typed=values,
        rights=RIGHTS,
        roles=list(person.roles or ()) if roles is None else roles,
        errors=fault.by_field if fault else {},
    )


def _link(visit: Visit, path: str, cursor: Cursor | None, purpose: str, kept: dict[str, str]) -> str | None:
    sealed = visit.seal(cursor, purpose=purpose)
    return f"{path}?{urlencode(kept | {'cursor': sealed})}" if sealed else None
