"""`make run` on a machine that has the packages: a company to look at, served where PORT says, gone when told to go."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.architecture.tree import ROOT

SECONDS = 120


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def started(port: int, data: Path, log: Path) -> "subprocess.Popen[bytes]":
    """In a session of its own, as a terminal would start it, so that one signal reaches the whole family."""
    passed_on = {key: value for key, value in os.environ.items() if not key.startswith(("UNSUNG_", "MAKE"))}
    environment = {**passed_on, "PORT": str(port), "UNSUNG_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    command = ["make", "--silent", "run", f"VENV={Path(sys.prefix)}"]
    with log.open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True)


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)
    except OSError:
        return 0


def answers(address: str, process: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if status(address) == 200:
            return True
        time.sleep(0.2)
    return False


def ended(process: "subprocess.Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        raise


def test_make_run_serves_the_demo_company_and_a_second_run_keeps_it(tmp_path: Path):
    port, data = free_port(), tmp_path / "data"
    for attempt in ("first", "second"):
        log = tmp_path / f"{attempt}.log"
        process = started(port, data, log)
        try:
            assert answers(f"http://127.0.0.1:{port}/healthz", process), log.read_text()
            assert status(f"http://127.0.0.1:{port}/sign-in") == 200
        finally:
            ended(process)
        said = log.read_text()
        assert f"http://127.0.0.1:{port}" in said
        assert "@lanternfish.example" in said, "one line per persona says how to sign in as it"
        assert "Traceback" not in said
        assert status(f"http://127.0.0.1:{port}/healthz") == 0
    assert (data / "secret").stat().st_mode & 0o077 == 0
