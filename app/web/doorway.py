"""The doors of one file of pages/ or api/: which address, which method, which function. Written down, not yet built.

A route of the framework is built when somebody first knocks at it: 250 of them cost a third of the time to start.
Looks run in the few threads of the framework, deeds and long looks in threads of their own, so that nobody who opens
a page waits behind a write lock or a report. A swift look at the embedded database runs where it is: its readers wait
for nobody, and handing a millisecond's work to a thread and back cost a fifth of the page.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial, wraps
from typing import Any, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi.params import Depends
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.wiring import DEED_THREADS

F = TypeVar("F", bound=Callable[..., Any])
_long = CapacityLimiter(DEED_THREADS)


@dataclass(frozen=True)
class Door:
    """`prefix` is where the file that declares it was hung: "" for pages, /api/v1 for their twins."""

    path: str
    method: str
    endpoint: Callable[..., Any]
    options: dict[str, Any]
    slow: bool = False
    swift: bool = False
    quiet: bool = False
    asks: type[BaseModel] | None = None
    prefix: str = ""

    @property
    def address(self) -> str:
        return self.prefix + self.path

    @cached_property
    def route(self) -> APIRoute:
        endpoint = _apart(self.endpoint) if self.slow else _here(self.endpoint) if self.swift else self.endpoint
        return APIRoute(self.address, endpoint, methods={self.method}, response_model=None, **self.options)


class Doorway:
    """Declares doors with the words of a router: `@router.get("/people")`; `slow=True` for a look that takes long,
    `swift=True` for one whose cost is bounded as long as its address has no query.

    `quiet=True`: nothing but deeds and the day changes what is told there (app/web/unchanged.py).
    """

    def __init__(self, *, tags: Sequence[str] = (), dependencies: Sequence[Depends] = ()) -> None:
        self.doors: list[Door] = []
        self._tags = [*tags]
        self._dependencies = [*dependencies]

    def get(self, path: str, **options: Any) -> Callable[[F], F]:
        return self._declare("GET", path, options)

    def post(self, path: str, **options: Any) -> Callable[[F], F]:
        return self._declare("POST", path, options)

    def put(self, path: str, **options: Any) -> Callable[[F], F]:
        return self._declare("PUT", path, options)

    def patch(self, path: str, **options: Any) -> Callable[[F], F]:
        return self._declare("PATCH", path, options)

    def delete(self, path: str, **options: Any) -> Callable[[F], F]:
        return self._declare("DELETE", path, options)

    def _declare(self, method: str, path: str, options: dict[str, Any]) -> Callable[[F], F]:
        def take(endpoint: F) -> F:
            needed = [*self._dependencies, *options.pop("dependencies", ())]
            slow, swift = options.pop("slow", method != "GET"), options.pop("swift", False)
            quiet, asks = options.pop("quiet", False), options.pop("asks", None)
            kept = {**options, "tags": self._tags, "dependencies": needed}
            self.doors.append(Door(path, method, endpoint, kept, slow, swift, quiet, asks))
            return endpoint

        return take


def _apart(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, run in the threads for what takes long."""
    if inspect.iscoroutinefunction(endpoint):
        return endpoint

    @wraps(endpoint)
    async def in_its_own_thread(**given: Any) -> Any:
        return await anyio.to_thread.run_sync(partial(endpoint, **given), limiter=_long)

    return in_its_own_thread


def _here(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, without a thread where nothing in it can wait."""

    @wraps(endpoint)
    async def at_once(**given: Any) -> Any:
        visit = given["visit"]
        if visit.is_embedded and not visit.request.scope["query_string"]:
            visit.later = []
            answer = endpoint(**given)
            for deed in visit.later:
                await anyio.to_thread.run_sync(deed, limiter=_long)
            return answer
        return await anyio.to_thread.run_sync(partial(endpoint, **given))

    return at_once
