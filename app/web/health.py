"""Liveness without detail, readiness with the hash of the configuration."""

import hashlib

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.responses import Response

from app.web.deps import VisitDep
from app.web.doorway import Doorway

router = Doorway()


@router.get("/healthz")
def alive() -> Response:
    return Response("ok\n", media_type="text/plain", headers={"cache-control": "no-store"})


@router.get("/readyz")
def ready(visit: VisitDep) -> Response:
    """503 while the database does not answer. The hash shows whether instances run with one configuration."""
    settings = visit.wiring.settings
    try:
        with visit.wiring.store.read() as db:
            db.execute(text("SELECT 1"))
    except DBAPIError:
        return Response("away\n", 503, {"cache-control": "no-store", "retry-after": "5"}, "text/plain")
    shown = f"{settings.base_url}|{settings.demo}|{settings.threads}|{settings.requests_per_second}"
    mark = hashlib.sha256(shown.encode()).hexdigest()[:12]
    return Response(f"ready {mark}\n", media_type="text/plain", headers={"cache-control": "no-store"})
