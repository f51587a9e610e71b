"""What a system says of one metric over time, and how it is asked. Values; the row that keeps them is a Measurement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.kit.errors import Code, ToolFailed


class Reading(NamedTuple):
    """`ts` is aware; a value of None is missing (a gap, NaN or an infinity)."""

    ts: datetime
    value: float | None


@dataclass(frozen=True)
class MetricQuery:
    """`query` in the tool's own language; from `first` to `last`, both included, one reading each `step_seconds`."""

    query: str
    first: datetime
    last: datetime
    step_seconds: int


class SeveralSeries(ToolFailed):
    """A query whose answer is more than one series; `labels` names each."""

    def __init__(self, message: str, labels: Sequence[str], *, body: str = "") -> None:
        super().__init__(Code.TOOL_REFUSED, message, permanent=True, body=body)
        self.labels = tuple(labels)
