"""What stands beside the data: everything a reader needs to understand a file, and what it must not be used for."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.domain.export import SCHEMA_VERSION, Dataset, Format, Purpose
from app.domain.export_ask import Ask

NOT_FOR_RATING = (
    "This file is for seeing whether recognition is fair. It is not made for rating people: it holds only what was "
    "written down."
)
NEVER_FOR = "It must not be used for sanctions, dismissal or redundancy."
WITHHELD_NOTE = (
    "Units of fewer than 5 people are folded into 'withheld units', together with as many others as it takes that "
    "no difference between two figures gives them away."
)
PURPOSE_WORDS = {Purpose.THANK: "thank", Purpose.REVIEW: "review preparation", Purpose.PROMOTION: "promotion file"}
GUARD_NOTE = "Text that a spreadsheet would run as a formula has ' in front; removing it gives the original."


def manifest_of(
    ask: Ask, form: Format, *, unit: str, unit_name: str, rows: int, size: int, sha256: str, now: datetime
) -> dict[str, Any]:
    """`now` is when the file was made; it stands here because the data itself holds no clock."""
    folded = ask.dataset is Dataset.SUMMARY or not ask.names
    return {
        "schema_version": SCHEMA_VERSION,
        "generated_at": now.isoformat(timespec="seconds"),
        "time_zone": "UTC",
        "dataset": ask.dataset.value,
        "format": form.value,
        "filter": {
            "from": ask.scope.from_on.isoformat(),
            "to": ask.scope.to_on.isoformat(),
            "by": "day on which the work was finished",
            "unit": unit or None,
            "unit_name": unit_name or "the whole organisation",
        },
        "purpose": PURPOSE_WORDS[ask.purpose],
        "purpose_note": f"{NOT_FOR_RATING} {NEVER_FOR}",
        "people": "names" if ask.names else "pseudonyms, the same in every export",
        "withheld": WITHHELD_NOTE if folded else "Nothing is withheld: the people in this file are named.",
        "formulas": None if form is Format.JSONL else GUARD_NOTE,
        "note": ""
        if rows
        else "No rows: nothing that was finished in this period is in this part of the organisation.",
        "rows": rows,
        "bytes": size,
        "sha256": sha256,
        "columns": [
            {"name": column.name, "group": column.group.value, "meaning": column.meaning} for column in ask.columns
        ],
    }


class _Drain(io.RawIOBase):
    """Where a ZIP is written to that nobody can seek in: what came is taken away at once."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def bundle(data_name: str, data: Iterable[bytes], manifest: bytes) -> Iterator[bytes]:
    """A ZIP of the data and its manifest, made while it is sent. The same parts give the same bytes."""
    drain = _Drain()
    with ZipFile(drain, "w", ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr(ZipInfo("manifest.json"), manifest)
        with package.open(_entry(data_name), "w", force_zip64=True) as entry:
            for chunk in data:
                entry.write(chunk)
                yield drain.take()
    yield drain.take()


def _entry(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    return info
