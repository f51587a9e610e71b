"""/docs: the API explained by its own document, with assets of ours. For administrators."""

from starlette.requests import Request
from starlette.responses import Response

from app.domain.policy import require_admin
from app.web.deps import VisitDep
from app.web.doorway import Doorway

router = Doorway()


@router.get("/docs")
def docs(visit: VisitDep) -> Response:
    with visit.reading() as (_, viewer):
        require_admin(viewer)
    return visit.page("pages/docs/index.html", viewer, page_title="API")


@router.get("/docs/openapi.json")
def document(request: Request, visit: VisitDep) -> Response:
    with visit.reading() as (_, viewer):
        require_admin(viewer)
    return visit.json(request.app.openapi())
