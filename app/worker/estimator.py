"""Asks the measurement room in a child process: numpy stays out of everything that lives long."""

import os
import subprocess
import sys
from pathlib import Path

from app.kit.errors import Code, ToolFailed

SECONDS = 60
ANSWERED, BAD_INPUT, REFUSED = 0, 2, 3
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT", "TMPDIR")
_HOME = Path(__file__).resolve().parents[2]  # where `python -m app` finds the package


def estimate(task: str, *, seconds: float = SECONDS) -> str:
    """The bytes of the answer. Raises ToolFailed with the estimator's own words where it can give none."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app", "measure", "--task", "-"],
            input=task.encode(),
            capture_output=True,
            cwd=_HOME,
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ToolFailed(Code.TIMEOUT, "The measurement took too long and was ended.", permanent=True) from None
    if done.returncode in (ANSWERED, REFUSED):
        return done.stdout.decode().strip()
    if done.returncode == BAD_INPUT:
        raise ToolFailed(Code.BAD_FILE, _words(done.stderr), permanent=True)
    raise ToolFailed(Code.INTERNAL, "The measurement ended without an answer.", permanent=False)


def _words(said: bytes) -> str:
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    return " ".join(lines[:3]) or "The data cannot be read."
