"""How much of a team's recent work has had a word, for teams too large to point at anybody."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from app.domain import OPEN_STATES, Contribution, ContributionKind, Contributor, Person, Team
from app.domain.report import SMALLEST_GROUP

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
    size = select(func.count()).where(col(Person.team_id) == team_id, col(Person.active)).scalar_subquery()
    team = db.execute(select(col(Team.name), size).where(col(Team.id) == team_id)).one_or_none()
    if team is None or team[1] < SMALLEST_GROUP:
        return None
    work = Contribution
    heard = exists().where(
        col(Contributor.contribution_id) == col(work.id), col(Contributor.recognised_at).is_not(None)
    )
    question = (
        select(col(work.kind), heard.label("heard"), func.count())
        .where(
            col(work.team_id) == team_id,
            col(work.finished_on) >= before - WINDOW,
            col(work.finished_on) < before,
            col(work.state).in_(OPEN_STATES),
            col(work.hidden_by_id).is_(None),
        )
        .group_by(col(work.kind), "heard")
    )
    counts = {(kind, bool(heard)): count for kind, heard, count in db.execute(question)}
    if not counts:
        return None
    response, fix = ContributionKind.INCIDENT_RESPONSE, ContributionKind.PREVENTIVE_FIX
    return TeamFigures(
        team[0],
        *(
            (counts.get((kind, True), 0), counts.get((kind, True), 0) + counts.get((kind, False), 0))
            for kind in (response, fix)
        ),
    )
