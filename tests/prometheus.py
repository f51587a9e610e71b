"""A real Prometheus on the loopback address, filled through its own tools, stopped by its process id."""

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from tests.components import missing

START_SECONDS = 30
Samples = Sequence[tuple[datetime, float]]


@contextmanager
def prometheus(folder: Path, series: Mapping[str, Samples]) -> Iterator[str]:
    """Its address. `series`: a name with labels, such as `queue{zone="a"}`, and its samples, oldest first."""
    server, tool = shutil.which("prometheus"), shutil.which("promtool")
    if server is None or tool is None:
        missing("Prometheus", "install the package prometheus")
    text, data, config = folder / "samples.txt", folder / "data", folder / "prometheus.yml"
    text.write_text(open_metrics(series))
    config.write_text("global: {}\n")
    import_blocks = [
        tool,
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        "--max-block-duration=2400h",
        str(text),
        str(data),
    ]
    subprocess.run(import_blocks, check=True, capture_output=True)
    port = _free_port()
    command = [
        server, f"--config.file={config}", f"--storage.tsdb.path={data}", f"--web.listen-address=127.0.0.1:{port}",
        "--storage.tsdb.retention.time=50y", "--log.level=error",
    ]  # fmt: skip
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/-/ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=20)


def open_metrics(series: Mapping[str, Samples]) -> str:
    """The text format that promtool imports: grouped by metric, ended by EOF."""
    lines = []
    for name, samples in series.items():
        lines.append(f"# TYPE {name.partition('{')[0]} gauge")
        lines += [f"{name} {value!r} {ts.timestamp():.0f}" for ts, value in samples]
    return "\n".join([*dict.fromkeys(lines), "# EOF", ""])


def hourly(days: Sequence[tuple[date, float]]) -> Samples:
    """A day's figure at each of its hours, a little apart, so that the middle of a day is that figure."""
    found = []
    for day, value in days:
        for hour in range(24):
            moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
            found.append((moment, round(value * (1 + (hour - 11.5) / 200), 4)))
    return found


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
