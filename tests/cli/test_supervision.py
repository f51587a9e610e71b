"""The worker that `serve` starts lives as long as `serve`, and no longer."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(seen: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def children_of(pid: int) -> list[int]:
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listing.read_text().split()] if listing.exists() else []


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_server_killed_outright_leaves_no_worker_behind(tmp_path: Path):
    port = free_port()
    environment = os.environ | {"UNSUNG_DATA": str(tmp_path), "PORT": str(port)}
    command = [sys.executable, "-m", "app", "serve", "--migrate"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        wait_for(lambda: answers(port))
        wait_for(lambda: children_of(server.pid))
        (worker,) = children_of(server.pid)
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
    wait_for(lambda: not is_alive(worker))
