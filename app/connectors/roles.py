"""What a connected tool can be to us. A connector fills a role by its shape; nobody inherits from these."""

from collections.abc import Mapping
from typing import Protocol

from app.domain import Letter, Verdict
from app.domain.reading import MetricQuery, Reading


class Gauge(Protocol):
    """Measures: answers a question about one metric with one series."""

    def read(self, asked: MetricQuery, *, config: Mapping[str, str], secret: str) -> list[Reading]:
        """Oldest first. Raises ToolFailed with a sentence for whatever is not exactly one series of bearable length."""
        ...


class Carrier(Protocol):
    """Delivers letters, one at a time. One worker thread holds one carrier; nothing here opens a transaction.

    Between `offer` and `hand_over` the caller writes down that the letter is being sent, so that nobody, however this
    process ends, sends it again.
    """

    def offer(self, letter: Letter) -> Verdict | None:
        """Everything that can be said before the letter itself. None: go on. A verdict here never doubts."""
        ...

    def hand_over(self, letter: Letter) -> Verdict:
        """The letter itself. Only after its last byte may the verdict be UNCERTAIN."""
        ...

    def drop(self) -> None:
        """The offered letter is not handed over after all."""
        ...

    def close(self) -> None:
        """Lets go of the connection. May be called at any time, and twice."""
        ...
