"""The weekly digest as a letter: the items of the page in its order, with its sentences and its figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import ContributionKind, Letter
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
_KINDS = {"preventive_fix": "Preventive fix", "incident_response": "Incident response"}
SETTLED = "This was dealt with before the letter left."
_AIMS = (Aim.THANK, Aim.PASS_UP, Aim.SCHEDULE, Aim.ALREADY_DONE, Aim.NOT_NOW)
_INDENT = "   "


@dataclass(frozen=True)
class Line:
    """One item as both halves of the letter show it. The acts are addresses, empty where there is no such act."""

    before: str
    work: str
    after: str
    url: str
    is_fix: bool
    meta: str
    quotes: list[tuple[str, str]]
    settled: bool
    thank: str
    pass_up: str
    schedule: str
    already_done: str
    not_now: str
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
    url = f"{base_url}/contributions/{item.contribution_id}"
    meta = ", ".join(_meta(facts))
    quotes = wording.quotes(facts)
    thank, up, schedule, done, not_now = [acts + token for token in sealer.tokens(_AIMS, item.id)]
    up = up if reader.manager_id is not None else ""  # absent at the top of the tree
    links = [("Read", url), ("Thank", thank), ("Pass up", up), ("Schedule", schedule), ("Already done", done)]
    links = [links[0]] if item.settled else [*links, ("Not now", not_now)]
    paragraphs = [
        wrapped(str(reason), first=f"{place}. ", rest=_INDENT),
        *[wrapped(f"{name} wrote: '{said}'", first=_INDENT, rest=_INDENT) for name, said in quotes],
        wrapped(meta, first=_INDENT, rest=_INDENT),
        *[f"{_INDENT}{label}: {address}" for label, address in links if address],
        *([f"{_INDENT}{SETTLED}"] if item.settled else []),
    ]
    return Line(
        reason.before,
        reason.work,
        reason.after,
        url,
        facts["kind"] == ContributionKind.PREVENTIVE_FIX,
        meta,
        quotes,
        item.settled,
        thank,
        up,
        schedule,
        done,
        not_now,
        "\n".join(paragraphs),
    )


def _of_bearable_length(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """A title is short by rule; whatever got past it must not make the letter one that mail programs cut off."""
    title = facts["title"]
    return facts if len(title) <= LONGEST_SENTENCE else {**facts, "title": f"{title[:LONGEST_SENTENCE].rstrip()} ..."}


def _meta(facts: Mapping[str, Any]) -> list[str]:
    parts = [_KINDS[facts["kind"]], wording.grade_word(facts), f"finished {wording.finished(facts)}"]
    return parts + [more for more in (wording.waited(facts), wording.note(facts)) if more]


def _preheader(facts: Mapping[str, Any]) -> str:
    """What the first item is about, naming nobody: it shows on locked screens."""
    return f"{_KINDS[facts['kind']]}, {wording.grade_word(facts)}: {without_stop(facts['title'])}."
