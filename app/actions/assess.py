"""Say what the work changed, change one's mind in a new version, and confirm what somebody else has stated."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from app.actions.change_state import hold
from app.actions.note_change import note_change
from app.actions.renew import renew
from app.actions.write_audit import trace
from app.domain import Contributor, Grade, Impact, Measurement, Result, Verification, Viewer
from app.domain.impact import grade_of
from app.domain.impact_draft import ImpactDraft, figures
from app.domain.policy import require
from app.domain.review_draft import VerificationDraft
from app.domain.rights import require_kept, to_support
from app.kit.errors import Code, Conflict, FieldError, Invalid, NotFound, Stale
from app.kit.ids import is_id, new_id
from app.queries import impacts, standings


def state_impact(db: Session, contribution_id: str, *, by: Viewer, draft: ImpactDraft, now: datetime) -> Impact:
    """One more statement. Kinds are never added up, so each stands for itself."""
    require_kept(to_support(by, standings.sighted(db, by, contribution_id)))
    hold(db, contribution_id)
    stated = _impact(db, draft, by=by, contribution_id=contribution_id, now=now)
    return _kept(db, stated, by=by, action="impact_stated", now=now)


def replace_impact(
    db: Session, contribution_id: str, impact_id: str, *, by: Viewer, draft: ImpactDraft, version: int, now: datetime
) -> Impact:
    """A new version; the old one stays readable, and what was exported from it stays true."""
    standing = to_support(by, standings.sighted(db, by, contribution_id))
    require_kept(standing)
    hold(db, contribution_id)
    old = _current(db, contribution_id, impact_id)
    mine = standing.is_inside or old.author_id == by.person_id
    require(mine, "Only its author, its contributors and their managers can change this statement.")
    if old.version != version:
        raise Stale(old.version, "Somebody has changed this statement since you opened it.")
    if db.execute(_measured_by(old.statement_id)).first():
        raise Conflict(Code.WRONG_STATE, "A measurement writes this statement. Change its question instead.")
    new = _impact(
        db,
        draft,
        by=by,
        contribution_id=contribution_id,
        statement_id=old.statement_id,
        version=old.version + 1,
        baseline_on=_same_baseline(old, draft),
        now=now,
    )
    old.current = False
    db.add(old)
    return _kept(db, new, by=by, action="impact_replaced", now=now)


def verify_impact(
    db: Session, contribution_id: str, impact_id: str, *, by: Viewer, draft: VerificationDraft, now: datetime
) -> Impact:
    """A second person looked at question and data. On record for every statement; it lifts only what is measured."""
    standing = to_support(by, standings.sighted(db, by, contribution_id))
    require_kept(standing)
    hold(db, contribution_id)
    stated = _current(db, contribution_id, impact_id)
    if standing.is_contributor or by.person_id in _authors(db, stated.statement_id):
        raise Invalid(Code.OWN_IMPACT, "A second person verifies this; the work or the statement is your own.")
    question = select(col(Verification.id)).where(
        col(Verification.impact_id) == stated.id,
        col(Verification.person_id) == by.person_id,
        col(Verification.withdrawn_at).is_(None),
    )
    if db.execute(question).first():
        return stated
    _require_run(db, stated, by=by)
    db.add(
        Verification(
            id=new_id(now),
            impact_id=stated.id,
            person_id=by.person_id,
            words=draft.words,
            verified_at=now,
            by_token_id=by.token_id,
        )
    )
    if stated.grade == Grade.MEASURED:
        stated.grade = int(Grade.VERIFIED)
    db.add(stated)
    changes = {"impact": stated.id, "version": stated.version, "grade": stated.grade, "words": trace(draft.words)}
    note_change(db, contribution_id, by=by, action="impact_verified", changes=changes, now=now)
    renew(db, [contribution_id])
    return stated


def wake(db: Session, contribution_id: str) -> None:
    """New evidence brings an item back to a digest before its rest is over."""
    db.execute(update(Contributor).where(col(Contributor.contribution_id) == contribution_id).values(rests_until=None))


def _impact(
    db: Session,
    draft: ImpactDraft,
    *,
    by: Viewer,
    contribution_id: str,
    statement_id: str = "",
    version: int = 1,
    baseline_on: date | None = None,
    now: datetime,
) -> Impact:
    _refuse_the_future(draft, now.date())
    made = figures(draft)
    low, likely, high = made.ends
    tier = impacts.scale(db).tier(draft.kind, made)
    grade = grade_of(made.method, has_inputs=bool(made.inputs), has_formula=bool(made.formula), verified=False)
    return Impact(
        id=(impact_id := new_id(now)),
        statement_id=statement_id or impact_id,
        version=version,
        contribution_id=contribution_id,
        kind=draft.kind.value,
        low=low,
        likely=likely,
        high=high,
        unit=made.unit,
        period=made.period,
        method=made.method.value,
        formula=made.formula,
        inputs=dict(made.inputs),
        source=draft.source,
        sentence=draft.sentence,
        changed_on=draft.changed_on,
        baseline_on=draft.baseline_on or baseline_on or (now.date() if made.bounds else None),
        grade=int(grade),
        tier=int(tier),
        author_id=by.person_id,
        stated_at=now,
    )


def _kept(db: Session, stated: Impact, *, by: Viewer, action: str, now: datetime) -> Impact:
    db.add(stated)
    wake(db, stated.contribution_id)
    changes = {
        "impact": stated.id,
        "version": stated.version,
        "kind": stated.kind,
        "method": stated.method,
        "grade": stated.grade,
        "tier": stated.tier,
        "sentence": trace(stated.sentence),
    }
    note_change(db, stated.contribution_id, by=by, action=action, changes=changes, now=now)
    renew(db, [stated.contribution_id])
    return stated


def _current(db: Session, contribution_id: str, impact_id: str) -> Impact:
    """By the id of any of its versions."""
    if not is_id(impact_id):
        raise NotFound
    of_statement = select(col(Impact.statement_id)).where(col(Impact.id) == impact_id).scalar_subquery()
    found: Impact | None = db.execute(
        select(Impact).where(
            col(Impact.contribution_id) == contribution_id,
            col(Impact.current),
            or_(col(Impact.statement_id) == impact_id, col(Impact.statement_id) == of_statement),
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _authors(db: Session, statement_id: str) -> set[str]:
    return set(db.execute(select(col(Impact.author_id)).where(col(Impact.statement_id) == statement_id)).scalars())


def _measured_by(statement_id: str) -> Any:
    return select(col(Measurement.id)).where(
        col(Measurement.impact_statement_id) == statement_id, col(Measurement.current)
    )


def _require_run(db: Session, stated: Impact, *, by: Viewer) -> None:
    """What a system measured is verified by whoever has run it again from the kept data, to the same answer."""
    if not db.execute(_measured_by(stated.statement_id)).first():
        return
    first = Result.__table__.alias("first")  # type: ignore[attr-defined]
    same = (
        select(col(Result.id))
        .join(first, first.c.id == col(Result.same_as_id))
        .where(
            col(Result.asked_by_id) == by.person_id,
            first.c.impact_id == stated.id,
            first.c.answer == col(Result.answer),
        )
    )
    if not db.execute(same).first():
        raise Conflict(Code.WRONG_STATE, "Run the measurement again from its kept data first; then you can sign it.")


def _same_baseline(old: Impact, draft: ImpactDraft) -> date | None:
    """The day of the "before" stays only while the figures stay: a baseline written anew is of today."""
    new = figures(draft)
    same = new.ends == (old.low, old.likely, old.high) and dict(new.inputs) == old.inputs
    return old.baseline_on if same or new.bounds is None else None


def _refuse_the_future(draft: ImpactDraft, today: date) -> None:
    days = {"changed_on": draft.changed_on, "baseline_on": draft.baseline_on}
    late = [place for place, day in days.items() if day and day > today]
    if late:
        raise Invalid.many(
            FieldError(place, Code.BAD_DATE, "Choose a day that is not in the future.") for place in late
        )
