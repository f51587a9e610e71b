"""/help: one page for each question, open to anyone, in the same place on every page."""

from starlette.responses import Response

from app.domain import Viewer
from app.kit.errors import Code, NotAllowed, NotFound
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.statuses import BY_CODE

router = Doorway()
TOPICS = {
    "keyboard": "pages/help/keyboard.html",
    "evidence": "pages/help/evidence.html",
    "why-no-points": "pages/help/why_no_points.html",
    "visibility": "pages/help/visibility.html",
    "errors": "pages/help/errors.html",
}


@router.get("/help")
def index(visit: VisitDep) -> Response:
    return visit.page("pages/help/index.html", _reader(visit))


@router.get("/help/{topic}")
def show(topic: str, visit: VisitDep) -> Response:
    if topic not in TOPICS:
        raise NotFound
    codes = [(code.value, BY_CODE.get(code)) for code in Code]
    return visit.page(TOPICS[topic], _reader(visit), codes=codes)


def _reader(visit: Visit) -> Viewer | None:
    """Whoever is signed in keeps their nav; nobody has to be."""
    with visit.wiring.store.read() as db:
        try:
            return visit.viewer(db)
        except NotAllowed:
            return None
