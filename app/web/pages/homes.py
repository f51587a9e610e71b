"""/: the first page, by role."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from app.domain import Viewer
from app.domain.draft import Draft
from app.kit.templating import week_day
from app.publishing import notice_wording
from app.queries import homes
from app.queries.candidates import MOST_WAITING
from app.queries.homes import Home
from app.queries.notices import Notice
from app.web import digest_entries
from app.web.act_forms import Opened
from app.web.deps import VisitDep
from app.web.doorway import Doorway

router = Doorway()
FIRST = 3


class HomeQuery(Draft):
    item: str = ""
    act: str = ""


@dataclass(frozen=True)
class NoticeLine:
    id: str
    lead: str
    url: str
    title: str
    on: date
    words: str
    seen_by: str


@router.get("/")
def show(visit: VisitDep) -> Response:
    query = visit.query(HomeQuery)
    with visit.reading() as (db, viewer):
        home = homes.home(db, viewer=viewer, now=visit.now)
    context = visit.context(viewer)
    opened = Opened(query.item, query.act)
    entries = _entries(home, viewer, opened, context["form_key"])
    more = len(home.edition.items) - len(entries) if home.edition else 0
    return visit.page(
        "pages/homes/show.html",
        viewer,
        page_title="Home",
        nav_current="home",
        home=home,
        entries=entries,
        more=more,
        week=str(home.edition.week) if home.edition else None,
        plans=[digest_entries.due(plan) for plan in home.plans],
        **_found(home),
        next_digest=_next_digest(viewer, visit.now),
        news=[_line(notice) for notice in home.notices or []],
        form_key=context["form_key"],
    )


def _found(home: Home) -> dict[str, Any]:
    """Candidates: one's own by name, and in words how many wait."""
    waits = home.candidates or []
    count = f"More than {MOST_WAITING}" if len(waits) > MOST_WAITING else f"{len(waits)}"
    words = "1 candidate waits" if len(waits) == 1 else f"{count} candidates wait" if waits else ""
    return {"own_candidates": [one for one in waits if one.is_mine][:FIRST], "candidates_wait": words}


def _entries(home: Home, viewer: Viewer, opened: Opened, form_key: str) -> list[digest_entries.Entry]:
    if home.edition is None:
        return []
    every = digest_entries.entries(home.edition, viewer=viewer, opened=opened, form_key=form_key, page_url="/")
    return [entry for entry in every if entry.done is None][:FIRST]


def _line(notice: Notice) -> NoticeLine:
    return NoticeLine(
        id=notice.id,
        lead=notice_wording.lead(notice.kind, notice.by, notice.facts),
        url=f"/contributions/{notice.contribution_id}",
        title=notice.title,
        on=notice.on,
        words=notice.words,
        seen_by=notice_wording.SEEN_BY.get(notice.visibility, ""),
    )


def _next_digest(viewer: Viewer, now: datetime) -> str:
    """ "Monday 25 May, 08:00" in the reader's own zone."""
    local = now.astimezone(ZoneInfo(viewer.time_zone))
    days = 7 - local.weekday()
    return f"{week_day(local.date() + timedelta(days=days))}, 08:00"
