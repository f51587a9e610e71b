"""What was recorded on the same services since a fix: a fact, and no proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlmodel import Session

from app.domain import Relation, metadata
from app.kit.columns import UtcDateTime
from app.kit.prepared import prepared
from app.queries.contribution_parts import Link


@dataclass(frozen=True)
class Since:
    """`last_ref` and `last_on` are of the newest incident since, if there is one."""

    days: int
    last_ref: str
    last_on: date | None


def since_fix(db: Session, links: Sequence[Link], *, finished_on: date, today: date) -> Since | None:
    """Only with a link to what the fix ends, and only where the incident names a service."""
    ended = [link.incident_id for link in links if link.relation != Relation.RESPONDED_TO]
    if not ended:
        return None
    after = datetime.combine(finished_on + timedelta(days=1), time(), UTC)
    last = db.execute(_SINCE, {"incidents": ended, "after": after}).one()
    if not last.has_service:
        return None
    on: date = last.started_at.date() if last.ref else finished_on
    return Since(max(0, (today - on).days), last.ref or "", on if last.ref else None)


_I, _IS = metadata.tables["incident"], metadata.tables["incident_service"]
_SAME = _IS.alias("same")
_ENDED: Any = bindparam("incidents", expanding=True)
_LATER = (
    select(_I.c.ref, _I.c.started_at)
    .join(_IS, _IS.c.incident_id == _I.c.id)
    .where(
        _IS.c.service_id.in_(select(_SAME.c.service_id).where(_SAME.c.incident_id.in_(_ENDED))),
        _I.c.restricted.is_(False),
        _I.c.started_at >= bindparam("after", type_=UtcDateTime()),
    )
    .order_by(_I.c.started_at.desc(), _I.c.id.desc())
    .limit(1)
    .subquery()
)
_SINCE = prepared(
    select(
        exists().where(_IS.c.incident_id.in_(_ENDED)).label("has_service"),
        select(_LATER.c.ref).scalar_subquery().label("ref"),
        select(_LATER.c.started_at).scalar_subquery().label("started_at"),
    )
)
