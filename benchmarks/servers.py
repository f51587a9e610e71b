"""Starts a server as a fresh process, waits for its first 200, ends it by its process id."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import perf_counter, sleep

from benchmarks.processes import pss_mib

START_SECONDS = 60
SETTLE_SECONDS = 0.3


class DidNotStart(Exception):
    """With the last lines of what the server said."""


@dataclass(frozen=True)
class Running:
    port: int
    pid: int
    start_seconds: float
    idle_mib: float


def uvicorn(application: str, port: int) -> list[str]:
    """How every anchor is served."""
    options = ["--no-access-log", "--log-level", "warning", "--loop", "uvloop", "--http", "httptools"]
    return [sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port), *options]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, *, path: str = "/", env: Mapping[str, str] = {}) -> Iterator[Running]:
    """`path` is what a first 200 is asked of: no sign-in may stand before it."""
    with tempfile.TemporaryFile("w+") as log:
        started = perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdout=log, stderr=log, env=_installed(env), start_new_session=True
        )
        try:
            _wait_for_first_answer(process, port, path)
            took = perf_counter() - started
            sleep(SETTLE_SECONDS)
            yield Running(port, process.pid, took, pss_mib(process.pid))
        except DidNotStart:
            log.seek(0)
            raise DidNotStart(" ".join(command) + "\n" + log.read()[-2000:]) from None
        finally:
            _end(process)


def _installed(env: Mapping[str, str]) -> dict[str, str]:
    """Modules are compiled once, as wherever a program is installed: a first round writes what later ones read."""
    return {name: value for name, value in {**os.environ, **env}.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _wait_for_first_answer(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    deadline = perf_counter() + START_SECONDS
    while perf_counter() < deadline and process.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        sleep(0.005)
    raise DidNotStart


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)
