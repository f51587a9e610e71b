"""Puts one page under load for a moment and says what it cost: CPU per request, p50 and p99, requests a second."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field

from benchmarks.processes import cpu_seconds

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
_SIZES = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}


class LoadFailed(Exception):
    """A wrong or short answer, or a broken connection: a fast error page must not win."""


@dataclass(frozen=True)
class Target:
    """A page. `least_bytes` is what a whole answer weighs at the least, headers included."""

    url: str
    headers: tuple[str, ...] = ()
    least_bytes: int = 0


@dataclass(frozen=True)
class Measured:
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    per_second: float
    requests: int
    bytes_each: float


@dataclass(frozen=True)
class Load:
    """What is counted and for how long. `watched` are the roots of the process trees whose CPU is the server's."""

    seconds: float
    watched: tuple[int, ...] = field(default=())


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def measure(target: Target, connections: int, load: Load) -> Measured:
    before = cpu_seconds(*load.watched)
    outcome = (_wrk if has_wrk() else _own_client)(target, connections, load.seconds)
    cpu = cpu_seconds(*load.watched) - before
    requests = int(outcome["requests"])
    if not requests or outcome["failed"]:
        raise LoadFailed(f"{target.url}: {requests} answers, {int(outcome['failed'])} of them wrong")
    each = outcome["bytes"] / requests
    if each < target.least_bytes * 0.98:
        raise LoadFailed(f"{target.url}: {each:.0f} bytes an answer, at least {target.least_bytes} expected")
    return Measured(
        cpu_ms=cpu * 1000 / requests,
        p50_ms=outcome["p50_ms"],
        p99_ms=outcome["p99_ms"],
        per_second=requests / outcome["seconds"],
        requests=requests,
        bytes_each=each,
    )


def _wrk(target: Target, connections: int, seconds: float) -> dict[str, float]:
    headers = [word for header in target.headers for word in ("-H", header)]
    shape = ["-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "20s", "--latency"]
    command = ["wrk", *shape, *headers, target.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60)  # noqa: S603
    return read_wrk(done.stdout)


def read_wrk(said: str) -> dict[str, float]:
    """The numbers of a report with --latency. Anything it could not count as a good answer is `failed`."""
    whole = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m), ([\d.]+)([KMG]?B) read", said)
    if not whole:
        raise LoadFailed(said)
    socket_errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    failed = sum(map(int, socket_errors.groups())) if socket_errors else 0
    return {
        "requests": int(whole[1]),
        "seconds": float(whole[2]) * _UNITS[whole[3]] / 1000,
        "bytes": float(whole[4]) * _SIZES[whole[5]],
        "p50_ms": _percentile(said, 50),
        "p99_ms": _percentile(said, 99),
        "failed": failed + (int(wrong[1]) if wrong else 0),
    }


def _percentile(said: str, which: int) -> float:
    line = re.search(rf"^\s*{which}%\s+([\d.]+)(us|ms|s|m)$", said, re.MULTILINE)
    return float(line[1]) * _UNITS[line[2]] if line else 0.0


def _own_client(target: Target, connections: int, seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.client", target.url, str(connections), str(seconds), *target.headers]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60)  # noqa: S603
    outcome: dict[str, float] = json.loads(done.stdout)
    return outcome
