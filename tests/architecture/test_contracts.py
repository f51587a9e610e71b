"""Arrows only fall (docs/architecture.md); import-linter knows them from pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT


def test_arrows_only_fall():
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
