"""/settings/tokens: keys for scripts and tools. A token's text is shown once, on the page after it was made."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.issue_token import USUAL_LIFE, IssuedToken, issue_token, revoke_token
from app.domain import Viewer
from app.domain.account import TOKEN_LIFE
from app.domain.token_draft import TokenDraft
from app.kit.errors import Fault
from app.queries import tokens
from app.web import notices
from app.web.body import FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import typed

router = Doorway()
SCOPES = [("read", "Read: everything you can see"), ("write", "Write: everything you can do")]
SHOWN_ONCE = "Copy your token now, it is shown this once: {token}"


@router.get("/settings/tokens")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        return _index(visit, db, viewer)


@router.post("/settings/tokens")
def create(form: FormDep, visit: VisitDep) -> Response:
    made: list[IssuedToken] = []

    def deed(db: Session, viewer: Viewer) -> str:
        draft = form.draft(TokenDraft, lists={"scopes": ()})
        made.append(issue_token(db, person_id=viewer.person_id, by=viewer, draft=draft, now=visit.now))
        return "/settings/tokens"

    def again(viewer: Viewer, fault: Fault) -> Response:
        with visit.wiring.store.read() as db:
            return _index(visit, db, viewer, values=typed(form), scopes=form.all("scopes"), fault=fault)

    answer = visit.do(form, deed, again=again)
    if made and answer.status_code == 303:
        text = notices.Notice(SHOWN_ONCE.format(token=made[0].token))
        notices.write(answer, text, visit.wiring.secret, secure=visit.is_secure)
    return answer


@router.get("/settings/tokens/{token_id}")
def show(token_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        token = tokens.one(db, viewer, token_id)
    return visit.page("pages/settings/token.html", viewer, page_title=token.name, token=token, now=visit.now)


@router.post("/settings/tokens/{token_id}/removal")
def revoke(token_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        revoke_token(db, token_id=token_id, by=viewer, now=visit.now)
        return "/settings/tokens"

    return visit.do(form, deed, notice="Revoked. It opens nothing any more.")


def _index(
    visit: Visit,
    db: Session,
    viewer: Viewer,
    *,
    values: dict[str, str] | None = None,
    scopes: list[str] | None = None,
    fault: Fault | None = None,
) -> Response:
    return visit.page(
        "pages/settings/tokens.html",
        viewer,
        page_title="API tokens",
        tokens=tokens.held_by(db, viewer),
        typed={"name": "", "expires_on": (visit.today + USUAL_LIFE).isoformat()} | (values or {}),
        ticked=["read"] if scopes is None else scopes,
        scopes=SCOPES,
        last_day=visit.today + TOKEN_LIFE,
        now=visit.now,
        errors=fault.by_field if fault else {},
    )
