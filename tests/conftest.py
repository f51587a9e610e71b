"""What every test may ask for, and what a run says at its two ends."""

import os

import pytest

from tests import postgres
from tests.browser import browser
from tests.components import skipped_for_lack
from tests.databases import (
    SERVER_NAME,
    SHARED_SERVER,
    bare_url,
    engine_url,
    postgres_database,
    postgres_server,
    postgres_template,
    sqlite_database,
    sqlite_store,
    sqlite_template,
    store,
)
from tests.site import site

__all__ = [
    "bare_url",
    "browser",
    "engine_url",
    "postgres_database",
    "postgres_server",
    "postgres_template",
    "site",
    "sqlite_database",
    "sqlite_store",
    "sqlite_template",
    "store",
]


def pytest_configure(config: pytest.Config) -> None:
    """Several test processes share one server, which only their parent can start and stop."""
    several = bool(getattr(config.option, "numprocesses", None)) and not hasattr(config, "workerinput")
    if not several or os.environ.get(SHARED_SERVER):
        return
    running = postgres.running()
    try:
        server = running.__enter__()
    except postgres.NoPostgres:
        return  # each process finds out by itself and says so by skipping
    config.add_cleanup(lambda: running.__exit__(None, None, None))
    config.stash[SERVER_NAME] = f"{server.name}, {server.version()}"
    os.environ[SHARED_SERVER] = server.as_text()
    config.add_cleanup(lambda: os.environ.pop(SHARED_SERVER, None))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nobody should read a green line and not know what it ran on, or what it left out."""
    if server := terminalreporter.config.stash.get(SERVER_NAME, None):
        terminalreporter.write_line(f"postgresql: {server}")
    for name, tests in sorted(skipped_for_lack(terminalreporter).items()):
        terminalreporter.write_line(f"skipped {tests} tests for lack of {name}", yellow=True)
