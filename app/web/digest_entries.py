"""An edition as its page shows it: finished words for every item, in the order in which it was frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from app.domain import ActKind, Viewer
from app.kit.templating import clock_time, short_day
from app.publishing.digest_said import said
from app.publishing.edition_wording import kept_words, late_words, plan_words
from app.publishing.phrases import and_names
from app.publishing.thanks_draft import thanks_draft
from app.queries.digests import Edition, Item, Taken
from app.queries.plans import Plan
from app.web.act_forms import Opened

COPIED = "Sent to several: the silence stays until you name what each one changed."
_DONE = {
    ActKind.THANK: "You said thank you.",
    ActKind.PASS_UP: "You passed this up.",
    ActKind.SCHEDULE: "You planned a word for this.",
    ActKind.ALREADY_DONE: "You had said thank you already.",
    ActKind.NOT_NOW: "Not now. It rests for 4 weeks.",
    "thanked": "A manager has said thank you meanwhile.",
}


@dataclass(frozen=True, eq=False)
class Entry:
    """Everything components/item.html asks for. Each is itself alone: what is drawn of it is kept under it."""

    id: str
    url: str
    reason_before: str
    work: str
    reason_after: str
    kind: str
    grade: str
    finished: str
    finished_iso: str
    waited: str
    note: str
    quotes: Sequence[tuple[str, str]]
    why: Sequence[str]
    fewer_url: str | None
    done: str | None
    undo_url: str | None
    calendar_url: str | None
    thank_whom: str
    page_url: str
    act_url: str
    contributors: list[tuple[str, str]]
    can_thank: bool
    can_pass_up: bool
    open: str | None
    draft: str
    hidden: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DuePlan:
    id: str
    sentence: str
    url: str
    title: str


def entries(edition: Edition, *, viewer: Viewer, opened: Opened, form_key: str, page_url: str = "") -> list[Entry]:
    every = sorted((*edition.items, *edition.done), key=lambda item: item.position)
    week = str(edition.week)
    at = page_url or f"/digests/{week}"
    has_manager, zone = viewer.manager_id is not None, viewer.time_zone
    found = []
    for item in every:
        entry = _entry(item, week, at, has_manager, zone, form_key)
        if opened.item == item.id:
            entry = _with_open_box(entry, item, opened)
        found.append(entry)
    return found


def plans(edition: Edition) -> list[DuePlan]:
    return [due(plan) for plan in edition.plans]


def due(plan: Plan) -> DuePlan:
    return DuePlan(plan.id, plan_words(plan), f"/contributions/{plan.contribution_id}", plan.title)


def purpose(edition: Edition) -> str:
    count = len(edition.items) + len(edition.done)
    if not count:
        return f"Week of {short_day(edition.monday)}."
    length = "one minute" if count < 4 else "two minutes"
    return f"Week of {short_day(edition.monday)}. {count} item{'' if count == 1 else 's'} for you, about {length}."


def kept(edition: Edition) -> str:
    return kept_words(edition.kept, edition.kept_is_more)


def late(edition: Edition, viewer: Viewer) -> list[str]:
    return [late_words(source, viewer.time_zone) for source in edition.late_sources]


def done_words(taken: Taken, zone: str) -> str:
    words = _DONE.get(taken.kind, _DONE["thanked"])
    if taken.undo_until is None:
        return words
    until = clock_time(taken.undo_until, zone)
    leaves = taken.kind in (ActKind.THANK, ActKind.PASS_UP, ActKind.ALREADY_DONE)
    return f"{words} Delivered at {until}; undo until then." if leaves else f"{words} Undo until {until}."


@lru_cache(maxsize=2048)
def _entry(item: Item, week: str, page_url: str, has_manager: bool, zone: str, form_key: str) -> Entry:
    """With no box open. Made once for its values: an edition is looked at many times."""
    words = said(item.frozen)
    base = f"/digests/{week}/items/{item.id}"
    taken = item.taken
    note = COPIED if item.copied and taken is None else words.note
    return Entry(
        id=item.id,
        url=f"/contributions/{item.contribution_id}",
        reason_before=words.reason.before,
        work=words.reason.work,
        reason_after=words.reason.after,
        kind=words.kind,
        grade=words.grade,
        finished=words.finished,
        finished_iso=words.finished_iso,
        waited=words.waited,
        note=note,
        quotes=words.quotes,
        why=words.why,
        fewer_url=f"{base}/fewer",
        done=done_words(taken, zone) if taken else None,
        undo_url=f"{base}/undo" if taken and taken.undo_until else None,
        calendar_url=f"/acts/{taken.act_id}/plan.ics" if taken and taken.kind == ActKind.SCHEDULE else None,
        thank_whom=and_names([name for _id, name in item.left]) if item.left else "",
        page_url=page_url,
        act_url=f"{base}/acts",
        contributors=[*item.left],
        can_thank=bool(item.left),
        can_pass_up=has_manager,
        open=None,
        draft="",
        hidden={"form_key": f"{form_key}-{item.position}"},
    )


def _with_open_box(entry: Entry, item: Item, opened: Opened) -> Entry:
    """What was typed stays as it was typed; a box just opened begins with the facts."""
    draft = ""
    if opened.of(item.id) == "thank":
        draft = opened.form.get("words") if opened.form else thanks_draft(item.facts)
    box = opened.of(item.id)
    return replace(entry, open=box, draft=draft, typed=opened.typed(item.id), errors=opened.errors(item.id))
