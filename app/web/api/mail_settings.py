"""/api/v1/settings/letters and /settings/mail: letters about one's own work, and how mail leaves."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.arrange import resume_notices, stop_notices
from app.actions.send_again import send_test
from app.domain import Viewer
from app.domain.policy import require_admin
from app.queries import deliveries, own_settings
from app.queries.deliveries import LetterState
from app.queries.own_settings import LettersShape
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.mail_shape import MailShape, mail_shape

router = Doorway(tags=["settings"], dependencies=[Depends(no_query)])


@router.get("/settings/letters")
def letters(visit: VisitDep) -> Response:
    return visit.tell(own_settings.letters_of)


@router.post("/settings/letters/stop")
def stop(visit: VisitDep) -> Response:
    """No letter any more about one's own work; the weekly digest has a setting of its own."""

    def deed(db: Session, viewer: Viewer) -> LettersShape:
        stop_notices(db, by=viewer, now=visit.now)
        db.flush()
        return own_settings.letters_of(db, viewer)

    return visit.answer(deed)


@router.post("/settings/letters/resume")
def resume(visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> LettersShape:
        resume_notices(db, by=viewer, now=visit.now)
        db.flush()
        return own_settings.letters_of(db, viewer)

    return visit.answer(deed)


@router.get("/settings/mail")
def mail(visit: VisitDep) -> Response:
    """For administrators; never the password."""

    def question(_db: Session, viewer: Viewer) -> MailShape:
        require_admin(viewer)
        return mail_shape(visit.wiring)

    return visit.tell(question)


@router.post("/settings/mail/test", status_code=202)
def test(visit: VisitDep) -> Response:
    """A letter to oneself; its state stands on the page, and here in the answer as it is queued."""

    def deed(db: Session, viewer: Viewer) -> LetterState:
        row = send_test(db, by=viewer, connected=visit.wiring.connected, now=visit.now)
        db.flush()
        return deliveries.one(db, row.id)

    return visit.answer(deed, status=202)
