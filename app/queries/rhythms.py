"""Everybody with at least one active report, and the hour at which each reads the week's digest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.domain import Digest, DigestSetting, Person

_MONDAY, _EIGHT = 1, 8


@dataclass(frozen=True)
class Rhythm:
    person_id: str
    time_zone: str
    weekday: int
    hour: int


def of_managers(db: Session) -> list[Rhythm]:
    """By id. Whoever has paused or stopped the letter still finds the edition in the app."""
    report = Person.__table__.alias("report")  # type: ignore[attr-defined]
    setting = DigestSetting
    question = (
        select(
            col(Person.id),
            col(Person.time_zone),
            func.coalesce(col(setting.weekday), _MONDAY),
            func.coalesce(col(setting.hour), _EIGHT),
        )
        .outerjoin(setting, col(setting.person_id) == col(Person.id))
        .where(col(Person.active))
        .where(select(report.c.id).where(report.c.manager_id == col(Person.id), report.c.active).exists())
        .order_by(col(Person.id))
    )
    return [Rhythm(*row) for row in db.execute(question)]


def with_edition(db: Session, mondays: Collection[date]) -> set[tuple[str, date]]:
    """Who has an edition of which of these weeks."""
    question = select(col(Digest.manager_id), col(Digest.monday)).where(col(Digest.monday).in_(mondays))
    return {(row.manager_id, row.monday) for row in db.execute(question)}
