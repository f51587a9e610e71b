"""The weekly digest as a letter: the items of the page in its order, with its sentences and its figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import Letter
from app.domain.act_link import Aim, Sealer
from app.kit.templating import short_day
from app.publishing import digest_wording as wording
from app.publishing.digest_wording import LONGEST_SENTENCE
from app.publishing.edition_wording import END, kept_words, late_words, plan_words
from app.publishing.letterhead import Letterhead
from app.publishing.phrases import without_stop
from app.publishing.plain_text import wrapped
from app.queries.letters import Issue, IssueItem, Reader

LIST = ("weekly digest", "digest")
_SHAPES = {
    "preventive_fix": ("●", "#0B6B4D", "Preventive fix"),
    "incident_response": ("◆", "#A33B10", "Incident response"),
}
_BUTTONS = ((Aim.THANK, "thank", "Thank"), (Aim.PASS_UP, "pass_up", "Pass up"), (Aim.SCHEDULE, "schedule", "Schedule"))
_QUIET = ((Aim.ALREADY_DONE, "already_done", "Already done"), (Aim.NOT_NOW, "not_now", "Not now"))
_INDENT = "   "
Link = tuple[str, str, str]


@dataclass(frozen=True)
class Line:
    """One item as both halves of the letter show it. A link is (name, label, address)."""

    before: str
    work: str
    after: str
    url: str
    kind: str
    shape: str
    colour: str
    meta: str
    quotes: list[tuple[str, str]]
    settled: bool
    buttons: list[Link]
    quiet: list[Link]
    text: str


def digest_letter(
    issue: Issue, *, reader: Reader, delivery_id: str, occasion: str, head: Letterhead, sealer: Sealer, now: datetime
) -> Letter:
    """`sealer` makes the links: one for each act on each item, good for this reader, that item and that act."""
    acts = f"{head.base_url}/acts/"
    lines = [_line(item, place, reader, head.base_url, acts, sealer) for place, item in enumerate(issue.items, 1)]
    kept = kept_words(issue.kept, issue.kept_is_more)
    late = [late_words(source, reader.time_zone) for source in issue.late_sources]
    plans = [plan_words(plan) for plan in issue.plans]
    because = (
        f"You get this because you lead {reader.leads}." if reader.leads else "You get this because you lead people."
    )
    context = {
        "reader": reader.name,
        "week_of": short_day(issue.monday),
        "items": lines,
        "late": late,
        "late_lines": [wrapped(words) for words in late],
        "plans": plans,
        "plan_lines": [wrapped(words, first=_INDENT, rest=_INDENT) for words in plans],
        "end": f"{END} {kept}".rstrip(),
        "because": because,
        "preheader": _preheader(issue.items[0].facts),
        "digest_url": f"{head.base_url}/digests/{issue.week}",
        "settings_url": f"{head.base_url}/settings/digest",
    }
    return head.letter(
        "digest",
        delivery_id=delivery_id,
        occasion=occasion,
        to=(reader.name, reader.email),
        subject=wording.subject([item.facts for item in issue.items]),
        stop_url=acts + sealer.token(Aim.STOP_DIGEST, reader.person_id),
        list_id=LIST,
        context=context,
        now=now,
    )


def _line(item: IssueItem, place: int, reader: Reader, base_url: str, acts: str, sealer: Sealer) -> Line:
    facts = _of_bearable_length(item.facts)
    reason = wording.reason(facts)
    shape, colour, kind = _SHAPES[facts["kind"]]
    meta = ", ".join(_meta(facts, kind))
    quotes = wording.quotes(facts)

    def links(some: tuple[tuple[Aim, str, str], ...]) -> list[Link]:
        return [
            (name, label, acts + sealer.token(aim, item.id))
            for aim, name, label in some
            if aim is not Aim.PASS_UP or reader.manager_id is not None
        ]

    number = f"{place}. "
    paragraphs = [wrapped(str(reason), first=number, rest=_INDENT)]
    paragraphs += [wrapped(f"{name} wrote: '{said}'", first=_INDENT, rest=_INDENT) for name, said in quotes]
    paragraphs.append(wrapped(meta, first=_INDENT, rest=_INDENT))
    return Line(
        before=reason.before,
        work=reason.work,
        after=reason.after,
        url=f"{base_url}/contributions/{item.contribution_id}",
        kind=facts["kind"],
        shape=shape,
        colour=colour,
        meta=meta,
        quotes=quotes,
        settled=item.settled,
        buttons=[] if item.settled else links(_BUTTONS),
        quiet=[] if item.settled else links(_QUIET),
        text="\n".join(paragraphs),
    )


def _of_bearable_length(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """A title is short by rule; whatever got past it must not make the letter one that mail programs cut off."""
    title = facts["title"]
    return facts if len(title) <= LONGEST_SENTENCE else {**facts, "title": f"{title[:LONGEST_SENTENCE].rstrip()} ..."}


def _meta(facts: Mapping[str, Any], kind: str) -> list[str]:
    parts = [kind, wording.grade_word(facts), f"finished {wording.finished(facts)}"]
    parts += [more for more in (wording.waited(facts), wording.note(facts)) if more]
    return parts


def _preheader(facts: Mapping[str, Any]) -> str:
    """What the first item is about, naming nobody: it shows on locked screens."""
    return f"{_SHAPES[facts['kind']][2]}, {wording.grade_word(facts)}: {without_stop(facts['title'])}."
