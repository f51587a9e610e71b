"""A router that knows its first segments: a request for another address passes it by after one look.

The framework tries the routes of every router in turn; with some 250 addresses that was a tenth of a page's CPU.
"""

from functools import cached_property

from fastapi import APIRouter
from starlette.routing import Match
from starlette.types import Scope

API_PREFIX = "/api/v1"


class Doorway(APIRouter):
    """Its routes are complete before the first request: each file of pages/ and api/ declares its own."""

    @cached_property
    def segments(self) -> frozenset[str]:
        return frozenset(_first(getattr(route, "path", "/")) for route in self.routes)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path: str = scope["path"]
        if _first(path.removeprefix(API_PREFIX)) not in self.segments:
            return Match.NONE, {}
        return super().matches(scope)


def _first(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""
