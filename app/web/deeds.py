"""One deed, one transaction, one answer: also when it is asked for twice."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.actions import remember
from app.actions.issue_token import note_use
from app.actions.sign_in import touch_session
from app.domain.policy import Viewer, require_scope
from app.kit.crypto import fingerprint
from app.kit.errors import Code, Conflict, Fault, Invalid, NotFound, TooOften
from app.web import held, notices
from app.web.body import Form
from app.web.csrf import require_same_site, require_token
from app.web.respond import PRIVATE, etag_of, see_other, told
from app.web.statuses import status_of
from app.wiring import Wiring

_ETAG = re.compile(r'"v(\d{1,9})(?:-[0-9A-Za-z_.-]+)?"')


class Door(Protocol):
    """What a deed needs of the request that asks for it."""

    wiring: Wiring
    request: Request
    now: datetime

    def viewer(self, db: Session) -> Viewer: ...


def do(
    door: Door,
    form: Form,
    deed: Callable[[Session, Viewer], str],
    *,
    again: Callable[[Viewer, Fault], Response] | None,
    notice: str,
) -> Response:
    seen: list[Viewer] = []
    try:
        path = _done(door, form, deed, seen)
    except Fault as fault:
        return _refused(door, form, fault, seen[0] if seen else None, again)
    answer = see_other(path)
    if notice:
        notices.write(answer, notices.Notice(notice), door.wiring.secret, secure=door.wiring.settings.is_secure)
    return answer


def _done(door: Door, form: Form, deed: Callable[[Session, Viewer], str], seen: list[Viewer]) -> str:
    require_same_site(door.request, door.wiring.settings.base_url)
    key = _form_key(door.request, form)
    with door.wiring.store.write() as db:
        viewer = door.viewer(db)
        seen.append(viewer)
        require_scope(viewer, "write")
        require_token(viewer, form.get("csrf"))
        touch_session(db, session_id=viewer.session_id, now=door.now)
        kept = remember.recall(db, person_id=viewer.person_id, key=key) if key else None
        if kept is not None:
            return kept.location
        path = deed(db, viewer)
        if key:
            first = remember.Answer(request_hash="", status=303, location=path)
            remember.keep(db, person_id=viewer.person_id, key=key, answer=first, now=door.now)
        return path


def _form_key(request: Request, form: Form) -> str:
    """One page hands the same key to all its forms, so the address belongs to it."""
    key = form.get("form_key")
    return f"form:{fingerprint(f'{request.url.path} {key}')}" if key else ""


def _refused(
    door: Door, form: Form, fault: Fault, viewer: Viewer | None, again: Callable[[Viewer, Fault], Response] | None
) -> Response:
    if fault.code is Code.NOT_SIGNED_IN and "authorization" not in door.request.headers:
        return held.hold(door.wiring, door.request, form, now=door.now)
    if viewer is None or again is None or isinstance(fault, NotFound) or fault.code is Code.SCOPE_MISSING:
        raise fault
    answer = again(viewer, fault)
    answer.status_code = status_of(fault)
    if isinstance(fault, TooOften):
        answer.headers["retry-after"] = str(fault.seconds)
    return answer


def answer(
    door: Door, deed: Callable[[Session, Viewer], Any], *, status: int, location: str, secret: bool = False
) -> Response:
    key = _key_of(door.request)
    digest = _digest(door.request)
    with door.wiring.store.write() as db:
        viewer = door.viewer(db)
        require_scope(viewer, "write")
        if viewer.session_id:
            require_same_site(door.request, door.wiring.settings.base_url)
            require_token(viewer, door.request.headers.get("x-csrf-token", ""))
        if viewer.token_id is not None:
            note_use(db, token_id=viewer.token_id, now=door.now)
        if key is None:
            return _told(deed(db, viewer), status=status, location=location)
        with _running(door.wiring, viewer, key):
            kept = remember.recall(db, person_id=viewer.person_id, key=key)
            if kept is not None:
                return _replayed(kept, digest)
            first = _told(deed(db, viewer), status=status, location=location)
            kept = _kept(first, digest)
            kept = replace(kept, body="") if secret else kept
            remember.keep(db, person_id=viewer.person_id, key=key, answer=kept, now=door.now)
            return first


def is_noted(door: Door, viewer: Viewer) -> bool:
    return viewer.token_id is None or door.wiring.noted.get(viewer.token_id) == door.now.date()


def note_token(door: Door, viewer: Viewer) -> None:
    """The day of a token's last use, for its owner: one write a day, and none while the database is busy."""
    door.wiring.noted[viewer.token_id or ""] = door.now.date()
    with suppress(OperationalError), door.wiring.store.write() as db:
        note_use(db, token_id=viewer.token_id or "", now=door.now)


def version_in(request: Request) -> int:
    tag = request.headers.get("if-match")
    if tag is None:
        raise Invalid(Code.PRECONDITION_REQUIRED, "An update needs If-Match with the ETag of what you saw.")
    match = _ETAG.fullmatch(tag.strip())
    if match is None:
        raise Invalid(Code.BAD_ETAG, 'If-Match takes one strong ETag such as "v3".')
    return int(match[1])


def _told(shape: Any, *, status: int, location: str) -> Response:
    if shape is None:
        return Response(status_code=204, headers=PRIVATE)
    headers = {"etag": etag_of(shape.version)} if hasattr(shape, "version") else {}
    if location:
        headers["location"] = location.format(id=shape.id)
    return told(shape, status=status, headers=headers)


def _key_of(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not re.fullmatch(r"[\x20-\x7e]{1,255}", key):
        raise Invalid(Code.BAD_IDEMPOTENCY_KEY, "An Idempotency-Key has 1 to 255 printable ASCII characters.")
    return key


def _digest(request: Request) -> str:
    body = getattr(request.state, "body", b"")
    return hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()


def _kept(first: Response, digest: str) -> remember.Answer:
    return remember.Answer(
        request_hash=digest,
        status=first.status_code,
        body=bytes(first.body).decode(),
        location=first.headers.get("location", ""),
        etag=first.headers.get("etag", ""),
    )


def _replayed(kept: remember.Answer, digest: str) -> Response:
    if kept.request_hash != digest:
        raise Invalid(Code.KEY_REUSED, "This Idempotency-Key was used for another request.")
    headers = {**PRIVATE, "idempotency-replayed": "true"}
    headers |= {"location": kept.location} if kept.location else {}
    headers |= {"etag": kept.etag} if kept.etag else {}
    return Response(kept.body or None, kept.status, headers, "application/json" if kept.body else None)


@contextmanager
def _running(wiring: Wiring, viewer: Viewer, key: str) -> Iterator[None]:
    """A repeat that arrives while the first is still being answered is told to wait."""
    mark = (viewer.person_id, key)
    if mark in wiring.running:
        raise Conflict(Code.IN_PROGRESS, "The first request with this Idempotency-Key is still being answered.")
    wiring.running.add(mark)
    try:
        yield
    finally:
        wiring.running.discard(mark)
