"""/api/v1/connections: repositories that are read. Administrators."""

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.connect import ask_to_read, connect, start_reading, stop_reading
from app.actions.join_hands import assign_hand
from app.actions.set_discovery import set_discovery
from app.domain import Viewer
from app.domain.connection_draft import ConnectionDraft, DiscoveryDraft, HandDraft
from app.domain.policy import require_admin
from app.queries import connections
from app.queries.connections import ConnectionShape
from app.web.body import JsonDep
from app.web.deps import VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import takes
from app.web.respond import Rows

router = Doorway(tags=["connections"])
PLAIN = [Depends(no_query)]
HERE = "/connections/{connection_id}"


@router.get("/connections", dependencies=PLAIN)
def index(visit: VisitDep) -> Response:
    return visit.tell(lambda db, viewer: Rows(list(connections.listed(db, viewer=viewer)), None, None))


@router.post("/connections", status_code=201, dependencies=PLAIN, **takes(ConnectionDraft))
def add(body: JsonDep, visit: VisitDep) -> Response:
    """A local clone below one of the folders that the operator lists. The worker reads it within a minute."""

    def deed(db: Session, viewer: Viewer) -> ConnectionShape:
        require_admin(viewer)
        roots = visit.wiring.settings.git_roots
        made = connect(db, by=viewer, draft=body.draft(ConnectionDraft), roots=roots, now=visit.now)
        db.flush()
        return connections.page_for(db, made.id, viewer=viewer)

    return visit.answer(deed, status=201, location="/api/v1/connections/{id}")


@router.post("/connections/discovery", status_code=204, dependencies=PLAIN, **takes(DiscoveryDraft))
def discover(body: JsonDep, visit: VisitDep) -> Response:
    """How long people see their candidates first, and which rules are on."""

    def deed(db: Session, viewer: Viewer) -> None:
        require_admin(viewer)
        set_discovery(db, by=viewer, draft=body.draft(DiscoveryDraft), now=visit.now)

    return visit.answer(deed)


@router.get(HERE, dependencies=PLAIN)
def show(connection_id: str, visit: VisitDep) -> Response:
    return visit.tell(lambda db, viewer: connections.page_for(db, connection_id, viewer=viewer))


@router.post(HERE + "/test", dependencies=PLAIN)
def read_again(connection_id: str, visit: VisitDep) -> Response:
    """The worker reads it within a minute; how that went stands in `read_at` and `trouble`."""

    def deed(db: Session, viewer: Viewer) -> ConnectionShape:
        ask_to_read(db, connection_id, by=viewer, now=visit.now)
        return _told(db, viewer, connection_id)

    return visit.answer(deed)


@router.post(HERE + "/stop", dependencies=PLAIN)
def stop(connection_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ConnectionShape:
        stop_reading(db, connection_id, by=viewer, now=visit.now)
        return _told(db, viewer, connection_id)

    return visit.answer(deed)


@router.post(HERE + "/start", dependencies=PLAIN)
def start(connection_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ConnectionShape:
        start_reading(db, connection_id, by=viewer, now=visit.now)
        return _told(db, viewer, connection_id)

    return visit.answer(deed)


@router.post("/connections/hands/{hand_id}", status_code=204, dependencies=PLAIN, **takes(HandDraft))
def assign(hand_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """Whom a name in a tool means; nobody here, where it is left empty."""

    def deed(db: Session, viewer: Viewer) -> None:
        require_admin(viewer)
        connections.of_hand(db, hand_id)
        assign_hand(db, hand_id, by=viewer, draft=body.draft(HandDraft), now=visit.now)

    return visit.answer(deed)


def _told(db: Session, viewer: Viewer, connection_id: str) -> ConnectionShape:
    db.flush()
    return connections.page_for(db, connection_id, viewer=viewer)
