"""Liveness without detail, readiness with the hash of the configuration, and figures for whoever watches."""

import hashlib
import ipaddress

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from app.kit.environment import Network
from app.kit.errors import NotFound
from app.queries.backlog import backlog
from app.web.deps import VisitDep
from app.web.doorway import Doorway

router = Doorway()
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = ("forwarded", "x-forwarded-for")


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


@router.get("/metrics", slow=True)
def metrics(visit: VisitDep) -> Response:
    """Raises NotFound for whoever does not call from the operator's list."""
    if not _may_watch(visit.request, visit.wiring.settings.metrics_allow):
        raise NotFound()
    with visit.wiring.store.read() as db:
        waiting = backlog(db, now=visit.now)
    told = visit.request.app.state.tally.exposition(waiting)
    return Response(told, headers={"cache-control": "no-store", "content-type": EXPOSITION})


def _may_watch(request: Request, listed: tuple[Network, ...]) -> bool:
    """By the address of the very caller; who stands behind a proxy is not known, so what was forwarded is refused."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        caller = ipaddress.ip_address(request.client.host)
    except ValueError:
        return False
    return any(caller in network for network in listed)
