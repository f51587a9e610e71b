"""What `unsung discover` found, for people and for machines. Nothing in a message or a name can steer a terminal."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.discovery.explain import Explanation, explain
from app.discovery.model import shipped_model
from app.discovery.pipeline import Reading, proposed
from app.discovery.set_aside import Reason
from app.discovery.tagger import Tagged
from app.domain.effort import FoundEffort
from app.domain.sighting import PREVENTIVE_TAGS, Change, Tag
from app.kit.text import visible

WIDTH = 100
MOST_DETAILED = 20
MOST_LISTED = 12
_ASIDE = {
    Reason.MERGE: ("merge", "merges"),
    Reason.BOT: ("change by a bot", "changes by bots"),
    Reason.RELEASE: ("release", "releases"),
    Reason.REVERT: ("revert of the same day or what it took back", "reverts of the same day with what they took back"),
    Reason.LOCK_FILE: ("change of lock files alone", "changes of lock files alone"),
    Reason.VENDORED: ("change of copied files alone", "changes of copied files alone"),
    Reason.GENERATED: ("change of generated files alone", "changes of generated files alone"),
}


@dataclass(frozen=True, kw_only=True)
class Discovered:
    """`efforts` are all of them, strongest first; `changes` and `tagged` go by external id."""

    name: str
    since: date | None
    reading: Reading
    tagged: Mapping[str, Tagged]
    efforts: Sequence[FoundEffort]
    changes: Mapping[str, Change]

    @property
    def shown(self) -> list[FoundEffort]:
        return proposed(self.efforts)

    @property
    def until(self) -> date | None:
        return max((one.date for one in self.changes.values() if one.date), default=None)

    def names(self, effort: FoundEffort) -> list[tuple[str, str]]:
        """(name, role), in the order of roles and names. An address is no name."""
        known = {
            hand.handle: hand.name
            for change in self.members(effort)
            for hand in (change.author, *change.co_authors, *change.reviewers)
            if hand is not None
        }
        return [((known.get(handle) or handle).partition("@")[0] or "somebody", role) for handle, role in effort.people]

    def members(self, effort: FoundEffort) -> list[Change]:
        return [self.changes[one] for one in effort.changes]


def as_document(found: Discovered) -> dict[str, Any]:
    """The one object of `--json`. Fields are added and never renamed or removed."""
    model, reading, shown = shipped_model(), found.reading, found.shown
    return {
        "schema": 1,
        "model": {"version": model.version, "sha256": model.sha256},
        "repository": {
            "head": reading.head,
            "commits": reading.commits,
            "read": len(reading.changes),
            "shallow": bool(reading.cut),
            "cut_at": [{"id": sha, "date": day.isoformat()} for sha, day in sorted(reading.cut.items())],
            "set_aside": {reason.value: reading.set_aside.get(reason, 0) for reason in Reason},
            "with_lines": reading.counted,
            "lines_missing": reading.uncounted,
            "dates_mended": reading.mended,
        },
        "since": found.since.isoformat() if found.since else None,
        "until": found.until.isoformat() if found.until else None,
        "efforts": [_effort(found, effort) for effort in shown],
        "other_efforts": len(found.efforts) - len(shown),
    }


def _effort(found: Discovered, effort: FoundEffort) -> dict[str, Any]:
    return {
        "id": effort.key,
        "name": effort.name,
        "first": effort.first_on.isoformat(),
        "last": effort.last_on.isoformat(),
        "span_days": (effort.last_on - effort.first_on).days,
        "active_days": effort.active_days,
        "people": [{"name": name, "role": role} for name, role in found.names(effort)],
        "tags": list(effort.tags),
        "preventive_share": round(effort.share, 4),
        "preventive_line_share": round(effort.line_share, 4) if effort.line_share is not None else None,
        "confidence": round(effort.confidence, 4),
        "word": effort.word,
        "reasons": [{"text": one.text, "commits": list(one.changes)} for one in effort.joins],
        "commits": [_commit(change, found.tagged[change.external_id]) for change in found.members(effort)],
    }


def _commit(change: Change, tagged: Tagged) -> dict[str, Any]:
    why = explained(change, tagged)
    against = [why.against] if why.against else []
    return {
        "id": change.external_id,
        "date": change.date.isoformat() if change.date else None,
        "title": change.title,
        "type": tagged.type.value,
        "tags": [tag.value for tag in tagged.tags],
        "probability": round(tagged.preventive, 4),
        "reasons": [{"text": one.text, "weight": round(one.weight, 4)} for one in (*why.reasons, *against)],
    }


def explained(change: Change, tagged: Tagged) -> Explanation:
    """For the likeliest of its preventive tags, or of all where it has none."""
    tags = [tag for tag in tagged.tags if tag in PREVENTIVE_TAGS] or list(tagged.tags) or [Tag.OTHER]
    return explain(change, max(tags, key=lambda tag: tagged.tag_probabilities.get(tag, 0.0)))


def as_text(found: Discovered) -> Iterator[str]:
    """Lines for a terminal: what was read, a table of what was found, then each with its reasons and its changes."""
    yield from _about(found)
    shown = found.shown
    if not shown:
        yield "No slow fix was found: no preventive work of three changes or more over a week or longer."
        return
    yield ""
    width = max(len(_cut(one.name, 44)) for one in shown)
    for number, one in enumerate(shown, start=1):
        span = f"{one.first_on} to {one.last_on}"
        yield f"{number:>3}. {_cut(one.name, 44):<{width}}  {span}  {one.size:>3} changes  {one.word}"
    for number, one in enumerate(shown[:MOST_DETAILED], start=1):
        yield ""
        yield from _block(found, one, number)
    yield ""
    if len(shown) > MOST_DETAILED:
        yield f"The first {MOST_DETAILED} are told in full; --json tells all."
    yield "They are proposals: a person decides what was a contribution, and who took part in which way."


def _about(found: Discovered) -> Iterator[str]:
    reading = found.reading
    since = f" since {found.since}" if found.since else ""
    until = f", the newest of {found.until}" if found.until else ""
    yield f"{visible(found.name)}: {len(reading.changes):,} changes read of {reading.commits:,} commits{since}{until}."
    aside = [
        f"{number:,} {_ASIDE[reason][number != 1]}"
        for reason, number in sorted(reading.set_aside.items(), key=lambda one: -one[1])
        if number
    ]
    if aside:
        yield from _wrapped(f"Set aside: {', '.join(aside)}.", "", "  ")
    if reading.uncounted:
        yield f"Without line counts: {reading.uncounted:,} changes whose contents this clone does not hold."
    if reading.mended:
        yield f"Dates that could not be right were replaced by those of the commit: {reading.mended:,}."
    if reading.cut:
        ends = ", ".join(f"{sha[:10]} of {day}" for sha, day in sorted(reading.cut.items(), key=lambda one: one[1])[:3])
        more = f" and {len(reading.cut) - 3} more" if len(reading.cut) > 3 else ""
        yield f"The history is cut: this clone ends at {ends}{more}. `git fetch --unshallow` brings the rest."
    shown = len(found.shown)
    fixes = "1 slow fix" if shown == 1 else f"{shown:,} slow fixes"
    yield f"{fixes}, {len(found.efforts) - shown:,} other efforts."


def _block(found: Discovered, effort: FoundEffort, number: int) -> Iterator[str]:
    people = ", ".join(f"{visible(name)} ({role})" for name, role in found.names(effort))
    days = "1 day" if effort.active_days == 1 else f"{effort.active_days} days"
    yield f"{number}. {visible(effort.name)}"
    yield from _wrapped(f"{effort.word}: {', '.join(effort.tags)}; {effort.size} changes on {days}", "   ", "   ")
    yield from _wrapped(people, "   ", "   ")
    for one in effort.joins:
        yield from _wrapped(visible(one.text), "   because: ", "            ")
    members = found.members(effort)
    for change in members[:MOST_LISTED]:
        why = explained(change, found.tagged[change.external_id]).reasons
        yield f"     {change.date}  {change.external_id[:10]}  {_cut(change.title, 70)}"
        if why:
            yield from _wrapped(
                "; ".join(f"{visible(one.text)} ({one.weight:+.1f})" for one in why), " " * 29, " " * 29
            )
    if len(members) > MOST_LISTED:
        yield f"     and {len(members) - MOST_LISTED} more: --json lists them all"


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False)


def _cut(text: str, most: int) -> str:
    shown = visible(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
