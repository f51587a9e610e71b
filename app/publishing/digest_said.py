"""All that an item says, from the text of its frozen facts: worded once, read by page, API and letter alike."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.publishing import digest_wording as wording
from app.publishing.digest_wording import Reason


@dataclass(frozen=True)
class Said:
    reason: Reason
    kind: str
    grade: str
    tier: str
    finished: str
    finished_iso: str
    waited: str
    note: str
    quotes: tuple[tuple[str, str], ...]
    why: tuple[str, ...]


@lru_cache(maxsize=1024)
def said(frozen: str) -> Said:
    """An edition never changes and is opened many times; the text itself is the key, so nothing can be mistaken."""
    facts: dict[str, Any] = json.loads(frozen)
    return Said(
        reason=wording.reason(facts),
        kind=facts["kind"],
        grade=wording.grade_word(facts),
        tier=wording.tier_word(facts),
        finished=wording.finished(facts),
        finished_iso=facts["finished_on"],
        waited=wording.waited(facts),
        note=wording.note(facts),
        quotes=tuple((name, words) for name, words in wording.quotes(facts)),
        why=tuple(wording.why(facts)),
    )
