"""The demo company in a real browser: loaded once, copied for each story, served here with a clock that can move."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pydantic import SecretStr

from app.cli.lanternfish.load import load
from app.cli.schema import migrate
from app.database import Store
from app.main import create_app
from app.settings import Settings
from app.wiring import Wiring, shipped, wire
from tests.site import Clock

MONDAY = datetime.fromisoformat("2026-05-18T08:05:00+02:00").astimezone(UTC)
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


@dataclass
class Company:
    """`sign_in("Hana Sato")` gives her browser. Whoever asks a host beside ours is told at the end of the story."""

    address: str
    clock: Clock
    wiring: Wiring
    browser: Browser
    opened: list[BrowserContext] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def open(self, *, script: bool = True, width: int = 1280, scheme: str = "light") -> Page:
        context = self.browser.new_context(
            base_url=self.address,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.route(lambda url: not url.startswith(self.address), self._refuse)
        self.opened.append(context)
        return context.new_page()

    def sign_in(self, name: str, *, script: bool = True, width: int = 1280, scheme: str = "light") -> Page:
        page = self.open(script=script, width=width, scheme=scheme)
        page.goto("/sign-in")
        page.get_by_role("button", name=f"Continue as {name},").click()
        page.get_by_role("heading", name="Home", level=1).wait_for()
        return page

    def _refuse(self, route: Route) -> None:
        self.strangers.append(route.request.url)
        route.abort()


@pytest.fixture(scope="session")
def lanternfish(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the whole demo company, closed and therefore one file."""
    file = tmp_path_factory.mktemp("lanternfish") / "unsung.db"
    migrate(f"sqlite:///{file}", shipped("migrations"))
    store = Store.open(f"sqlite:///{file}")
    with store.write() as db:
        load(db, now=MONDAY)
    store.close()
    return file


def served(wiring: Wiring, listening: socket.socket) -> tuple[uvicorn.Server, threading.Thread]:
    server = uvicorn.Server(uvicorn.Config(create_app(wiring), access_log=False, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE / 1000
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    return server, thread


@pytest.fixture(scope="module")
def opens(
    lanternfish: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Callable[[], Company]]:
    """Opens the company anew, as often as a file of stories needs it."""
    running: list[tuple[uvicorn.Server, threading.Thread, Company]] = []

    def open_company() -> Company:
        folder = tmp_path_factory.mktemp("company")
        shutil.copy(lanternfish, folder / "unsung.db")
        listening = socket.create_server(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = Settings(
            folder, f"sqlite:///{folder / 'unsung.db'}", SecretStr("s" * 43), address, demo=True,
            requests_per_second=10_000,
        )  # fmt: skip
        clock = Clock(MONDAY)
        company = Company(address, clock, wire(settings, clock=clock), browser)
        running.append((*served(company.wiring, listening), company))
        return company

    yield open_company
    for server, thread, company in running:
        for context in company.opened:
            context.close()
        server.should_exit = True
        thread.join(PATIENCE / 1000)
        assert company.strangers == []


@pytest.fixture
def company(opens: Callable[[], Company]) -> Company:
    return opens()
