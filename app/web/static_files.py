"""Our own assets from memory, under an address that holds their hash: fetched once, kept for ever."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from app.kit.errors import NotFound
from app.web.doorway import Doorway

FOLDER = Path(__file__).resolve().parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/svg+xml", ".svg")


@dataclass(frozen=True)
class Asset:
    """Compressed at the first request for it: starting must stay quick."""

    body: bytes
    kind: str
    tag: str

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)


class Assets:
    """Read once, at start. `url` is what templates call `asset`."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".toml")
        self._known = {path.relative_to(folder).as_posix(): _asset(path) for path in files}

    def url(self, name: str) -> str:
        return f"/static/{self._known[name].tag}/{name}"

    def find(self, tag: str, name: str) -> Asset | None:
        asset = self._known.get(name)
        return asset if asset is not None and asset.tag == tag else None


def doorway_of(assets: Assets) -> Doorway:
    router = Doorway()

    @router.get("/static/{tag}/{name:path}")
    async def static(tag: str, name: str, request: Request) -> Response:
        asset = assets.find(tag, name)
        if asset is None:
            raise NotFound()
        headers = {"cache-control": FOR_EVER, "vary": "accept-encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, headers=headers | {"content-encoding": "gzip"}, media_type=asset.kind)
        return Response(asset.body, headers=headers, media_type=asset.kind)

    return router


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(body, kind, hashlib.sha256(body).hexdigest()[:12])
