"""Our own assets from memory, under an address that holds their hash: fetched once, kept for ever."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from app.kit.errors import NotFound
from app.web.doorway import Doorway

FOLDER = Path(__file__).resolve().parent / "static"
# Files that every page needs travel as one.
TOGETHER = {"page.js": ("vendor/htmx.min.js", "app.js")}
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
    """Read when first named. `url` is what templates call `asset`, `inline` what they call `asset_inline`."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".toml")
        self._files = {path.relative_to(folder).as_posix() for path in files}
        self._known: dict[str, Asset] = {}

    def url(self, name: str) -> str:
        return f"/static/{self._asset(name).tag}/{name}"

    def inline(self, name: str) -> str:
        """A small picture inside the page itself: one request less."""
        asset = self._asset(name)
        return f"data:{asset.kind},{quote(asset.body.decode())}"

    def find(self, tag: str, name: str) -> Asset | None:
        asset = self._asset(name) if name in self._files or name in TOGETHER else None
        return asset if asset is not None and asset.tag == tag else None

    def _asset(self, name: str) -> Asset:
        if name not in self._known:
            parts = [(self._folder / part).read_bytes() for part in TOGETHER.get(name, (name,))]
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            body = b"\n".join(parts)
            self._known[name] = Asset(body, kind, hashlib.sha256(body).hexdigest()[:12])
        return self._known[name]


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
