"""One sentence for the next page ("Saved. ..."), carried by a short-lived signed cookie and shown once."""

import base64
import binascii
import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from app.kit.crypto import holds, sign

COOKIE = "unsung_notice"
LIFE_SECONDS = 60
_PURPOSE = "notice"


@dataclass(frozen=True)
class Notice:
    text: str
    kind: str = "done"
    undo_url: str = ""


def write(answer: Response, notice: Notice, secret: str, *, secure: bool) -> None:
    body = json.dumps([notice.text, notice.kind, notice.undo_url])
    packed = base64.urlsafe_b64encode(body.encode()).decode()
    value = f"{packed}.{sign(packed, secret, _PURPOSE)}"
    answer.set_cookie(COOKIE, value, max_age=LIFE_SECONDS, path="/", secure=secure, httponly=True, samesite="lax")


def read(request: Request, secret: str) -> Notice | None:
    packed, _, signature = request.cookies.get(COOKIE, "").rpartition(".")
    if not packed or not holds(packed, signature, secret, _PURPOSE):
        return None
    try:
        text, kind, undo_url = json.loads(base64.urlsafe_b64decode(packed))
    except (ValueError, binascii.Error):
        return None
    return Notice(text, kind, undo_url)


def forget(answer: Response) -> None:
    answer.delete_cookie(COOKIE, path="/")
