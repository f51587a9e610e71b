"""What a tree of processes has used, as the kernel counts it: CPU from `stat`, memory from `smaps_rollup`."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                children.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        member = waiting.pop()
        found.append(member)
        waiting.extend(children.get(member, ()))
    return found


def cpu_seconds(*roots: int) -> float:
    """User and system time of the trees, with that of their children who have ended."""
    ticks = 0
    for root in roots:
        for pid in family(root):
            with suppress(OSError):
                ticks += sum(map(int, _stat(pid)[11:15]))
    return ticks / TICKS_PER_SECOND


def pss_mib(*pids: int) -> float:
    """Proportional set size: memory shared with others counts for its share."""
    kilobytes = 0
    for pid in pids:
        with suppress(OSError):
            lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


def _stat(pid: int) -> list[str]:
    """The fields after the command's name, which may itself hold spaces and brackets; the first is the state."""
    return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


@dataclass
class Peak:
    mib: float = 0.0


@contextmanager
def watching_memory(pid: int, every: float = 0.05) -> Iterator[Peak]:
    """The highest PSS seen while the block runs."""
    peak, done = Peak(pss_mib(pid)), threading.Event()

    def watch() -> None:
        while not done.wait(every):
            peak.mib = max(peak.mib, pss_mib(pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()
        peak.mib = max(peak.mib, pss_mib(pid))


def scheduler_gaps(seconds: float = 3.0, gap: float = 0.005) -> int:
    """How often a waiting loop was woken more than `gap` late: the noise of this machine."""
    late, nap, end = 0, 0.001, monotonic() + seconds
    while (before := monotonic()) < end:
        sleep(nap)
        late += monotonic() - before > nap + gap
    return late
