"""Take one of the five acts on a piece of work, and take it back within ten minutes."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlmodel import Session, col

from app.actions.act_deeds import DEEDS, forget_question, wake
from app.actions.deliver import take_back_letters
from app.actions.recognise import undo_recognition
from app.actions.write_audit import trace, write_audit
from app.domain import OPEN_STATES, Act, ActKind, Viewer
from app.domain.act_draft import ActDraft, require_whole
from app.domain.policy import require_member
from app.domain.recognition import UNDO_TIME, Form, can_undo
from app.kit.errors import Code, Conflict, NotFound
from app.kit.ids import is_id, new_id
from app.queries import digests, recognitions, standings


def act(
    db: Session, contribution_id: str, *, by: Viewer, draft: ActDraft, item_id: str | None = None, now: datetime
) -> Act:
    """From an item of one's edition or from the contribution's own page. The same act twice is one act."""
    standing = standings.sighted(db, by, contribution_id)
    require_member(by)
    require_whole(draft, now.date())
    if standing.state not in OPEN_STATES:
        raise Conflict(Code.WRONG_STATE, "This is no longer open: it was withdrawn, declined or merged.")
    first = _same(db, contribution_id, by=by, draft=draft, item_id=item_id, now=now)
    if first is not None:
        return first
    done = Act(
        id=new_id(now),
        person_id=by.person_id,
        contribution_id=contribution_id,
        item_id=item_id,
        kind=draft.act.value,
        acted_at=now,
    )
    DEEDS[draft.act](db, done, by, standing, draft, now)
    db.add(done)
    _settle_plan(db, done, now=now)
    changes = {"kind": done.kind, "reason": done.reason, "occasion": done.occasion, "sentence": trace(done.sentence)}
    write_audit(
        db, by=by, action="acted", object_type="contribution", object_id=contribution_id, changes=changes, now=now
    )
    return done


def undo_act(db: Session, act_id: str, *, by: Viewer, now: datetime) -> Act:
    """One's own, within ten minutes; nothing has left unsung until then. A second time shows the first answer."""
    done = db.get(Act, act_id) if is_id(act_id) else None
    if done is None or done.person_id != by.person_id:
        raise NotFound
    if done.undone_at:
        return done
    if not can_undo(done.acted_at, now):
        raise Conflict(Code.TOO_LATE, "This was delivered. You can add a correction.")
    done.undone_at = now
    db.add(done)
    db.flush()
    if done.recognition_id:
        undo_recognition(db, done.recognition_id, by=by, now=now)
    take_back_letters(db, occasion=f"{done.kind}:{done.id}")
    forget_question(db, done)
    _reopen_plan(db, done)
    wake(db, done)
    write_audit(db, by=by, action="act_undone", object_type="contribution", object_id=done.contribution_id, now=now)
    return done


def undo_latest(db: Session, contribution_id: str, *, item_id: str, by: Viewer, now: datetime) -> None:
    """Whatever one did last about an item: an act, or thanks said on the work's own page."""
    act_id = digests.last_act(db, viewer=by, item_id=item_id, contribution_id=contribution_id)
    said = None if act_id else recognitions.last_of(db, contribution_id, giver_id=by.person_id)
    if act_id:
        undo_act(db, act_id, by=by, now=now)
    elif said:
        undo_recognition(db, said, by=by, now=now)
    else:
        raise Conflict(Code.WRONG_STATE, "There is nothing to take back.")


def settle_act(db: Session, act_id: str, *, by: Viewer, done: bool, now: datetime) -> Act:
    """Of what one said one would do: it is done, which counts as said in person; or not yet, asked again in a week."""
    plan = db.get(Act, act_id) if is_id(act_id) else None
    if plan is None or plan.person_id != by.person_id or plan.kind != ActKind.SCHEDULE:
        raise NotFound
    if plan.undone_at:
        raise Conflict(Code.WRONG_STATE, "This plan was taken back.")
    if plan.settled_at:
        return plan
    if not done:
        plan.on_date = now.date() + timedelta(days=7)
        db.add(plan)
        write_audit(db, by=by, action="postponed", object_type="act", object_id=plan.id, now=now)
        return plan
    draft = ActDraft(act=ActKind.ALREADY_DONE, form=Form.IN_PERSON, date=min(plan.on_date or now.date(), now.date()))
    act(db, plan.contribution_id, by=by, draft=draft, item_id=plan.item_id, now=now)
    return plan


def _same(
    db: Session, contribution_id: str, *, by: Viewer, draft: ActDraft, item_id: str | None, now: datetime
) -> Act | None:
    """The act that stands already: on this item, or on this work within the time in which it can be undone."""
    one = Act
    question: Select[Act] = select(one).where(
        col(one.person_id) == by.person_id,
        col(one.contribution_id) == contribution_id,
        col(one.kind) == draft.act.value,
        col(one.undone_at).is_(None),
        col(one.settled_at).is_(None) | (col(one.kind) != ActKind.SCHEDULE.value),
    )
    question = (
        question.where(col(one.item_id) == item_id) if item_id else question.where(col(one.acted_at) > now - UNDO_TIME)
    )
    found: Act
    for found in db.execute(question.order_by(col(one.acted_at).desc(), col(one.id).desc())).scalars():
        if draft.act is not ActKind.THANK or _thanked_the_same(db, found, draft):
            return found
    return None


def _thanked_the_same(db: Session, found: Act, draft: ActDraft) -> bool:
    """Thanking a second person of the same work is a second act."""
    people = recognitions.recipients_of(db, found.recognition_id or "")
    return set(draft.contributors) <= set(people)


def _settle_plan(db: Session, done: Act, *, now: datetime) -> None:
    """Saying it is what was planned."""
    if done.recognition_id:
        db.flush()
        plans = (
            col(Act.person_id) == done.person_id,
            col(Act.contribution_id) == done.contribution_id,
            col(Act.kind) == ActKind.SCHEDULE.value,
            col(Act.undone_at).is_(None),
            col(Act.settled_at).is_(None),
        )
        db.execute(update(Act).where(*plans).values(settled_at=now))


def _reopen_plan(db: Session, done: Act) -> None:
    if done.recognition_id:
        plans = (
            col(Act.person_id) == done.person_id,
            col(Act.contribution_id) == done.contribution_id,
            col(Act.kind) == ActKind.SCHEDULE.value,
            col(Act.settled_at) == done.acted_at,
        )
        db.execute(update(Act).where(*plans).values(settled_at=None))
