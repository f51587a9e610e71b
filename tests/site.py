"""The whole application in process, on a fresh database, with a clock that stands still unless it is moved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from httpx2 import Response
from pydantic import SecretStr
from starlette.testclient import TestClient

from app.database import Store
from app.kit.templating import make_environment
from app.main import create_app
from app.settings import Settings
from app.wiring import Wiring, shipped
from tests.world import NOW, World

BASE = "http://127.0.0.1:8000"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Site:
    """`page(part, ...)` knocks with that person's cookie, `api(part, ...)` with their token."""

    world: World
    client: TestClient
    wiring: Wiring
    clock: Clock
    _pages: dict[str, str] = field(default_factory=dict)

    def page(self, part: str | None, method: str, path: str, **more: object) -> Response:
        """A form needs no csrf field of its own: the fixture's is added."""
        cookies = {} if part is None else {"unsung": self.world.cookies[part]}
        if method == "POST":
            data = dict(more.pop("data", None) or {})  # type: ignore[call-overload]
            more["data"] = {"csrf": self.world.csrf, **data}
        self.client.cookies.clear()
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
        headers |= dict(more.pop("headers", None) or {})  # type: ignore[call-overload]
        return self.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]

    def api(self, part: str | None, method: str, path: str, **more: object) -> Response:
        headers = {} if part is None else {"authorization": f"Bearer {self.world.tokens[part]}"}
        headers |= dict(more.pop("headers", None) or {})  # type: ignore[call-overload]
        self.client.cookies.clear()
        return self.client.request(method, f"/api/v1{path}", headers=headers, **more)  # type: ignore[arg-type]


def settings_for(folder: Path, url: str, **changes: object) -> Settings:
    fields = {
        "data_folder": folder, "database_url": url, "secret": SecretStr("s" * 43), "base_url": BASE,
        "requests_per_second": 10_000, "git_roots": (Path("/srv/git"),),
    }  # fmt: skip
    return Settings(**(fields | changes))  # type: ignore[arg-type]


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Site]:
    """On both engines, through `store`. The client never follows a redirect by itself."""
    clock = Clock()
    url = store.engine.url.render_as_string(hide_password=False)
    settings = settings_for(tmp_path, url)
    wiring = Wiring(settings, store, clock, make_environment(shipped("templates")))
    with TestClient(create_app(wiring), base_url=BASE, follow_redirects=False) as client:
        yield Site(World.make(store), client, wiring, clock)


def text_of(answer: Response) -> str:
    """What a reader sees: without tags, white space folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).strip()
