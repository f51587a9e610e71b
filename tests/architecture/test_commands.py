"""The two commands on a machine that lacks something: one clear sentence, and the exit status of a usage error."""

import os
import subprocess
from pathlib import Path

from tests.architecture.tree import ROOT


def make(target: str, *, python: str, venv: Path) -> "subprocess.CompletedProcess[str]":
    command = ["make", "--silent", target, f"PYTHON={python}", f"VENV={venv}"]
    environment = {key: value for key, value in os.environ.items() if key not in {"MAKEFLAGS", "MAKELEVEL"}}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def sentence(done: "subprocess.CompletedProcess[str]") -> str:
    """What was said, without the line that make itself adds."""
    (line,) = (line for line in done.stderr.splitlines() if not line.startswith("make:"))
    return line


def test_without_python_the_missing_package_is_named(tmp_path: Path):
    done = make("run", python="no-such-python", venv=tmp_path / "venv")
    assert done.returncode == 2
    assert "apt-get install python3 python3-venv" in sentence(done)


def test_an_old_python_is_refused(tmp_path: Path):
    old = script(tmp_path / "python3.10", 'case "$1" in --version) echo "Python 3.10.9";; *) exit 1;; esac')
    done = make("test", python=str(old), venv=tmp_path / "venv")
    assert done.returncode == 2
    assert "3.11 or newer" in sentence(done)
    assert "Python 3.10.9" in sentence(done)


def test_a_python_without_venv_is_refused(tmp_path: Path):
    bare = script(tmp_path / "python3", 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    done = make("run", python=str(bare), venv=tmp_path / "venv")
    assert done.returncode == 2
    assert "apt-get install python3-venv" in sentence(done)
    assert not (tmp_path / "venv").exists()


def test_the_makefile_explains_itself(tmp_path: Path):
    done = make("help", python="no-such-python", venv=tmp_path / "venv")
    assert done.returncode == 0
    assert all(f"make {target}" in done.stdout for target in ("run", "test", "bench", "fuzz"))


def script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path
