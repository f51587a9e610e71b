"""A fault becomes an answer: a page with a next step, or problem+json (RFC 9457). Input is never echoed."""

import logging
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.kit.errors import Code, Conflict, Fault, FieldError, Invalid, NotFound, Stale, TooOften
from app.web.respond import PRIVATE, PROBLEM, as_json, etag_of, html, see_other
from app.web.session import LOCAL_COOKIE, SECURE_COOKIE
from app.web.statuses import status_of

log = logging.getLogger("unsung.web")
TITLES = {
    400: "This request cannot be read",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not offered",
    406: "Representation not offered",
    408: "The body did not arrive",
    409: "The state has changed",
    410: "Ended",
    412: "Changed meanwhile",
    413: "Too large",
    414: "Address too long",
    415: "Media type not taken",
    422: "Not valid",
    428: "If-Match is missing",
    429: "Too many requests",
    500: "Something failed on our side",
    503: "Away for a moment",
}
RETRY_SECONDS = 5


def install(app: FastAPI) -> None:
    app.add_exception_handler(Fault, on_fault)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(DBAPIError, on_database)
    app.add_exception_handler(Exception, on_anything)


def on_fault(request: Request, error: Exception) -> Response:
    assert isinstance(error, Fault)  # noqa: S101 - the registration above says so
    status = status_of(error)
    if status == 401 and not is_api(request):
        return _to_sign_in(request)
    return refuse(request, error, status)


def on_http(request: Request, error: Exception) -> Response:
    """The framework's own refusals, in our words."""
    status = getattr(error, "status_code", 500)
    if status == 405:
        fault: Fault = Invalid(Code.METHOD_NOT_ALLOWED, "This address does not offer that method.")
    elif status == 404:
        fault = NotFound()
    else:
        fault = Invalid(Code.BAD_FORM, "This request cannot be read.")
    answer = refuse(request, fault, status_of(fault))
    if status == 405:
        answer.headers["allow"] = ", ".join(sorted(request.app.state.directory.methods_at(request.scope["path"])))
    return answer


def on_validation(request: Request, _error: Exception) -> Response:
    return refuse(request, Invalid(Code.WRONG_TYPE, "This is not of the kind that is needed here."), 422)


def on_database(request: Request, error: Exception) -> Response:
    """A busy or absent database is said as such; a broken constraint means that two requests met."""
    if isinstance(error, IntegrityError):
        log.warning("constraint kind=%s", type(error.orig).__name__)
        return refuse(request, Conflict(Code.WRONG_STATE, "Somebody was here a moment earlier. Look again."), 409)
    text = str(getattr(error, "orig", ""))
    # What else a database says repeats the values it was given.
    said = text[:120] if isinstance(error, OperationalError) else ""
    log.error("database kind=%s text=%s", type(error).__name__, said)
    if "disk is full" in text or "disk I/O" in text or "readonly" in text:
        return refuse(request, Conflict(Code.STORAGE_UNAVAILABLE, "The disk cannot take more just now."), 503)
    if isinstance(error, OperationalError) and "locked" in text:
        return refuse(request, Conflict(Code.DATABASE_BUSY, "The database is busy. Try again in a moment."), 503)
    if "timeout" in text:
        return refuse(request, Conflict(Code.TIMEOUT, "This took too long. Ask for less."), 503)
    return refuse(request, Conflict(Code.DATABASE_UNAVAILABLE, "The database does not answer just now."), 503)


def on_anything(request: Request, error: Exception) -> Response:
    log.error("failed kind=%s", type(error).__name__, exc_info=error)
    return refuse(request, Conflict(Code.INTERNAL, "Something failed on our side."), 500)


def refuse(request: Request, fault: Fault, status: int) -> Response:
    answer = _problem(request, fault, status) if is_api(request) else _page(request, fault, status)
    if status in (429, 503):
        answer.headers["retry-after"] = str(fault.seconds if isinstance(fault, TooOften) else RETRY_SECONDS)
    if isinstance(fault, Stale):
        answer.headers["etag"] = etag_of(fault.version)
    if status == 401:
        answer.headers["www-authenticate"] = "Bearer"
    return answer


def is_api(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/hooks/"))


def _problem(request: Request, fault: Fault, status: int) -> Response:
    body = {
        "type": f"/help/errors#{fault.code.value}",
        "title": TITLES.get(status, TITLES[500]),
        "status": status,
        "detail": fault.message,
        "instance": f"urn:unsung:request:{_id(request)}",
        "code": fault.code.value,
        "request_id": _id(request),
        "errors": [_field(error) for error in fault.errors],
    }
    return Response(as_json(body), status, PRIVATE, PROBLEM)


def _field(error: FieldError) -> dict[str, str]:
    parts = (part.replace("~", "~0").replace("/", "~1") for part in error.field.split(".") if part)
    return {"pointer": "".join(f"/{part}" for part in parts), "code": error.code.value, "message": error.message}


def _page(request: Request, fault: Fault, status: int) -> Response:
    wiring = request.app.state.wiring
    context: dict[str, Any] = {
        "status": status,
        "request_id": _id(request),
        "detail": fault.message,
        "demo": wiring.settings.demo,
        "errors": {},
    }
    if isinstance(fault, TooOften):
        context["retry"] = "in a minute" if fault.seconds <= 60 else f"in {-(-fault.seconds // 60)} minutes"
    template = wiring.templates.get_template("errors/error.html")
    return html(request, template.render(context), status=status)


def _to_sign_in(request: Request) -> Response:
    """Back to where they were going, and only within our own pages."""
    path = request.url.path if request.method in ("GET", "HEAD") else "/"
    query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
    answer = see_other("/sign-in" if path == "/" else f"/sign-in?next={quote(path + query, safe='/')}")
    for name in (SECURE_COOKIE, LOCAL_COOKIE):
        if name in request.cookies:  # it opens nothing any more
            answer.delete_cookie(name, path="/", secure=name == SECURE_COOKIE, httponly=True)
    return answer


def _id(request: Request) -> str:
    return str(request.scope.get("unsung.request_id", ""))
