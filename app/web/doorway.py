"""The doors of one file of pages/ or api/: which address, which method, which function. Written down, not yet built.

A route of the framework is built when somebody first knocks at it: 250 of them cost a third of the time to start.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from fastapi.params import Depends
from fastapi.routing import APIRoute

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Door:
    """`prefix` is where the file that declares it was hung: "" for pages, /api/v1 for their twins."""

    path: str
    method: str
    endpoint: Callable[..., Any]
    options: dict[str, Any]
    prefix: str = ""

    @property
    def address(self) -> str:
        return self.prefix + self.path

    @cached_property
    def route(self) -> APIRoute:
        return APIRoute(self.address, self.endpoint, methods={self.method}, response_model=None, **self.options)


class Doorway:
    """Declares doors with the words of a router: `@router.get("/people")`."""

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
            needed = [*self._dependencies, *options.get("dependencies", ())]
            self.doors.append(Door(path, method, endpoint, options | {"tags": self._tags, "dependencies": needed}))
            return endpoint

        return take
