"""Chromium as Debian ships it, driven by playwright; no browser is ever downloaded."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.components import missing

FLAGS = [
    "--no-sandbox",  # root, as in a container, may not use the sandbox
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    named = os.environ.get("UNSUNG_TEST_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One process per test file: while it lives its thread has a running event loop, which others may not want."""
    path = find_chromium()
    if path is None:
        missing("chromium", "on Debian: apt-get install chromium, or name one in UNSUNG_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()
