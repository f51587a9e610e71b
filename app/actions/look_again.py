"""Measured fixes are looked at again after 30, 90, 180 and 365 days; something of the same kind ends that quietly."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.actions.measure_impact import look
from app.actions.renew import renew
from app.actions.write_audit import write_audit
from app.domain import Grade, Impact, Measurement, Verification
from app.domain.measure_task import midnight
from app.queries import incident_counts

VERIFIED_FOR = timedelta(days=365)


def look_again(db: Session, *, question: Measurement, days: int, now: datetime) -> None:
    """One look, or the end of looking where an incident was recorded on the same services since."""
    asked = db.get(Measurement, question.id, with_for_update=True)
    if asked is None or asked.stopped_at is not None:
        return
    since = midnight(asked.changed_on + timedelta(days=1), asked.time_zone).astimezone(UTC)
    services = incident_counts.linked_services(db, asked.contribution_id)
    seen = incident_counts.first_since(db, service_ids=services, since=since)
    if seen is None:
        look(db, asked, by=None, occasion=str(days), now=now)
        return
    ref, started = seen
    asked.stopped_at = now
    asked.stopped_why = f"{ref}|{started.date().isoformat()}"  # its words are publishing's
    db.add(asked)
    write_audit(
        db,
        by=None,
        action="looks_ended",
        object_type="contribution",
        object_id=asked.contribution_id,
        changes={"question": asked.question_id, "incident": ref},
        now=now,
    )


def lapse_verifications(db: Session, *, now: datetime) -> int:
    """A second look counts for twelve months; then the effect is measured again, until somebody looks anew."""
    fresh = select(col(Verification.impact_id)).where(
        col(Verification.withdrawn_at).is_(None), col(Verification.verified_at) > now - VERIFIED_FOR
    )
    old = select(col(Impact.id), col(Impact.contribution_id)).where(
        col(Impact.current), col(Impact.grade) == int(Grade.VERIFIED), col(Impact.id).not_in(fresh)
    )
    rows = db.execute(old.limit(500)).all()
    if not rows:
        return 0
    ids = [row.id for row in rows]
    db.execute(update(Impact).where(col(Impact.id).in_(ids)).values(grade=int(Grade.MEASURED)))
    for row in rows:
        write_audit(
            db, by=None, action="verification_lapsed", object_type="contribution", object_id=row.contribution_id,
            changes={"impact": row.id}, now=now,
        )  # fmt: skip
    renew(db, sorted({row.contribution_id for row in rows}))
    return len(ids)
