"""/connections: repositories that are read, how that went, and names in them that belong to nobody yet."""

from collections.abc import Callable

from sqlmodel import Session
from starlette.responses import Response

from app.actions.connect import ask_to_read, connect, start_reading, stop_reading
from app.actions.join_hands import assign_hand
from app.actions.set_discovery import set_discovery
from app.domain import Rule, Viewer
from app.domain.connection_draft import ConnectionDraft, DiscoveryDraft, HandDraft
from app.domain.policy import require_admin
from app.kit.errors import Fault
from app.publishing import candidate_wording
from app.queries import connections, discovery_settings
from app.web.body import Form, FormDep
from app.web.deps import Visit, VisitDep
from app.web.doorway import Doorway
from app.web.forms import typed

router = Doorway()
Again = Callable[[Viewer, Fault], Response]
HERE = "/connections/{connection_id}"
RULES = [
    (Rule.SLOW_FIX.value, "Slow fixes found in changes"),
    (Rule.FOLLOW_UP_DONE.value, "Follow-ups of incidents that were completed"),
]
FIELDS = ("name", "address", "browse_url", "team", "history_from")


@router.get("/connections")
def index(visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        return _index(visit, db, viewer)


@router.post("/connections")
def add(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_admin(viewer)
        roots = visit.wiring.settings.git_roots
        made = connect(db, by=viewer, draft=form.draft(ConnectionDraft), roots=roots, now=visit.now)
        return f"/connections/{made.id}"

    return visit.do(form, deed, again=_listed_again(visit, form), notice="Connected. It is read within a minute.")


@router.post("/connections/discovery")
def discover(form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        require_admin(viewer)
        set_discovery(db, by=viewer, draft=form.draft(DiscoveryDraft, lists={"rules": ()}), now=visit.now)
        return "/connections"

    return visit.do(
        form, deed, again=_listed_again(visit, form), notice="Saved. It holds for what is found from now on."
    )


@router.get(HERE)
def show(connection_id: str, visit: VisitDep) -> Response:
    with visit.reading() as (db, viewer):
        return _show(visit, db, viewer, connection_id)


@router.post(HERE + "/test")
def read_again(connection_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        ask_to_read(db, connection_id, by=viewer, now=visit.now)
        return f"/connections/{connection_id}"

    return visit.do(form, deed, again=_shown_again(visit, connection_id), notice="It is read within a minute.")


@router.post(HERE + "/stop")
def stop(connection_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        stop_reading(db, connection_id, by=viewer, now=visit.now)
        return f"/connections/{connection_id}"

    return visit.do(form, deed, notice="Stopped. It collects nothing.")


@router.post(HERE + "/start")
def start(connection_id: str, form: FormDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> str:
        start_reading(db, connection_id, by=viewer, now=visit.now)
        return f"/connections/{connection_id}"

    return visit.do(form, deed, notice="Started. It is read within a minute.")


@router.post("/connections/hands/{hand_id}")
def assign(hand_id: str, form: FormDep, visit: VisitDep) -> Response:
    seen: list[str] = []

    def deed(db: Session, viewer: Viewer) -> str:
        require_admin(viewer)
        seen.append(connections.of_hand(db, hand_id))
        assign_hand(db, hand_id, by=viewer, draft=form.draft(HandDraft), now=visit.now)
        return f"/connections/{seen[0]}"

    def again(viewer: Viewer, fault: Fault) -> Response:
        if not seen:
            raise fault
        return _shown_again(visit, seen[0])(viewer, fault)

    return visit.do(form, deed, again=again, notice="Noted.")


def _index(visit: Visit, db: Session, viewer: Viewer, form: Form | None = None, fault: Fault | None = None) -> Response:
    rows = connections.listed(db, viewer=viewer)
    kept = discovery_settings.read(db)
    given = typed(form) if form else {}
    return visit.page(
        "pages/connections/index.html",
        viewer,
        page_title="Connections",
        rows=rows,
        kept=kept,
        rules=RULES,
        values={name: given.get(name, "") for name in FIELDS},
        roots=visit.wiring.settings.git_roots,
        errors=fault.by_field if fault else {},
    )


def _show(visit: Visit, db: Session, viewer: Viewer, connection_id: str, fault: Fault | None = None) -> Response:
    it = connections.page_for(db, connection_id, viewer=viewer)
    return visit.page(
        "pages/connections/show.html",
        viewer,
        page_title=it.name,
        it=it,
        set_aside=candidate_wording.set_aside(it.set_aside),
        errors=fault.by_field if fault else {},
    )


def _listed_again(visit: Visit, form: Form) -> Again:
    def again(viewer: Viewer, fault: Fault) -> Response:
        require_admin(viewer)
        with visit.wiring.store.read() as db:
            return _index(visit, db, viewer, form, fault)

    return again


def _shown_again(visit: Visit, connection_id: str) -> Again:
    def again(viewer: Viewer, fault: Fault) -> Response:
        require_admin(viewer)
        with visit.wiring.store.read() as db:
            return _show(visit, db, viewer, connection_id, fault)

    return again
