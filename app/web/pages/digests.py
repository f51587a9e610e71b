"""/digests: a manager's own weekly editions, and the acts on their items."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.act import act, undo_latest
from app.actions.show_fewer import show_fewer
from app.domain import Viewer
from app.domain.act_draft import ActDraft
from app.domain.draft import Draft
from app.kit.errors import Fault, NotFound
from app.kit.paging import PAGE_SIZE
from app.publishing import letter_wording
from app.queries import deliveries, digests, team_figures
from app.queries.deliveries import LetterState
from app.queries.digests import Edition
from app.queries.team_figures import TeamFigures
from app.web import act_notice, digest_entries
from app.web.act_forms import LISTS, Opened, opened_by
from app.web.body import FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway

router = Doorway()


class EditionQuery(Draft):
    item: str = ""
    act: str = ""


class PastQuery(Draft):
    cursor: str | None = None


@router.get("/digests")
def index(visit: VisitDep) -> Response:
    query = visit.query(PastQuery)
    with visit.reading() as (db, viewer):
        if not viewer.is_manager:
            raise NotFound
        purpose = f"digests:{viewer.person_id}"
        page = digests.past(db, viewer=viewer, cursor=visit.cursor(query.cursor, purpose=purpose), limit=PAGE_SIZE)
    return visit.page(
        "pages/digests/index.html",
        viewer,
        page_title="Past editions",
        nav_current="digest",
        weeks=page.rows,
        next_url=_page_url(visit.seal(page.next, purpose=purpose)),
        previous_url=_page_url(visit.seal(page.previous, purpose=purpose)),
    )


@router.get("/digests/kept")
def kept(visit: VisitDep) -> Response:
    visit.query(Draft)
    with visit.reading() as (db, viewer):
        if not viewer.is_manager:
            raise NotFound
        found = digests.kept(db, viewer=viewer)
    return visit.page("pages/digests/kept.html", viewer, page_title="Kept for you", nav_current="digest", kept=found)


@router.get("/digests/{week}", swift=True)
def show(week: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        edition = digests.edition(db, viewer=viewer, week=week, now=visit.now)
        query = visit.query(EditionQuery)
        figures = team_figures.of_team(db, viewer.team_id, before=edition.monday)
        letter = deliveries.of_edition(db, viewer=viewer, monday=edition.monday)
    return _page(visit, viewer, edition, figures, Opened(query.item, query.act), letter)


@router.post("/digests/{week}/items/{item_id}/acts")
def take(week: str, item_id: str, form: FormDep, visit: VisitDep) -> Response:
    notices: list[str] = []

    def deed(db: Session, viewer: Viewer) -> str:
        contribution_id = digests.contribution_of(db, viewer=viewer, week=week, item_id=item_id)
        draft = form.draft(ActDraft, lists=LISTS)
        done = act(db, contribution_id, by=viewer, draft=draft, item_id=item_id, now=visit.now)
        left = len(digests.edition(db, viewer=viewer, week=week, now=visit.now).items)
        notices.append(act_notice.words(db, done, viewer=viewer, left=left))
        return act_notice.page_of(visit, f"/digests/{week}")

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            edition = digests.edition(db, viewer=viewer, week=week, now=visit.now)
            figures = team_figures.of_team(db, viewer.team_id, before=edition.monday)
            letter = deliveries.of_edition(db, viewer=viewer, monday=edition.monday)
        return _page(visit, viewer, edition, figures, opened_by(form, item_id, fault), letter)

    answer = visit.do(form, deed, again=again)
    return act_notice.attach(visit, answer, notices, undo_url=f"/digests/{week}/items/{item_id}/undo")


@router.post("/digests/{week}/items/{item_id}/undo")
def undo(week: str, item_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        contribution_id = digests.contribution_of(db, viewer=viewer, week=week, item_id=item_id)
        undo_latest(db, contribution_id, item_id=item_id, by=viewer, now=visit.now)
        return act_notice.page_of(visit, f"/digests/{week}")

    return visit.do(form, deed, notice="Taken back. Nothing was sent.")


@router.post("/digests/{week}/items/{item_id}/fewer")
def fewer(week: str, item_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        slot = digests.slot_of_item(db, viewer=viewer, week=week, item_id=item_id)
        show_fewer(db, slot=slot, by=viewer, now=visit.now)
        return f"/digests/{week}#item-{item_id}"

    return visit.do(form, deed, notice="For 8 weeks at most one item like this. You can take it back in Settings.")


def _page(
    visit: Visit,
    viewer: Viewer,
    edition: Edition,
    figures: TeamFigures | None,
    opened: Opened,
    letter: LetterState | None,
) -> Response:
    context = visit.context(viewer)
    refused = opened.fault is not None and not opened.fault.errors
    notice = act_notice.refusal(opened.fault) if refused and opened.fault else context["notice"]
    return visit.page(
        "pages/digests/show.html",
        viewer,
        status=422 if opened.fault else 200,
        page_title="Worth a word this week",
        nav_current="digest",
        entries=digest_entries.entries(edition, viewer=viewer, opened=opened, form_key=context["form_key"]),
        plans=digest_entries.plans(edition),
        purpose=digest_entries.purpose(edition),
        late=digest_entries.late(edition, viewer),
        kept=digest_entries.kept(edition),
        figures=figures,
        letter=letter,
        letter_words=letter_wording.trouble(letter.state, letter.due_at, viewer.time_zone) if letter else "",
        form_key=context["form_key"],
        errors=opened.summary(),
        notice=notice,
    )


def _page_url(cursor: str | None) -> str | None:
    return f"/digests?cursor={cursor}" if cursor else None
