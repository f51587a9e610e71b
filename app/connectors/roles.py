"""What a connected tool can be to us. A connector fills a role by its shape; nobody inherits from these."""

from collections.abc import Mapping
from typing import Protocol

from app.domain.reading import MetricQuery, Reading


class Gauge(Protocol):
    """Measures: answers a question about one metric with one series."""

    def read(self, asked: MetricQuery, *, config: Mapping[str, str], secret: str) -> list[Reading]:
        """Oldest first. Raises ToolFailed with a sentence for whatever is not exactly one series of bearable length."""
        ...
