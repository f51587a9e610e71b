"""Sends what a row describes and judges every answer at once: the status and code of the row, its shape, no trace."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from httpx2 import Response

from tests.inputs.table import Row
from tests.permissions.judge import FORBIDDEN
from tests.permissions.stage import FINISHED
from tests.permissions.walker import Walker

ATTEMPTS: dict[str, Callable[["Sender"], None]] = {}
REFUSING_WRITES = ("/sign-in",)  # wrong passwords are counted


def row(row_id: str) -> Callable[[Callable[["Sender"], None]], Callable[["Sender"], None]]:
    def keep(attempt: Callable[["Sender"], None]) -> Callable[["Sender"], None]:
        ATTEMPTS[row_id] = attempt
        return attempt

    return keep


@dataclass(frozen=True)
class Address:
    """One door of a family that takes a body, who may use it, and a body that it takes."""

    part: str
    method: str
    path: str
    body: dict[str, Any]


@dataclass
class Sender:
    walker: Walker
    row: Row | None = None
    faults: list[str] = field(default_factory=list)
    judged: int = 0

    def id(self, part: str) -> str:
        return self.walker.stage.id(part)

    def place(self, name: str) -> dict[str, str]:
        return self.walker.stage.places[name]

    def quiet(self, part: str | None, method: str, path: str, **more: Any) -> Response:
        """What has to happen first, whatever it answers."""
        return self.walker.site.api(part, method, path, **more)

    def fresh(self) -> None:
        if self.walker.wrote():
            self.walker.reset("")

    def api(self, part: str | None, method: str, path: str, **more: Any) -> Response:
        """On the fresh stage."""
        self.fresh()
        return self.then(part, method, path, **more)

    def then(self, part: str | None, method: str, path: str, **more: Any) -> Response:
        """On the stage as it is after what was sent before."""
        before = self.walker._version()
        answer = self.walker.site.api(part, method, path, **more)
        self._judge(answer, wrote=self.walker._version() != before, what=f"{method} {path} {str(more)[:200]}")
        return answer

    def page(self, part: str | None, method: str, path: str, **more: Any) -> Response:
        self.fresh()
        before = self.walker._version()
        answer = self.walker.site.page(part, method, path, **more)
        wrote = self.walker._version() != before and path not in REFUSING_WRITES
        self._judge(answer, wrote=wrote, what=f"page {method} {path} {str(more)[:200]}")
        return answer

    def _judge(self, answer: Response, *, wrote: bool, what: str) -> None:
        assert self.row
        self.judged += 1
        found = [f"holds {word}" for word in FORBIDDEN if word in answer.text]
        if answer.status_code not in self.row.statuses:
            found.append(f"{answer.status_code}, not {sorted(self.row.statuses)}")
        if answer.status_code >= 400:
            found += ["refused, and yet wrote"] if wrote else []
            found += self._shape(answer)
        self.faults += [f"{fault}: {what} {_short(answer)}" for fault in found]

    def _shape(self, answer: Response) -> list[str]:
        assert self.row
        if answer.headers.get("content-type", "").startswith("text/html"):
            return [] if "<h1" in answer.text else ["no page"]
        if answer.headers.get("content-type") != "application/problem+json":
            return ["no problem+json"]
        problem = answer.json()
        codes = {problem["code"], *(error["code"] for error in problem["errors"])}
        return [] if not self.row.codes or codes & self.row.codes else [f"says {sorted(codes)}"]

    def doors(self) -> Iterator[Address]:
        """One that writes for each family."""
        person = [{"person": self.id("SUBJECT")}]
        period = {"from": FINISHED.isoformat(), "to": "2026-05-18"}
        yield Address(
            "NOMINATOR", "POST", "/nominations", {"title": "It drains", "words": "It does.", "contributors": person}
        )
        yield Address("SUBJECT", "POST", "/contributions", {"title": "It drains", "words": "It does."})
        yield Address("SUBJECT", "POST", "/incidents", {"title": "It filled", "started_at": "2026-04-03T10:00:00Z"})
        yield Address("ADMIN", "POST", "/people", {"name": "Aiko Mori", "email": "aiko@lanternfish.example"})
        yield Address("SUBJECT", "POST", "/settings/tokens", {"name": "Script", "scopes": ["read"]})
        yield Address("HR", "POST", "/exports", {"dataset": "contributions", "purpose": "thank", **period})


def _short(answer: Response) -> str:
    return answer.text[:160].replace("\n", " ")
