"""The one way to skip a test: a program that this machine lacks. Continuous integration allows none of it."""

import os
from typing import NoReturn

import pytest

PREFIX = "component missing: "


def missing(component: str, remedy: str) -> NoReturn:
    """Skip by name; with UNSUNG_TEST_REQUIRE_ALL=1 the absence is a failure instead."""
    sentence = f"{PREFIX}{component} ({remedy})"
    if os.environ.get("UNSUNG_TEST_REQUIRE_ALL") == "1":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def skipped_for_lack(terminal: pytest.TerminalReporter) -> dict[str, int]:
    """How many tests each missing component cost in this run."""
    counts: dict[str, int] = {}
    for report in terminal.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if PREFIX in reason:
            name = reason.split(PREFIX, 1)[1]
            counts[name] = counts.get(name, 0) + 1
    return counts
