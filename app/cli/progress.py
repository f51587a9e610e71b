"""A line on standard error that says how far something is; silent where nobody watches."""

from types import TracebackType
from typing import TextIO

WIDTH = 24


class Progress:
    """Drawn anew only when the percentage has moved, so that it costs nothing."""

    def __init__(self, words: str, total: int, stream: TextIO, unit: str = "rows") -> None:
        self._words = words
        self._unit = unit
        self._total = max(1, total)
        self._stream = stream if stream.isatty() else None
        self._drawn = -1

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._stream is not None and self._drawn >= 0:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def at(self, position: int, count: int) -> None:
        per_cent = min(100, position * 100 // self._total)
        if self._stream is None or per_cent == self._drawn:
            return
        self._drawn = per_cent
        filled = WIDTH * per_cent // 100
        bar = "#" * filled + "-" * (WIDTH - filled)
        self._stream.write(f"\r{self._words} [{bar}] {per_cent:3d} %  {count:,} {self._unit}\x1b[K")
        self._stream.flush()
