"""That a deed comes from our own page: the browser's word for it, and a token only the session's pages hold."""

from urllib.parse import urlsplit

from starlette.requests import Request

from app.domain.policy import Viewer
from app.kit.addresses import is_loopback
from app.kit.crypto import same
from app.kit.errors import Code, NotAllowed


def require_same_site(request: Request, base_url: str) -> None:
    """Fetch metadata and Origin. A request without either is no browser's form, and has no cookie to abuse."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    if site not in ("same-origin", "none") or (origin is not None and not _is_ours(origin, request, base_url)):
        raise _refused()


def require_token(viewer: Viewer, token: str) -> None:
    if not viewer.csrf or not same(viewer.csrf, token):
        raise _refused()


def _is_ours(origin: str, request: Request, base_url: str) -> bool:
    """On a loopback address the browser may call the host by any of its names."""
    if origin == base_url:
        return True
    if not is_loopback(base_url):
        return False
    return is_loopback(origin) and urlsplit(origin).netloc == request.headers.get("host", "")


def _refused() -> NotAllowed:
    return NotAllowed(
        Code.CSRF, "This page had been open for long, or came from elsewhere. Nothing was changed; try again."
    )
