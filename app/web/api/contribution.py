"""/api/v1: one contribution, its history, who may see it, and its review."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fastapi import Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions import annotate, review
from app.actions.agree import set_visibility
from app.actions.restructure import merge, split
from app.domain import Note, Viewer
from app.domain.contribution_draft import PageQuery
from app.domain.policy import require_hr
from app.domain.review_draft import HandOverDraft, MergeDraft, SplitDraft, VisibilityDraft, WordsDraft
from app.domain.rights import Right, to_add_people, to_confirm, to_contest, to_review, to_share, to_take_back
from app.queries import contribution_pages, histories, standings
from app.queries.contribution_facts import ContributionFacts, facts_of
from app.queries.contribution_pages import ContributionPage
from app.web.body import JsonBody, JsonDep
from app.web.deps import Visit, VisitDep, no_query
from app.web.doorway import Doorway
from app.web.openapi import asks, takes

router = Doorway(tags=["contributions"])
PLAIN = [Depends(no_query)]
HERE = "/contributions/{contribution_id}"


@dataclass(frozen=True)
class Written:
    """Words beside a contribution."""

    id: str
    contribution_id: str
    kind: str
    words: str
    on: date


@dataclass(frozen=True)
class HandedOver:
    id: str
    contribution_id: str
    to: str
    words: str
    on: date


@router.get(HERE, swift=True, quiet=True, dependencies=PLAIN)
def show(contribution_id: str, visit: VisitDep) -> Response:
    """What was merged answers with the one that stayed."""
    return visit.tell(lambda db, viewer: _page(db, viewer, contribution_id, visit))


@router.get(HERE + "/history", **asks(PageQuery))
def history(contribution_id: str, visit: VisitDep) -> Response:
    query = visit.query(PageQuery)
    purpose = f"history:{contribution_id}"
    with visit.reading() as (db, viewer):
        cursor = visit.cursor(query.cursor, purpose=f"{purpose}:{viewer.person_id}")
        page = histories.of_contribution(
            db, contribution_id, viewer=viewer, cursor=cursor, limit=query.limit, now=visit.now
        )
        rows = visit.rows(page, purpose=f"{purpose}:{viewer.person_id}")
    return visit.json(rows)


@router.put(HERE + "/visibility", dependencies=PLAIN, **takes(VisibilityDraft))
def share(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ContributionPage:
        to_share(viewer, standings.sighted(db, viewer, contribution_id))
        draft = body.draft(VisibilityDraft)
        set_visibility(db, contribution_id, by=viewer, draft=draft, version=visit.if_match, now=visit.now)
        return _page(db, viewer, contribution_id, visit)

    return visit.answer(deed)


@router.post(HERE + "/withdrawal", dependencies=PLAIN)
def withdraw(contribution_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ContributionPage:
        to_take_back(viewer, standings.sighted(db, viewer, contribution_id))
        review.withdraw(db, contribution_id, by=viewer, now=visit.now)
        return _page(db, viewer, contribution_id, visit)

    return visit.answer(deed)


@router.post(HERE + "/confirmation", dependencies=PLAIN)
def confirm(contribution_id: str, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> ContributionPage:
        to_confirm(viewer, standings.sighted(db, viewer, contribution_id))
        review.confirm(db, contribution_id, by=viewer, now=visit.now)
        return _page(db, viewer, contribution_id, visit)

    return visit.answer(deed)


@router.post(HERE + "/decline", status_code=201, dependencies=PLAIN, **takes(WordsDraft))
def decline(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    return _write(visit, contribution_id, body, to_review, review.decline)


@router.post(HERE + "/answer", status_code=201, dependencies=PLAIN, **takes(WordsDraft))
def answer(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """To a decline: once, and it opens the work again for the next manager."""
    return _write(visit, contribution_id, body, to_contest, review.answer_decline)


@router.post(HERE + "/handover", status_code=201, dependencies=PLAIN, **takes(HandOverDraft))
def hand_over(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    def deed(db: Session, viewer: Viewer) -> HandedOver:
        to_review(viewer, standings.sighted(db, viewer, contribution_id))
        act = review.hand_over(db, contribution_id, by=viewer, draft=body.draft(HandOverDraft), now=visit.now)
        return HandedOver(act.id, contribution_id, act.to_person_id or "", act.sentence, act.acted_at.date())

    return visit.answer(deed, status=201)


@router.post(HERE + "/questions", status_code=201, dependencies=PLAIN, **takes(WordsDraft))
def ask(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    return _write(visit, contribution_id, body, to_review, annotate.ask)


@router.post(HERE + "/replies", status_code=201, dependencies=PLAIN, **takes(WordsDraft))
def reply(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    return _write(visit, contribution_id, body, to_contest, annotate.reply)


@router.post(HERE + "/objections", status_code=202, dependencies=PLAIN, **takes(WordsDraft))
def object_to(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    return _write(visit, contribution_id, body, to_contest, annotate.object_to, status=202)


@router.post(HERE + "/corrections", status_code=202, dependencies=PLAIN, **takes(WordsDraft))
def correct(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    return _write(visit, contribution_id, body, to_contest, annotate.correct, status=202)


@router.post(HERE + "/reports", status_code=202, dependencies=PLAIN, **takes(WordsDraft))
def report(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """Hidden at once from everybody but the reporter and HR."""
    return _write(visit, contribution_id, body, to_contest, annotate.report, status=202)


@router.post(HERE + "/reports/decision", status_code=201, dependencies=PLAIN, **takes(WordsDraft))
def decide(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """HR's: the item is shown again to those it was shown to."""

    def deed(db: Session, viewer: Viewer) -> Written:
        standings.sighted(db, viewer, contribution_id)
        require_hr(viewer)
        draft = body.draft(WordsDraft)
        return _written(annotate.settle_report(db, contribution_id, by=viewer, draft=draft, now=visit.now))

    return visit.answer(deed, status=201)


@router.post(HERE + "/merge", dependencies=PLAIN, **takes(MergeDraft))
def merge_into(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """Answers with the one that stays."""

    def deed(db: Session, viewer: Viewer) -> ContributionPage:
        to_add_people(viewer, standings.sighted(db, viewer, contribution_id))
        draft = body.draft(MergeDraft)
        return _page(db, viewer, merge(db, contribution_id, by=viewer, draft=draft, now=visit.now), visit)

    return visit.answer(deed)


@router.post(HERE + "/split", status_code=201, dependencies=PLAIN, **takes(SplitDraft))
def split_off(contribution_id: str, body: JsonDep, visit: VisitDep) -> Response:
    """Answers with the facts of the new one, which whoever splits something off may not see any longer."""

    def deed(db: Session, viewer: Viewer) -> ContributionFacts:
        to_add_people(viewer, standings.sighted(db, viewer, contribution_id))
        draft = body.draft(SplitDraft)
        return facts_of(db, split(db, contribution_id, by=viewer, draft=draft, now=visit.now))

    return visit.answer(deed, status=201, location="/api/v1/contributions/{id}")


def _page(db: Session, viewer: Viewer, contribution_id: str, visit: Visit) -> ContributionPage:
    return contribution_pages.page_for(db, contribution_id, viewer=viewer, now=visit.now)


def _write(
    visit: Visit, contribution_id: str, body: JsonBody, right: Right, verb: Callable[..., Note], *, status: int = 201
) -> Response:
    """Scope, then right, then input: what cannot be seen is not found, whatever was sent."""

    def deed(db: Session, viewer: Viewer) -> Written:
        right(viewer, standings.sighted(db, viewer, contribution_id))
        return _written(verb(db, contribution_id, by=viewer, draft=body.draft(WordsDraft), now=visit.now))

    return visit.answer(deed, status=status)


def _written(note: Note) -> Written:
    return Written(note.id, note.contribution_id, note.kind, note.words, note.written_at.date())
