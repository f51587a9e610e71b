"""The sentences of a contribution's page: what happened when, what it is linked to, who has spoken, what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.domain import Relation
from app.domain.answer import OK
from app.domain.measurement import LOOKS
from app.kit.templating import long_day, moment
from app.publishing.impact_wording import amount_of
from app.queries.contribution_pages import ContributionPage
from app.queries.contribution_parts import Link
from app.queries.contribution_since import Since
from app.queries.histories import Happening

SILENCE = {
    "": "",
    "nobody": "No manager has said thank you yet.",
    "colleagues": "Thanked by colleagues, not yet by a manager.",
    "some": "Not everybody on it has had a word from a manager yet.",
}
FORMS = {
    "thanks": "Thanks", "public_praise": "Public praise", "bonus": "Bonus", "award": "Award", "time_off": "Time off",
    "review_note": "Review note", "said_in_person": "Said in person",
}  # fmt: skip
EVIDENCE = {
    "pull_request": "Pull request", "commit": "Commit", "incident": "Incident", "ticket": "Ticket",
    "dashboard": "Dashboard", "post_incident_review": "Post-incident review", "chat": "Chat",
    "witness_statement": "Witness statement", "document": "Document",
}  # fmt: skip
NOTES = {
    "reply": "replied", "objection": "says that something is wrong", "correction": "asks for a correction",
    "question": "asks", "report": "reported this", "decision": "decided", "decline": "declined this",
    "answer": "answered",
    "nomination": "wrote, on a record that is merged into this",
}  # fmt: skip
_RELATIONS = {
    Relation.RESPONDED_TO: "This responded to",
    Relation.PREVENTS: "This is meant to keep the like of it from coming back:",
    Relation.FOLLOWS_UP: "This follows",
}
_ACTIONS: Mapping[str, str] = {
    "recorded": "recorded this",
    "nominated": "put this forward",
    "supported": "added words of support",
    "nomination_corrected": "corrected their own words",
    "nomination_taken_back": "took their own words back",
    "nomination_undone": "took their own words back",
    "revised": "changed the facts",
    "recognised": "said thank you",
    "confirmed": "confirmed this",
    "withdrawn": "withdrew this",
    "declined": "declined this, with a reason",
    "decline_answered": "answered the decline, which opened this again",
    "handed_over": "handed this to another manager",
    "impact_stated": "wrote down an effect",
    "impact_replaced": "changed a statement of effect; the old version is kept",
    "impact_verified": "looked at question and data of an effect",
    "question_registered": "registered a question for a measurement",
    "question_changed": "changed the question of a measurement; the old one is kept",
    "question_confirmed": "stood behind a changed question as a second person",
    "measurement_asked": "asked for a measurement",
    "measurement_answered": "measured it",
    "measurement_failed": "got no answer from the data",
    "looks_ended": "ended the repeated looks",
    "verification_lapsed": "let a second look lapse after twelve months",
    "evidence_added": "added evidence",
    "evidence_removed": "took evidence away",
    "incident_linked": "linked an incident",
    "incident_unlinked": "took the link to an incident away",
    "contributor_added": "named a contributor",
    "contributor_left": "took their own name off",
    "visibility_set": "chose who can see this",
    "merged": "merged this into another",
    "merged_in": "merged another into this",
    "split": "split a part off",
    "split_from": "split this off another",
    "reply_written": "replied",
    "objection_written": "said that something is wrong",
    "correction_written": "asked for a correction",
    "question_written": "asked a question",
    "report_written": "reported this",
    "decision_written": "decided about a report",
}


@dataclass(frozen=True)
class Entry:
    """What components/timeline.html asks for."""

    iso: str
    when: str
    what: str
    words: str
    href: str
    source: str


@dataclass(frozen=True)
class LinkLine:
    id: str
    before: str
    href: str
    ref: str
    title: str
    day: str


def timeline(page: ContributionPage, *, locale: str, zone: str) -> list[Entry]:
    """True order, newest last. Lines about people have a day; only an incident's own events have a time."""
    found: list[tuple[datetime, Entry]] = []

    def on(day: date | None, what: str, words: str = "") -> None:
        if day is not None:
            entry = Entry(day.isoformat(), long_day(day, locale), what, words, "", "")
            found.append((datetime.combine(day, time(12), UTC), entry))

    def at(link: Link, when: datetime | None, what: str, words: str = "") -> None:
        if when is not None:
            href = f"/incidents/{link.incident_id}"
            found.append((when, Entry(when.isoformat(), moment(when, zone, locale), what, words, href, link.ref)))

    for link in page.links:
        at(link, link.started_at, "opened", link.title)
        at(link, link.mitigated_at, "mitigated")
        at(link, link.resolved_at, "resolved")
    on(page.started_on, "work began")
    on(page.finished_on, "finished")
    on(page.effect_confirmed_on, "effect confirmed")
    for stated in page.impacts:
        if stated.current and stated.changed_on:
            on(stated.changed_on, "changed", amount_of(stated, finished_on=page.finished_on, locale=locale))
    for day, what, words in _measured(page):
        on(day, what, words)
    for said in page.recognitions:
        on(said.said_on, "recognised", f"by {said.giver.name}")
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _measured(page: ContributionPage) -> Iterator[tuple[date | None, str, str]]:
    """When a system measured it; and 30, 90, 180, 365 days on, as far as nothing of the kind was recorded."""
    for asked in page.measurements:
        if asked.newest and asked.newest.status == OK:
            yield asked.newest.answered_on, "measured", asked.metric
    since = page.since
    if since is None or since.last_on is not None:
        return
    for days in LOOKS:
        if since.days >= days:
            yield page.finished_on + timedelta(days=days), "still holding", f"{days} days without another of this kind"


def links(page: ContributionPage, *, locale: str) -> list[LinkLine]:
    return [
        LinkLine(
            id=link.id,
            before=_RELATIONS[Relation(link.relation)],
            href=f"/incidents/{link.incident_id}",
            ref=link.ref,
            title=link.title,
            day=long_day(link.started_at.date(), locale),
        )
        for link in page.links
    ]


def since(found: Since | None, *, locale: str) -> str:
    """As recorded, which is no proof."""
    if found is None:
        return ""
    days = f"{found.days} day" if found.days == 1 else f"{found.days} days"
    if found.last_on is None:
        return f"Since this fix: none of this kind recorded for {days}."
    return f"Since this fix: {found.last_ref} on {long_day(found.last_on, locale)}; none of this kind for {days} since."


def others_share(page: ContributionPage) -> int:
    """What the named shares leave to the others, in per cent; 0 where nobody's share is named."""
    named = [one.share for one in page.contributors if one.share is not None]
    return 100 - sum(named) if named else 0


def happened(line: Happening) -> str:
    return _ACTIONS.get(line.action, line.action.replace("_", " "))
