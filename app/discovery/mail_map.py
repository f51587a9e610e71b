"""`.mailmap`: which name and address a person goes by (gitmailmap(5)). git applies it to authors, this to trailers."""

import re
from typing import NamedTuple

_LINE = re.compile(r"^\s*([^<#]*?)\s*<([^<>]*)>\s*(?:([^<]*?)\s*<([^<>]*)>)?")


class _Entry(NamedTuple):
    name: str
    address: str


class MailMap:
    """Later lines win; addresses and names are compared without regard to case, and a line with a name goes first."""

    def __init__(self, text: str = "") -> None:
        self._entries: dict[tuple[str, str], _Entry] = {}
        for line in text.splitlines():
            match = _LINE.match(line)
            if match:
                self._take(match[1], match[2].strip(), match[3] or "", match[4])

    def _take(self, name: str, address: str, old_name: str, old_address: str | None) -> None:
        if old_address is None:
            key, entry = (address.lower(), ""), _Entry(name, "")
        else:
            key, entry = (old_address.strip().lower(), old_name.lower()), _Entry(name, address)
        if not any(entry):
            return
        before = self._entries.get(key, _Entry("", ""))
        self._entries[key] = _Entry(entry.name or before.name, entry.address or before.address)

    def canonical(self, name: str, address: str) -> tuple[str, str]:
        """The name and address that the map has for these, or these."""
        if not self._entries:
            return name, address
        by_both, by_address = (
            self._entries.get((address.lower(), name.lower())),
            self._entries.get((address.lower(), "")),
        )
        entry = by_both or by_address
        return (entry.name or name, entry.address or address) if entry else (name, address)

    def __len__(self) -> int:
        return len(self._entries)
