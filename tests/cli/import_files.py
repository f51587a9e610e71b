"""The files of docs/import.md, and files written for one test."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "import.md"
ORDER = ("teams", "people", "services", "incidents", "contributions", "recognitions")
_BLOCK = re.compile(r"<!-- (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)


def examples(folder: Path) -> dict[str, Path]:
    """By kind, each CSV block of the page as a file; the JSON Lines block under its whole name."""
    found = {}
    for name, body in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        path = folder / name
        path.write_text(body, encoding="utf-8")
        found[name.removesuffix(".csv")] = path
    return found


def file(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
