"""/recognitions: thanks for a contribution, and taking them back while nobody has seen them."""

from sqlmodel import Session
from starlette.responses import Response

from app.actions.recognise import recognise, undo_recognition
from app.domain import Recognition, Viewer
from app.domain.policy import require_member
from app.domain.recognition import RecognitionDraft
from app.kit.errors import Fault
from app.queries import recognitions, standings
from app.web import act_notice
from app.web.act_forms import LISTS, Opened
from app.web.act_page import acts_page
from app.web.body import FormDep
from app.web.deps import VisitDep
from app.web.doorway import Doorway

router = Doorway()


@router.post("/contributions/{contribution_id}/recognitions")
def create(contribution_id: str, form: FormDep, visit: VisitDep) -> Response:
    said: list[Recognition] = []
    notices: list[str] = []

    def deed(db: Session, viewer: Viewer) -> str:
        standings.sighted(db, viewer, contribution_id)
        require_member(viewer)
        draft = form.draft(RecognitionDraft, lists=LISTS)
        said.append(recognise(db, contribution_id, by=viewer, draft=draft, now=visit.now))
        notices.append(act_notice.thanked(db, said[0], viewer=viewer))
        return f"/contributions/{contribution_id}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        return acts_page(visit, viewer, contribution_id, Opened(contribution_id, "thank", form, fault))

    answer = visit.do(form, deed, again=again)
    undo_url = f"/recognitions/{said[0].id}/undo" if said else ""
    return act_notice.attach(visit, answer, notices, undo_url=undo_url)


@router.get("/recognitions/{recognition_id}")
def show(recognition_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        thanks = recognitions.one(db, recognition_id, viewer=viewer, now=visit.now)
        title = standings.titles_of(db, [thanks.contribution_id])[thanks.contribution_id]
    return visit.page(
        "pages/recognitions/show.html",
        viewer,
        page_title="Thanks",
        thanks=thanks,
        title=title,
        words=LEVELS[thanks.level],
    )


@router.post("/recognitions/{recognition_id}/undo")
def undo(recognition_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        said = undo_recognition(db, recognition_id, by=viewer, now=visit.now)
        return f"/contributions/{said.contribution_id}"

    return visit.do(form, deed, notice="Taken back. Nothing was sent.")


LEVELS = {
    "peer": "from a colleague",
    "manager": "from the manager",
    "skip_level": "from the manager's manager",
    "executive": "from the top of the company",
}
