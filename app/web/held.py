"""The end of a session never loses text: what was posted is kept, and handed back after signing in."""

from datetime import datetime, timedelta
from urllib.parse import quote

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.actions.hold_text import hold_text, take_text
from app.kit.crypto import new_secret
from app.web.body import Form
from app.web.csrf import require_same_site
from app.web.respond import see_other
from app.wiring import Wiring

COOKIE = "unsung_held"
LIFE = timedelta(hours=2)
FORM_PAGES = {"/nominations": "/nominate", "/contributions": "/nominate"}


def hold(wiring: Wiring, request: Request, form: Form, *, now: datetime) -> Response:
    """Kept for our own pages alone, so that another site cannot fill the table."""
    require_same_site(request, wiring.settings.base_url)
    path = request.url.path
    secret = new_secret()
    fields = [[name, value] for name, value in form.fields if name not in ("csrf", "form_key")]
    if not any(value.strip() for _, value in fields):
        return see_other("/sign-in")
    with wiring.store.write() as db:
        hold_text(db, secret=secret, path=path, fields=fields, now=now)
    answer = see_other(f"/sign-in?next={quote(FORM_PAGES.get(path, path), safe='/')}")
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(LIFE.total_seconds()),
        secure=wiring.settings.is_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def returned(db: Session, request: Request, *, now: datetime) -> Form | None:
    """What this browser typed before its session ended; None when nothing is kept."""
    secret = request.cookies.get(COOKIE, "")
    fields = take_text(db, secret=secret, since=now - LIFE) if secret else None
    return Form(tuple((name, value) for name, value in fields)) if fields else None


def forget(answer: Response) -> None:
    answer.delete_cookie(COOKIE)
