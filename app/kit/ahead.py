"""Run an iterator a few steps ahead in a thread of its own, so that its waiting and its reader's work overlap."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Ahead(Generic[Item]):
    """Keeps at most `depth` items in hand. What the source raises is raised here; `close()` ends its thread."""

    def __init__(self, source: Iterator[Item], depth: int = 3) -> None:
        self._source = source
        self._pool = ThreadPoolExecutor(1)
        self._steps: deque[Future[Item | None]] = deque(self._step() for _ in range(depth))

    def __iter__(self) -> "Ahead[Item]":
        return self

    def __next__(self) -> Item:
        step = self._steps.popleft()
        item = step.result()
        if item is None:
            self._steps.append(step)
            raise StopIteration
        self._steps.append(self._step())
        return item

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        close = getattr(self._source, "close", None)
        if close is not None:
            close()

    def _step(self) -> "Future[Item | None]":
        return self._pool.submit(next, self._source, None)
