"""/settings/letters: whether letters about one's own work come. /settings/mail: how mail leaves, for administrators."""

from collections.abc import Callable

from sqlmodel import Session
from starlette.responses import Response

from app.actions.arrange import resume_notices, stop_notices
from app.actions.send_again import send_test
from app.domain import Viewer
from app.domain.draft import Draft
from app.domain.policy import require_admin
from app.publishing import letter_wording
from app.queries import deliveries, own_settings
from app.web.body import Form, FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.mail_shape import mail_shape

router = Doorway()


@router.get("/settings/letters")
def letters(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        visit.query(Draft)
        kept = own_settings.letters_of(db, viewer)
    return visit.page("pages/settings/letters.html", viewer, page_title="Letters about your work", kept=kept)


@router.post("/settings/letters/stop")
def stop(form: FormDep, visit: VisitDep) -> Response:
    return _turn(visit, form, stop_notices, "Stopped. What is said about your work still stands on your first page.")


@router.post("/settings/letters/resume")
def resume(form: FormDep, visit: VisitDep) -> Response:
    return _turn(visit, form, resume_notices, "Letters about your work come again.")


@router.get("/settings/mail")
def mail(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        require_admin(viewer)
        visit.query(Draft)
        tests = deliveries.tests_of(db, viewer=viewer)
    return visit.page(
        "pages/settings/mail.html",
        viewer,
        page_title="Mail",
        mail=mail_shape(visit.wiring),
        tests=[(one, letter_wording.STATES[one.state]) for one in tests],
    )


@router.post("/settings/mail/test")
def test(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        send_test(db, by=viewer, connected=visit.wiring.connected, now=visit.now)
        return "/settings/mail"

    return visit.do(form, deed, notice="A test letter to you is about to leave. Look here again in a moment.")


def _turn(visit: Visit, form: Form, verb: Callable[..., None], notice: str) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        verb(db, by=viewer, now=visit.now)
        return "/settings/letters"

    return visit.do(form, deed, notice=notice)
