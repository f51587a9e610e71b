"""/api/v1/digests: one's own editions, as the page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session
from starlette.responses import Response

from app.actions.act import act, undo_latest
from app.actions.show_fewer import show_fewer
from app.domain import Viewer
from app.domain.act_draft import ActDraft
from app.domain.draft import Draft
from app.kit.errors import NotFound
from app.kit.paging import PAGE_SIZE, Page
from app.publishing.digest_said import said
from app.queries import digests
from app.queries.digests import Edition, Item
from app.queries.plans import Plan
from app.web.act_shapes import ActShape, act_shape
from app.web.body import JsonDep
from app.web.deps import VisitDep
from app.web.doorway import Doorway
from app.web.openapi import asks, takes

router = Doorway()


class PastQuery(Draft):
    cursor: str | None = None


class NoQuery(Draft):
    """These routes take no parameters."""


@dataclass(frozen=True)
class WorkShape:
    id: str
    ref: str | None
    title: str
    kind: str


@dataclass(frozen=True)
class PersonShape:
    id: str
    name: str
    role: str
    thanked: bool


@dataclass(frozen=True)
class QuoteShape:
    name: str
    words: str


@dataclass(frozen=True)
class TakenShape:
    act: str
    acted_at: datetime | None
    undo_until: datetime | None


@dataclass(frozen=True)
class ItemShape:
    """`taken` is what settled it; `thanked` of its people is as it stands now, all else as it was frozen."""

    id: str
    position: int
    slot: int
    contribution: WorkShape
    reason: str
    grade: str
    tier: str
    finished_on: date
    days_of_silence: int
    people: list[PersonShape]
    evidence: Mapping[str, str] | None
    quotes: list[QuoteShape]
    why: list[str]
    taken: TakenShape | None


@dataclass(frozen=True)
class PlanShape:
    id: str
    contribution_id: str
    title: str
    people: list[str]
    occasion: str
    on_date: date


@dataclass(frozen=True)
class DigestShape:
    week: str
    monday: date
    composed_at: datetime
    items: list[ItemShape]
    done: list[ItemShape]
    plans: list[PlanShape]
    kept: int
    kept_is_more: bool
    late_sources: list[Mapping[str, str]]


@dataclass(frozen=True)
class WeekShape:
    week: str
    monday: date


@router.get("/digests", **asks(PastQuery))
def index(visit: VisitDep) -> Response:
    query = visit.query(PastQuery)

    def question(db: Session, viewer: Viewer) -> object:
        if not viewer.is_manager:
            raise NotFound
        purpose = f"digests:{viewer.person_id}"
        cursor = visit.cursor(query.cursor, purpose=purpose)
        page = digests.past(db, viewer=viewer, cursor=cursor, limit=PAGE_SIZE)
        weeks = [WeekShape(str(week), week.monday) for week in page.rows]
        return visit.rows(Page(weeks, page.next, page.previous), purpose=purpose)

    return visit.tell(question)


@router.get("/digests/kept", swift=True, quiet=True)
def kept(visit: VisitDep) -> Response:
    """What waits beside the edition, newest first, 50 at most."""

    def question(db: Session, viewer: Viewer) -> object:
        if not viewer.is_manager:
            raise NotFound
        visit.query(NoQuery)
        return visit.rows(Page(digests.kept(db, viewer=viewer), None, None), purpose="")

    return visit.tell(question)


@router.get("/digests/{week}", swift=True, quiet=True)
def show(week: str, visit: VisitDep) -> Response:
    def question(db: Session, viewer: Viewer) -> DigestShape:
        edition = digests.edition(db, viewer=viewer, week=week, now=visit.now)
        visit.query(NoQuery)
        return _digest(edition)

    return visit.tell(question)


@router.post("/digests/{week}/items/{item_id}/acts", status_code=201, **takes(ActDraft))
def take(week: str, item_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ActShape:
        contribution_id = digests.contribution_of(db, viewer=viewer, week=week, item_id=item_id)
        draft = body.draft(ActDraft)
        return act_shape(act(db, contribution_id, by=viewer, draft=draft, item_id=item_id, now=visit.now))

    return visit.answer(deed, status=201)


@router.post("/digests/{week}/items/{item_id}/undo")
def undo(week: str, item_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ItemShape:
        contribution_id = digests.contribution_of(db, viewer=viewer, week=week, item_id=item_id)
        undo_latest(db, contribution_id, item_id=item_id, by=viewer, now=visit.now)
        db.flush()
        edition = digests.edition(db, viewer=viewer, week=week, now=visit.now)
        return next(_item(item) for item in (*edition.items, *edition.done) if item.id == item_id)

    return visit.answer(deed)


@router.post("/digests/{week}/items/{item_id}/fewer", status_code=204)
def fewer(week: str, item_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> None:
        slot = digests.slot_of_item(db, viewer=viewer, week=week, item_id=item_id)
        show_fewer(db, slot=slot, by=viewer, now=visit.now)

    return visit.answer(deed)


def _digest(edition: Edition) -> DigestShape:
    return DigestShape(
        week=str(edition.week),
        monday=edition.monday,
        composed_at=edition.composed_at,
        items=[_item(item) for item in edition.items],
        done=[_item(item) for item in edition.done],
        plans=[_plan(plan) for plan in edition.plans],
        kept=edition.kept,
        kept_is_more=edition.kept_is_more,
        late_sources=list(edition.late_sources),
    )


def _item(item: Item) -> ItemShape:
    facts, words = item.facts, said(item.frozen)
    left = {person_id for person_id, _name in item.left}
    return ItemShape(
        id=item.id,
        position=item.position,
        slot=facts["slot"],
        contribution=WorkShape(item.contribution_id, facts["ref"], facts["title"], facts["kind"]),
        reason=str(words.reason),
        grade=words.grade,
        tier=words.tier,
        finished_on=date.fromisoformat(facts["finished_on"]),
        days_of_silence=facts["days"],
        people=[_person(one, left) for one in facts["people"]],
        evidence=facts["evidence"],
        quotes=[QuoteShape(name, text) for name, text in words.quotes],
        why=list(words.why),
        taken=TakenShape(item.taken.kind, item.taken.acted_at, item.taken.undo_until) if item.taken else None,
    )


def _person(one: Mapping[str, object], left: set[str]) -> PersonShape:
    thanked = bool(one["thanked"]) or (bool(one["named"]) and one["id"] not in left)
    return PersonShape(str(one["id"]), str(one["name"]), str(one["role"]), thanked)


def _plan(plan: Plan) -> PlanShape:
    return PlanShape(plan.id, plan.contribution_id, plan.title, list(plan.people), plan.occasion, plan.on_date)
