"""One style, one way to print it, types that hold, templates that are well formed. One run of each tool."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

TOOLS = {
    "ruff finds nothing": ["ruff", "check", "--quiet", "."],
    "every file is printed by ruff format": ["ruff", "format", "--quiet", "--check", "."],
    "types hold": ["mypy"],
    "templates are well formed": ["djlint", "--lint", "--quiet", "templates"],
}


@pytest.mark.parametrize("command", TOOLS.values(), ids=TOOLS.keys())
def test_style(command: list[str]):
    tool = Path(sys.executable).parent / command[0]
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6_000:]
