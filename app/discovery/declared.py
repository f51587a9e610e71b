"""The type that an author put before the first colon of a title, as Conventional Commits have it."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from app.domain.sighting import ChangeType

ALIASES: Mapping[str, ChangeType] = MappingProxyType(
    {
        "doc": ChangeType.DOCS,
        "tests": ChangeType.TEST,
        "feature": ChangeType.FEAT,
        "bugfix": ChangeType.FIX,
        "performance": ChangeType.PERF,
    }
    | {one.value: one for one in ChangeType}
)
_HEAD = re.compile(r"\s*([A-Za-z]+)\s*(?:\(([^()]{0,100})\))?\s*!?\s*:\s*")
_NUMBER = re.compile(r"(?:\s*\((?:#|!|gh-)\d+\))+\s*$", re.IGNORECASE)


class Declaration(NamedTuple):
    type: ChangeType | None
    scope: str | None
    title: str


def declaration_of(title: str) -> Declaration:
    """Splits `perf(parser)!: read less (#12)` into perf, "parser" and "read less".

    A word that is no type declares nothing and stays in the title; so does the word of a type in any other place.
    """
    head = _HEAD.match(title)
    declared = ALIASES.get(head[1].lower()) if head else None
    if head is None or declared is None:
        return Declaration(None, None, _unnumbered(title))
    scope = (head[2] or "").strip().lower() or None
    return Declaration(declared, scope, _unnumbered(title[head.end() :]))


def _unnumbered(title: str) -> str:
    title = title.strip()
    return _NUMBER.sub("", title).strip() if title.endswith(")") else title
