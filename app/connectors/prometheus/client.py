"""Asks a Prometheus for one series (HTTP API v1, `query_range`), and says in words what came instead of one."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from app.connectors.http import Wire
from app.connectors.reading import Answer
from app.domain.reading import MetricQuery, Reading, SeveralSeries
from app.kit.errors import Code, ToolFailed

MOST_POINTS = 11_000  # a Prometheus refuses more of one series
SHOWN_SERIES = 5
LONGEST_SAID = 160


class PrometheusGauge:
    """Fills the role Gauge. `config` holds `address`; `secret`, where there is one, is sent as a bearer token."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def read(self, asked: MetricQuery, *, config: Mapping[str, str], secret: str = "") -> list[Reading]:
        steps = (asked.last - asked.first).total_seconds() / asked.step_seconds
        if steps >= MOST_POINTS:
            raise ToolFailed(
                Code.TOO_MANY, f"This asks for {steps:,.0f} points; {MOST_POINTS:,} are the most.", permanent=True
            )
        address = config["address"].rstrip("/")
        headers = {"authorization": f"Bearer {secret}"} if secret else {}
        query = {
            "query": asked.query,
            "start": f"{asked.first.timestamp():.0f}",
            "end": f"{asked.last.timestamp():.0f}",
            "step": f"{asked.step_seconds}s",
        }
        with self._wire.call(address, headers=headers, secrets=[secret] if secret else []) as caller:
            answer = caller.get(f"{urlsplit(address).path}/api/v1/query_range", query)
        return _readings(_result(answer), answer)


def _result(answer: Answer) -> list[Any]:
    """The list of series. Raises ToolFailed for whatever else was answered."""
    if answer.status in (401, 403):
        raise answer.refused(f"{answer.host} refused to answer: it asks for other credentials.")
    if answer.status == 404:
        raise answer.refused(f"{answer.host} has no such address: is this a Prometheus?")
    found = answer.json()
    if not isinstance(found, dict):
        raise answer.refused(f"{answer.host} did not answer as a Prometheus does.")
    if not answer.is_ok or found.get("status") != "success":
        said = found.get("error")
        words = f" It says: {_shown(said)}" if isinstance(said, str) and said else ""
        raise answer.refused(f"{answer.host} did not accept the query.{words}")
    data = found.get("data")
    if not isinstance(data, dict) or data.get("resultType") != "matrix" or not isinstance(data.get("result"), list):
        raise answer.refused(f"{answer.host} answered with something else than a series over time.")
    result: list[Any] = data["result"]
    return result


def _readings(series: list[Any], answer: Answer) -> list[Reading]:
    if not series:
        raise answer.refused("The query found no series in this time. Check its name and its labels.")
    if len(series) > 1:
        labels = [_labels(one) for one in series]
        names = "; ".join(labels[:SHOWN_SERIES])
        more = f"; and {len(series) - SHOWN_SERIES} more" if len(series) > SHOWN_SERIES else ""
        words = f"The query answers with {len(series)} series where one is needed: {names}{more}"
        raise SeveralSeries(f"{_shown(words)}. Add sum(), avg() or a label.", labels, body=answer.shown())
    try:
        points = [_reading(ts, value) for ts, value in series[0]["values"]]
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise answer.refused(f"{answer.host} answered with a series that cannot be read.") from None
    if not any(one.value is not None for one in points):
        raise answer.refused("The query found a series without a single number in this time.")
    if any(late.ts <= early.ts for early, late in pairwise(points)):
        raise answer.refused(f"{answer.host} answered with a series whose times do not rise.")
    return points


def _reading(ts: float, text: str) -> Reading:
    """NaN and the infinities are missing."""
    value = float(text)
    return Reading(datetime.fromtimestamp(float(ts), UTC), value if math.isfinite(value) else None)


def _labels(series: Any) -> str:
    labels = series.get("metric") if isinstance(series, dict) else None
    if not isinstance(labels, dict) or not labels:
        return "{}"
    return "{" + ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items())[:6]) + "}"


def _shown(text: str) -> str:
    """What a tool said, on one line and cut."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return line if len(line) <= LONGEST_SAID else f"{line[: LONGEST_SAID - 3]}..."
