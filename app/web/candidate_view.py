"""A candidate as its pages show it: shapes made into words and addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain import CandidateState, Rule
from app.domain.sighting import Tag
from app.kit.templating import long_day, short_day
from app.publishing import candidate_wording as wording
from app.queries.candidate_page import CandidateShape, ChangeShape
from app.queries.candidates import CandidateRow, OwnCorrection

KINDS = [(tag.value, wording.TAGS[tag]) for tag in Tag]
MOST_REASONS = 3


@dataclass(frozen=True)
class Entry:
    """One of the list."""

    id: str
    url: str
    title: str
    why: str
    confidence: str
    means: str
    people: tuple[tuple[str | None, str, str], ...]
    source: str
    late: str
    is_mine: bool


@dataclass(frozen=True)
class Line:
    """One change on the line of time: nobody is named beside it."""

    id: str
    iso: str
    when: str
    title: str
    href: str
    about: str
    speaks_for: str
    speaks_against: str
    is_first: bool


def entry(row: CandidateRow, *, today: date) -> Entry:
    return Entry(
        id=row.id,
        url=f"/candidates/{row.id}",
        title=row.title,
        why=wording.why(
            row.rule, tags=row.tags, first=row.first_on, last=row.last_on, days=row.active_days, size=row.size,
            source=row.source,
        ),
        confidence=row.confidence,
        means=wording.MEANS[row.confidence],
        people=tuple((one.id, one.name, one.role) for one in row.people),
        source=row.source if row.rule != Rule.FOLLOW_UP_DONE else "",
        late=wording.late(row.last_on, today),
        is_mine=row.is_mine,
    )  # fmt: skip


def page(shape: CandidateShape, *, today: date) -> dict[str, Any]:
    """What pages/candidates/_whole.html asks for."""
    return {
        "it": shape,
        "entry": entry(shape.row, today=today),
        "timeline": [_line(one, is_first=place == 0) for place, one in enumerate(shape.changes)],
        "joins": [(join.words, _linked(shape, join.changes)) for join in shape.joins],
        "surer": wording.to_be_surer(
            shape.row.confidence,
            cohesion=shape.cohesion,
            probability=shape.probability,
            knows_incidents=shape.knows_incidents,
            is_linked=shape.incident_id is not None,
        ),
        "set_aside": wording.set_aside(shape.set_aside),
        "ended": _ended(shape),
        "corrections": [_correction(one) for one in shape.corrections],
        "kinds": KINDS,
        "reasons": list(wording.REASONS.items()),
    }


@dataclass(frozen=True)
class PutRight:
    id: str
    words: str
    title: str
    on: date


def own_correction(one: OwnCorrection) -> PutRight:
    return PutRight(one.id, wording.CORRECTIONS[one.kind], one.title, one.on)


def text_of(rows: Sequence[CandidateRow]) -> str:
    return wording.as_text(
        [
            (
                row.title,
                ", ".join(one.name for one in row.people) or row.source,
                wording.span(row.first_on, row.last_on),
            )
            for row in rows
        ]
    )


def _line(one: ChangeShape, *, is_first: bool) -> Line:
    ordered = sorted(one.reasons, key=lambda reason: -reason.weight)
    speaks_for = [reason.words for reason in ordered if reason.weight > 0][:MOST_REASONS]
    speaks_against = [reason.words for reason in reversed(ordered) if reason.weight < 0][:1]
    return Line(
        id=one.id,
        iso=one.on.isoformat() if one.on else "",
        when=short_day(one.on) if one.on else "no date",
        title=one.title or one.external_id,
        href=one.url,
        about=wording.about(one.tags) if one.tags else "",
        speaks_for="; ".join(speaks_for),
        speaks_against="; ".join(speaks_against),
        is_first=is_first,
    )


def _linked(shape: CandidateShape, ids: Sequence[str]) -> list[tuple[str, str]]:
    """(anchor, words) of the first changes a statement speaks of."""
    short = {one.id: one.external_id.removeprefix("git:")[:10] for one in shape.changes}
    return [(f"#change-{one}", short[one]) for one in ids[:5]]


def _ended(shape: CandidateShape) -> str:
    """What became of it, where it is no longer open."""
    by = f" by {shape.decided_by}" if shape.decided_by else ""
    on = f" on {long_day(shape.decided_on)}" if shape.decided_on else ""
    said = {
        CandidateState.KEPT: f"Kept{by}{on}. It is a contribution now.",
        CandidateState.MERGED: f"Merged with other work{by}{on}.",
        CandidateState.DISMISSED: f"Not a contribution: {wording.REASONS.get(shape.reason or '', '')}{by}{on}.",
        CandidateState.HIDDEN: "Hidden for good.",
        CandidateState.LAPSED: "Discovery no longer finds this.",
    }
    return said.get(CandidateState(shape.state), "")


def _correction(one: Any) -> tuple[str, str, str]:
    """(words, who and when, address of its undo)."""
    words = wording.CORRECTIONS[one.kind]
    if one.kind == "wrong_kind":
        words = f"It is {wording.TAGS.get(one.value, one.value)}"
    undo = f"/candidates/corrections/{one.id}/undo" if one.is_mine else ""
    return words, f"{one.by}, {long_day(one.on)}", undo
