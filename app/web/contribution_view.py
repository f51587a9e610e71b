"""One contribution as its page shows it: finished words and the few things this reader may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from app.domain import Viewer
from app.kit.templating import long_day
from app.publishing import contribution_wording as wording
from app.publishing.contribution_wording import Entry, LinkLine
from app.publishing.impact_wording import ImpactView, views
from app.publishing.measured_wording import MeasuredView, measured
from app.queries.contribution_pages import Can, ContributionPage, Sharing
from app.queries.contribution_parts import Words

CIRCLES = (
    ("private", "Private", "Its contributors, whoever put it forward, their managers and HR."),
    ("team", "Team", "Also everybody with the same manager as you."),
    ("company", "Company", "Everybody who signs in. Every contributor has to agree."),
)
SHOWN_TO = {
    "private": "Its contributors, whoever put it forward, their managers and HR.",
    "team": "Its contributors, whoever put it forward, their managers, HR, and the team of those who agreed.",
    "company": "Everybody in the company.",
}


@dataclass(frozen=True)
class Cast:
    id: str | None
    name: str
    role: str


@dataclass(frozen=True)
class Said:
    """Words of a person with a day: a nomination, a note, thanks, evidence."""

    id: str
    name: str
    what: str
    words: str
    day: str
    href: str = ""
    title: str = ""
    others: str = ""
    is_mine: bool = False


@dataclass(frozen=True, eq=False)
class View:
    """Each is itself alone: what is drawn of it is kept under it."""

    id: str
    url: str
    kind: str
    title: str
    summary: str
    ref: str
    facts: str
    origin: str
    confirmed: str
    state: str
    state_reason: str
    hidden: bool
    silence: str
    cast: list[Cast]
    impacts: list[ImpactView]
    measured: dict[str, MeasuredView]
    open_questions: list[MeasuredView]
    effect_unknown: bool
    timeline: list[Entry]
    links: list[LinkLine]
    since: str
    recognitions: list[Said]
    nominations: list[Said]
    evidence: list[Said]
    notes: list[Said]
    visibility: str
    shown_to: str
    sharing: Sharing | None
    waiting_for: list[tuple[str, str]]
    split_from: str
    can: Can
    version: int


def view_of(page: ContributionPage, viewer: Viewer, today: date) -> View:
    return _view(page, viewer.person_id, viewer.locale, viewer.time_zone, today)


@lru_cache(maxsize=1024)
def _view(page: ContributionPage, viewer_id: str, locale: str, zone: str, today: date) -> View:
    """Worded once for its values: most looks at a page find it as the look before did."""
    questions = [(one, measured(one, today=today, locale=locale)) for one in page.measurements]
    stated = {one.statement_id for one in page.impacts if one.current}
    seen = {one.impact_statement_id: shown for one, shown in questions if one.impact_statement_id in stated}
    return View(
        id=page.id,
        url=f"/contributions/{page.id}",
        kind=page.kind,
        title=page.title,
        summary=page.summary,
        ref=page.ref or "",
        facts=_facts(page, locale),
        origin=_origin(page, locale),
        confirmed=_confirmed(page, locale),
        state=page.state,
        state_reason=page.state_reason,
        hidden=page.hidden,
        silence=wording.SILENCE[page.silence],
        cast=_cast(page),
        impacts=_impacts(page, viewer_id, locale, seen),
        measured=seen,
        open_questions=[shown for one, shown in questions if one.impact_statement_id not in stated],
        effect_unknown=page.effect_unknown,
        timeline=wording.timeline(page, locale=locale, zone=zone),
        links=wording.links(page, locale=locale),
        since=wording.since(page.since, locale=locale),
        recognitions=_recognitions(page, locale),
        nominations=_words(page.nominations, viewer_id, locale),
        evidence=_evidence(page, viewer_id, locale),
        notes=_words(page.notes, viewer_id, locale),
        visibility=page.visibility,
        shown_to=SHOWN_TO[page.visibility],
        sharing=page.sharing,
        waiting_for=[(one.id, one.name) for one in page.sharing.waiting_for] if page.sharing else [],
        split_from=page.split_from or "",
        can=page.can,
        version=page.version,
    )


def _impacts(page: ContributionPage, viewer_id: str, locale: str, seen: Mapping[str, MeasuredView]) -> list[ImpactView]:
    """Where a system measured it, its own checks say why; who signs has run it again from the kept data."""
    found = views(
        page.impacts,
        finished_on=page.finished_on,
        viewer_id=viewer_id,
        is_own=page.sharing is not None or not page.can.support,
        locale=locale,
    )
    return [_with_checks(one, seen[one.statement_id], viewer_id) if one.statement_id in seen else one for one in found]


def _with_checks(one: ImpactView, seen: MeasuredView, viewer_id: str) -> ImpactView:
    passed = [*seen.reasons, *seen.passed, *(line for line in one.passed if "looked at it" in line)]
    signed = one.can_verify and viewer_id in seen.signers
    amount = f"{one.amount} {seen.way}" if one.amount and seen.way else one.amount
    return replace(
        one, amount=amount, passed=passed, failed=[*seen.failed, *seen.remarks], can_verify=signed, source=""
    )


def _facts(page: ContributionPage, locale: str) -> str:
    parts = [page.ref or "", page.category, page.team.name if page.team else ""]
    parts += [page.service.name if page.service else "", f"finished {long_day(page.finished_on, locale)}"]
    return " · ".join(part for part in parts if part)


def _origin(page: ContributionPage, locale: str) -> str:
    day = long_day(page.recorded_on, locale)
    if page.self_reported:
        return f"Self-reported by {page.recorded_by.name} on {day}."
    return f"Put forward by {page.recorded_by.name} on {day}."


def _confirmed(page: ContributionPage, locale: str) -> str:
    if page.confirmed_by and page.confirmed_on:
        return f"Confirmed by {page.confirmed_by.name} on {long_day(page.confirmed_on, locale)}."
    return "Nobody else has confirmed it yet." if page.state == "proposed" else ""


def _cast(page: ContributionPage) -> list[Cast]:
    found = []
    for one in page.contributors:
        parts = [one.role, f"{one.share} %" if one.share is not None else ""]
        parts.append("added by themself" if one.added_by_themself else "")
        found.append(Cast(one.id, one.name, ", ".join(part for part in parts if part)))
    others = wording.others_share(page)
    return [*found, Cast(None, "others", f"{others} %")] if others else found


def _recognitions(page: ContributionPage, locale: str) -> list[Said]:
    return [
        Said(
            id=one.id,
            name=one.giver.name,
            what=wording.FORMS[one.form],
            words=one.words,
            day=long_day(one.said_on, locale),
            href=f"/recognitions/{one.id}",
            others=", ".join(person.name for person in one.recipients),
        )
        for one in page.recognitions
    ]


def _words(found: Sequence[Words], viewer_id: str, locale: str) -> list[Said]:
    return [
        Said(
            id=one.id,
            name=one.author.name,
            what=wording.NOTES.get(one.kind, ""),
            words=one.words,
            day=long_day(one.on, locale),
            is_mine=one.author.id == viewer_id,
        )
        for one in found
    ]


def _evidence(page: ContributionPage, viewer_id: str, locale: str) -> list[Said]:
    return [
        Said(
            id=one.id,
            name=one.added_by.name,
            what=wording.EVIDENCE[one.kind],
            words=one.words,
            day=long_day(one.on, locale),
            href=one.url,
            title=one.title or one.url,
            is_mine=page.can.support and (page.can.edit or one.added_by.id == viewer_id),
        )
        for one in page.evidence
    ]
