"""Answers: a page, a fragment, JSON, or where to go next. Private answers are never stored by anybody."""

import gzip
import json
from dataclasses import dataclass, is_dataclass
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

PRIVATE = {"cache-control": "no-store"}
SMALLEST_GZIP = 1_400
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Rows:
    """A list as the API tells it. Cursors are sealed text, None at either end."""

    items: list[Any]
    next: str | None
    previous: str | None


def html(request: Request, text: str, *, status: int = 200) -> Response:
    """Compressed where no query is mirrored: compressing a secret beside reflected input would leak it."""
    body = text.encode("utf-8", "replace")
    headers = dict(PRIVATE)
    if len(body) > SMALLEST_GZIP and not request.url.query and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 5, mtime=0)
        headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
    return Response(body, status, headers, "text/html; charset=utf-8")


def see_other(path: str) -> Response:
    return Response(status_code=303, headers={"location": path, **PRIVATE})


def told(value: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(as_json(value), status, {**PRIVATE, **(headers or {})}, "application/json")


def as_json(value: Any) -> bytes:
    if isinstance(value, Rows):
        items = b",".join(as_json(item) for item in value.items)
        ends = json.dumps({"next": value.next, "previous": value.previous})
        return b'{"items":[' + items + b"]," + ends[1:].encode()
    if is_dataclass(value) and not isinstance(value, type):
        return _adapter(type(value)).dump_json(value)
    if hasattr(value, "_asdict"):
        return _named_json(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str).encode()


@lru_cache(maxsize=4096)
def _named_json(value: Any) -> bytes:
    """A line of a list, told once: its own values are the key."""
    return json.dumps(_by_name(value), separators=(",", ":"), ensure_ascii=False, default=str).encode()


def _by_name(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {name: _by_name(part) for name, part in value._asdict().items()}
    return [_by_name(part) for part in value] if isinstance(value, tuple) else value


def etag_of(version: int) -> str:
    return f'"v{version}"'


@lru_cache(maxsize=256)
def _adapter(shape: type) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
