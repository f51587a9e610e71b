"""The one sentence after an act, with the way to take it back."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session
from starlette.responses import Response

from app.domain import Act, ActKind, Recognition, Viewer
from app.domain.recognition import UNDO_TIME, can_undo
from app.kit.errors import Fault
from app.kit.templating import clock_time, short_day
from app.publishing.phrases import and_names, first_name
from app.queries import recognitions
from app.web import notices
from app.web.deps import Visit
from app.web.digest_entries import COPIED

_SAID = {
    ActKind.PASS_UP: "Passed up.",
    ActKind.SCHEDULE: "Planned.",
    ActKind.ALREADY_DONE: "Written down. Good that it was said.",
    ActKind.NOT_NOW: "Not now. It rests for 4 weeks.",
}


def words(db: Session, done: Act, *, viewer: Viewer, left: int | None = None) -> str:
    """ "Thanked Hana. Delivered at 08:16; undo until then. 4 left." """
    until = clock_time(done.acted_at + UNDO_TIME, viewer.time_zone)
    rest = "" if left is None else f" {left} left."
    if done.kind == ActKind.THANK and done.recognition_id:
        return f"{thanked(db, db.get_one(Recognition, done.recognition_id), viewer=viewer)}{rest}"
    if done.kind == ActKind.SCHEDULE and done.on_date:
        return f"Planned for {short_day(done.on_date)}. Undo until {until}.{rest}"
    return f"{_SAID[ActKind(done.kind)]} Undo until {until}.{rest}"


def can_still_undo(done: Act, now: datetime) -> bool:
    return done.undone_at is None and can_undo(done.acted_at, now)


def thanked(db: Session, said: Recognition, *, viewer: Viewer) -> str:
    if said.bulk:
        return COPIED
    names = [first_name(person.name) for person in recognitions.named_in(db, said.id)]
    until = clock_time(said.delivered_at, viewer.time_zone)
    return f"Thanked {and_names(names)}. Delivered at {until}; undo until then."


def attach(visit: Visit, answer: Response, told: Sequence[str], *, undo_url: str) -> Response:
    """A repeated click finds nothing new to tell."""
    if told and answer.status_code == 303:
        notice = notices.Notice(told[-1], undo_url=undo_url)
        notices.write(answer, notice, visit.wiring.secret, secure=visit.is_secure)
    return answer


def page_of(visit: Visit, otherwise: str) -> str:
    """Home shows the first items and what was planned, too: whoever acts there stays there."""
    return "/" if urlsplit(visit.request.headers.get("referer", "")).path == "/" else otherwise


def refusal(fault: Fault) -> notices.Notice:
    return notices.Notice(fault.message, "error")
