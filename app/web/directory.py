"""Which door an address leads to, by its segments: one look for each, however many doors there are.

The framework tries one pattern after another; with some 250 addresses that was a seventh of a page's CPU.
A written segment goes before a name: /evidence/new is no piece of evidence.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.doorway import Door, Doorway
from app.web.unchanged import known

REST = ":path}"


@dataclass
class _Step:
    """What may follow here: a written segment, any one segment, or all that is left."""

    written: dict[str, "_Step"] = field(default_factory=dict)
    any: "_Step | None" = None
    rest: dict[str, Door] = field(default_factory=dict)
    doors: dict[str, Door] = field(default_factory=dict)


class Directory:
    """An ASGI application: finds the door, hands over, or raises HTTPException (404, 405).

    `otherwise` is the framework's own router, for what is no request: the beginning and the end of serving.
    """

    def __init__(self, otherwise: ASGIApp, hung: Iterable[tuple[str, Doorway]]) -> None:
        self._otherwise = otherwise
        self.doors = [replace(door, prefix=prefix) for prefix, doorway in hung for door in doorway.doors]
        self._entrance = _Step()
        for door in self.doors:
            self._add(door)

    @property
    def documented(self) -> list[BaseRoute]:
        return [door.route for door in self.doors if door.prefix]

    def methods_at(self, path: str) -> set[str]:
        found = {method for doors, _ in self._doors_at(path) for method in doors}
        return found | ({"HEAD"} if "GET" in found else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._otherwise(scope, receive, send)
            return
        path: str = scope["path"]
        is_known = False
        for doors, values in self._doors_at(path):
            is_known = True
            door = doors.get(scope["method"])
            if door is not None:
                route = door.route
                names = route.param_convertors
                scope["path_params"] = dict(zip(names, values, strict=True))
                scope["endpoint"], scope["route"] = door.endpoint, route
                scope["unsung.door"] = door
                answer = await known(scope) if door.quiet else None
                await (answer or route.handle)(scope, receive, send)
                return
        if is_known:
            raise HTTPException(405)
        if path != "/" and path.endswith("/") and any(True for _ in self._doors_at(path.rstrip("/") or "/")):
            shorter = RedirectResponse(str(URL(scope={**scope, "path": path.rstrip("/")})))
            await shorter(scope, receive, send)
            return
        raise HTTPException(404)

    def _add(self, door: Door) -> None:
        step = self._entrance
        for segment in door.address.split("/")[1:]:
            if segment.endswith(REST):
                step.rest[door.method] = door
                return
            if segment.startswith("{"):
                step.any = step.any or _Step()
                step = step.any
            else:
                step = step.written.setdefault(segment, _Step())
        step.doors.setdefault(door.method, door)

    def _doors_at(self, path: str) -> Iterator[tuple[dict[str, Door], tuple[str, ...]]]:
        return _walk(self._entrance, path.split("/")[1:], 0, ())


def _walk(
    step: _Step, segments: Sequence[str], place: int, values: tuple[str, ...]
) -> Iterator[tuple[dict[str, Door], tuple[str, ...]]]:
    """Every way through, the written segments first."""
    if place == len(segments):
        if step.doors:
            yield step.doors, values
        return
    segment = segments[place]
    if segment in step.written:
        yield from _walk(step.written[segment], segments, place + 1, values)
    if step.any is not None and segment:
        yield from _walk(step.any, segments, place + 1, (*values, segment))
    if step.rest:
        yield step.rest, (*values, "/".join(segments[place:]))
