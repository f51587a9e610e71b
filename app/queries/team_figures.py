"""How much of a team's recent work has had a word, for teams too large to point at anybody."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlmodel import Session

from app.domain import OPEN_STATES, ContributionKind, metadata
from app.domain.report import SMALLEST_GROUP
from app.kit.prepared import prepared

WINDOW = timedelta(weeks=12)


@dataclass(frozen=True)
class TeamFigures:
    """(recognised, all) of the responses and of the fixes that finished in the 12 weeks before a day."""

    name: str
    responses: tuple[int, int]
    fixes: tuple[int, int]


def of_team(db: Session, team_id: str | None, *, before: date) -> TeamFigures | None:
    """None for a team below the smallest group, or with nothing to count."""
    if team_id is None:
        return None
    values: dict[str, Any] = {"team": team_id, "since": before - WINDOW, "before": before}
    rows = db.execute(_FIGURES, values).all()
    if not rows or rows[0].size < SMALLEST_GROUP:
        return None
    counts = {(row.kind, bool(row.heard)): row.works for row in rows}
    return TeamFigures(
        rows[0].name,
        _pair(counts, ContributionKind.INCIDENT_RESPONSE.value),
        _pair(counts, ContributionKind.PREVENTIVE_FIX.value),
    )


def _pair(counts: dict[tuple[str, bool], int], kind: str) -> tuple[int, int]:
    heard = counts.get((kind, True), 0)
    return heard, heard + counts.get((kind, False), 0)


_team, _person, _work, _line = (metadata.tables[name] for name in ("team", "person", "contribution", "contributor"))
_size = (
    select(func.count()).where(_person.c.team_id == bindparam("team"), _person.c.active).scalar_subquery().label("size")
)
_name = select(_team.c.name).where(_team.c.id == bindparam("team")).scalar_subquery().label("name")
_heard = exists().where(_line.c.contribution_id == _work.c.id, _line.c.recognised_at.is_not(None)).label("heard")
_counted = (
    select(_work.c.kind, _heard)
    .where(
        _work.c.team_id == bindparam("team"),
        _work.c.finished_on >= bindparam("since"),
        _work.c.finished_on < bindparam("before"),
        _work.c.state.in_([state.value for state in OPEN_STATES]),
        _work.c.hidden_by_id.is_(None),
    )
    .subquery()
)
_FIGURES = prepared(
    select(_counted.c.kind, _counted.c.heard, func.count().label("works"), _size, _name).group_by(
        _counted.c.kind, _counted.c.heard
    )
)
