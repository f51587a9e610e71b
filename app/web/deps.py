"""One request at the door: who knocks, what they ask, and the ways to answer."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property, partial
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from pydantic import BaseModel
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.domain.draft import read_values
from app.domain.policy import Viewer, require_scope
from app.kit.clock import Clock
from app.kit.errors import Code, Fault, FieldError, Invalid
from app.kit.paging import Cursor, Page, seal, unseal
from app.web import deeds, notices, unchanged
from app.web.body import Form
from app.web.limits import Limits
from app.web.respond import PRIVATE, Rows, as_json, html, told
from app.web.session import viewer_of
from app.wiring import Wiring

Q = TypeVar("Q", bound=BaseModel)
# Names that nobody can guess between marks that no kept text can hold: what is typed never stands for a token.
_CSRF, _FORM_KEY = secrets.token_hex(8), secrets.token_hex(8)
CSRF, FORM_KEY = f"\0{_CSRF}\0", f"\0{_FORM_KEY}\0"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class Visit:
    """Made anew for each request. `now` is read once, so that one request lives in one moment.

    `later` takes what a look wants written, where looks run without a thread that may wait for a lock.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.wiring: Wiring = request.app.state.wiring
        self.limits: Limits = request.app.state.limits
        clock: Clock = self.wiring.clock
        self.now: datetime = clock()
        self.request_id: str = request.scope.get("unsung.request_id", "")
        self.later: list[Callable[[], None]] | None = None

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def is_htmx(self) -> bool:
        return self.request.headers.get("hx-request") == "true"

    @property
    def is_embedded(self) -> bool:
        """Whether the database lives in this process, where a look never waits for a network or for a writer."""
        return self.wiring.store.engine.dialect.name == "sqlite"

    @property
    def is_secure(self) -> bool:
        return self.wiring.settings.is_secure

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Viewer]]:
        """A read transaction and whoever knocks. Raises NotAllowed (not_signed_in)."""
        with self.wiring.store.read() as db:
            viewer = self.viewer(db)
            require_scope(viewer, "read")
            yield db, viewer

    def viewer(self, db: Session) -> Viewer:
        found = viewer_of(db, self.request, secure=self.is_secure, request_id=self.request_id, now=self.now)
        self.limits.take(found.person_id)
        if getattr(self.request.state, "takes_no_query", False) and self.request.url.query:
            self.query(BaseModel)
        return found

    def do(
        self,
        form: Form,
        deed: Callable[[Session, Viewer], str],
        *,
        again: Callable[[Viewer, Fault], Response] | None = None,
        notice: str = "",
    ) -> Response:
        """A form's deed in one write transaction; it returns the path to go to. A double click is one deed.

        `again` draws the same page with everything that was typed, for input that cannot be taken.
        """
        return deeds.do(self, form, deed, again=again, notice=notice)

    def answer(
        self, deed: Callable[[Session, Viewer], Any], *, status: int = 200, location: str = "", secret: bool = False
    ) -> Response:
        """The API's deed: one write transaction, an Idempotency-Key honoured, the shape told as JSON.

        With `secret` the shape is told this once; a repeat learns that it was done, and nothing more.
        """
        self.request.state.takes_no_query = True
        return deeds.answer(self, deed, status=status, location=location, secret=secret)

    def tell(self, question: Callable[[Session, Viewer], Any]) -> Response:
        """The API's question. Unchanged again is 304, found by the bytes of this reader's own answer."""
        with self.reading() as (db, viewer):
            last = unchanged.newest(db) if self.request.scope["unsung.door"].quiet else None
            shape = question(db, viewer)
        if not deeds.is_noted(self, viewer):
            self._write(partial(deeds.note_token, self, viewer))
        return self._unless_known(shape, viewer, last)

    def _write(self, deed: Callable[[], None]) -> None:
        if self.later is None:
            deed()
        else:
            self.later.append(deed)

    def _unless_known(self, shape: Any, viewer: Viewer, last: unchanged.Newest | None) -> Response:
        """200 with a tag, or 304 when this reader holds these bytes. Objects carry a strong tag, lists a weak one."""
        body = as_json(shape)
        address = unchanged.address_of(self.request.scope)
        tag = unchanged.tag_of(body, viewer, address, last, secret=self.wiring.secret, now=self.now)
        version = getattr(shape, "version", None)
        tag = f'W/"{tag}"' if version is None else f'"v{version}-{tag}"'
        headers = {**PRIVATE, "etag": tag}
        known = self.request.headers.get("if-none-match", "")
        if unchanged.digest_in(tag) in {unchanged.digest_in(one.strip()) for one in known.split(",")}:
            return Response(status_code=304, headers=headers)
        return Response(body, 200, headers, "application/json")

    def page(self, template: str, viewer: Viewer | None, *, status: int = 200, **context: Any) -> Response:
        """A whole page, or the fragment that `template` is."""
        shown = self.wiring.templates.get_template(template)
        text = shown.render(self.context(viewer) | context)
        answer = html(self.request, self._with_own_marks(text, viewer), status=status)
        if notices.COOKIE in self.request.cookies and status < 400:
            notices.forget(answer)
        return answer

    def _with_own_marks(self, text: str, viewer: Viewer | None) -> str:
        """What differs from page to page is put in last, so that pieces of pages can be kept once they are drawn."""
        marks = {_CSRF: viewer.csrf if viewer else "", _FORM_KEY: secrets.token_urlsafe(16)}
        return "".join([marks.get(piece, piece) for piece in text.split("\0")])

    def context(self, viewer: Viewer | None) -> dict[str, Any]:
        """What every page is handed beside its own shape."""
        return {
            "viewer": viewer,
            "csrf": CSRF if viewer else "",
            "form_key": FORM_KEY,
            "demo": self.wiring.settings.demo,
            "locale": viewer.locale if viewer else "en",
            "zone": viewer.time_zone if viewer else "UTC",
            "today": self.today,
            "nav_current": "",
            "notice": notices.read(self.request, self.wiring.secret),
            "path": self.request.url.path,
            "errors": {},
        }

    def query(self, model: type[Q]) -> Q:
        """The query string as a value. An unknown or doubled parameter is refused, not ignored."""
        pairs = self.request.query_params.multi_items()
        names = [name for name, _ in pairs]
        doubled = {name for name in names if names.count(name) > 1}
        if doubled:
            faults = [FieldError(name, Code.DUPLICATE_PARAMETER, "This parameter came twice.") for name in doubled]
            raise Invalid.many(faults)
        known = {part.alias or name for name, part in model.model_fields.items()}
        unknown = [name for name in names if name not in known]
        if unknown:
            faults = [FieldError(name, Code.UNKNOWN_PARAMETER, "There is no such parameter.") for name in unknown]
            raise Invalid.many(faults)
        return read_values(model, {name: value for name, value in pairs if value.strip()})

    def cursor(self, text: str | None, *, purpose: str) -> Cursor | None:
        return unseal(text, purpose=purpose, key=self.wiring.secret) if text else None

    def seal(self, cursor: Cursor | None, *, purpose: str) -> str | None:
        """`purpose` names list, filter and reader (`viewer.person_id`), so that a cursor opens no other list."""
        return seal(cursor, purpose=purpose, key=self.wiring.secret) if cursor else None

    def rows(self, page: Page[Any], *, purpose: str) -> Rows:
        """A page of a list as the API tells it."""
        return Rows(page.rows, self.seal(page.next, purpose=purpose), self.seal(page.previous, purpose=purpose))

    @cached_property
    def if_match(self) -> int:
        """The version that an update was made on. Raises Invalid: 428 when missing, 400 when malformed."""
        return deeds.version_in(self.request)

    def json(self, value: Any, *, status: int = 200) -> Response:
        return told(value, status=status)

    def body(self, value: Any) -> bytes:
        return as_json(value)


async def visit(request: Request) -> Visit:
    """Async and instant, so that no thread is spent on it."""
    return Visit(request)


async def no_query(request: Request) -> None:
    """For routes that take no parameters at all. Said once it is known who knocks: strangers learn nothing."""
    request.state.takes_no_query = True


VisitDep = Annotated[Visit, Depends(visit)]
