"""/deliveries: letters that have not arrived as they should, for administrators; sending one again."""

from dataclasses import dataclass

from sqlmodel import Session
from starlette.responses import Response

from app.actions.send_again import send_again
from app.domain import Viewer
from app.domain.contribution_draft import PageQuery
from app.domain.delivery import DIGEST
from app.publishing import letter_wording
from app.queries import deliveries
from app.queries.deliveries import LetterState
from app.web.body import FormDep
from app.web.deps import VisitDep
from app.web.doorway import Doorway

router = Doorway()


@dataclass(frozen=True)
class Line:
    """One letter as a row. `again_url` is empty where nobody needs to decide."""

    letter: LetterState
    about: str
    state: str
    again_url: str


@router.get("/deliveries")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        deliveries.require_reader(viewer)
        query = visit.query(PageQuery)
        purpose = query.purpose("deliveries", viewer.person_id)
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = deliveries.troubled(db, viewer=viewer, cursor=cursor, limit=query.limit)
    older, newer = (visit.seal(end, purpose=purpose) for end in (page.next, page.previous))
    return visit.page(
        "pages/deliveries/index.html",
        viewer,
        page_title="Letters",
        lines=[_line(letter) for letter in page.rows],
        next_url=f"/deliveries?cursor={older}" if older else None,
        previous_url=f"/deliveries?cursor={newer}" if newer else None,
    )


@router.post("/deliveries/{delivery_id}/resend")
def resend(delivery_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        letter = send_again(db, delivery_id, by=viewer, now=visit.now)
        if letter.recipient_id != viewer.person_id:
            return "/deliveries"
        return f"/digests/{letter.occasion.partition(':')[2]}" if letter.kind == DIGEST else "/"

    return visit.do(form, deed, notice="It leaves again within a minute.")


def _line(letter: LetterState) -> Line:
    return Line(
        letter,
        letter_wording.about(letter.about),
        letter_wording.STATES[letter.state],
        f"/deliveries/{letter.id}/resend" if letter.can_send_again else "",
    )
